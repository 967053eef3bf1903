import type { FunctionBody } from './invocation.ts'

/** A header written by a function: its new values, none when it was deleted. */
export interface HeaderChange {
  readonly name: string
  readonly values: readonly string[]
}

/** What a handler returned, as far as it differs from what it was given; not yet validated. */
export interface HandlerResult {
  uri?: string
  queryString?: string
  /** The whole `cookie` header. */
  cookie?: string
  /** Every `set-cookie` line. */
  setCookies?: readonly string[]
  /** Present: the handler returned a response. */
  status?: number
  statusDescription?: string
  body?: FunctionBody
  readonly headerChanges: HeaderChange[]
}

export interface GuestAnswer {
  readonly result: HandlerResult
  failure?: { readonly kind: 'execution-error' | 'validation-error'; readonly message: string; readonly stack: string }
  customLogData?: string
  /** The result is a response, whatever the event. */
  isResponse: boolean
  readonly logs: string[]
}

/** The fields of a string made of `length:text` parts; throws on anything else, which only a fault of the harness can cause. */
const fieldsOf = (packed: string): string[] => {
  const fields: string[] = []
  let position = 0
  while (position < packed.length) {
    const colon = packed.indexOf(':', position)
    const length = Number(packed.slice(position, colon))
    const end = colon + 1 + length
    if (colon === -1 || !Number.isInteger(length) || end > packed.length) throw new RangeError('unreadable answer')
    fields.push(packed.slice(colon + 1, end))
    position = end
  }
  return fields
}

class Cursor {
  private readonly fields: readonly string[]
  private position = 0

  constructor(fields: readonly string[]) {
    this.fields = fields
  }

  get done(): boolean {
    return this.position >= this.fields.length
  }

  next(): string {
    const field = this.fields[this.position++]
    if (field === undefined) throw new RangeError('an answer ends early')
    return field
  }

  several(): string[] {
    const values: string[] = []
    for (let count = Number(this.next()); count > 0; count--) values.push(this.next())
    return values
  }
}

const readBody = (cursor: Cursor): FunctionBody => {
  const encoding = cursor.next() === 'base64' ? 'base64' : 'text'
  return { encoding, data: cursor.next() }
}

const readers: Record<string, (answer: GuestAnswer, cursor: Cursor) => void> = {
  uri: ({ result }, cursor) => (result.uri = cursor.next()),
  query: ({ result }, cursor) => (result.queryString = cursor.next()),
  cookie: ({ result }, cursor) => (result.cookie = cursor.next()),
  'set-cookie': ({ result }, cursor) => (result.setCookies = cursor.several()),
  header: ({ result }, cursor) => result.headerChanges.push({ name: cursor.next(), values: cursor.several() }),
  response: answer => (answer.isResponse = true),
  status: ({ result }, cursor) => (result.status = Number(cursor.next())),
  description: ({ result }, cursor) => (result.statusDescription = cursor.next()),
  body: ({ result }, cursor) => (result.body = readBody(cursor)),
  log: ({ logs }, cursor) => logs.push(cursor.next()),
  'custom-log-data': (answer, cursor) => (answer.customLogData = cursor.next()),
  'execution-error': (answer, cursor) =>
    (answer.failure = { kind: 'execution-error', message: cursor.next(), stack: cursor.next() }),
  'validation-error': (answer, cursor) =>
    (answer.failure = { kind: 'validation-error', message: cursor.next(), stack: cursor.next() }),
}

/** Reads the answer of `guest/answer.ts`. */
export const readGuestAnswer = (packed: string): GuestAnswer => {
  const answer: GuestAnswer = { result: { headerChanges: [] }, isResponse: false, logs: [] }
  const cursor = new Cursor(fieldsOf(packed))
  while (!cursor.done) {
    const tag = cursor.next()
    const read = readers[tag]
    if (read === undefined) throw new RangeError(`an answer holds the unknown tag ${tag}`)
    read(answer, cursor)
  }
  return answer
}

import type { FunctionBody } from './invocation.ts'
import { readOriginChoice, type ReadOriginChoice } from './origin-choice.ts'
import { PackedCursor } from './packed-cursor.ts'

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
  /** The run was stopped for the time it takes. */
  isOverTime?: boolean
  customLogData?: string
  /** Read and checked in itself; whether the distribution allows it is not known here. */
  originChoice?: ReadOriginChoice
  /** The result is a response, whatever the event. */
  isResponse: boolean
  readonly logs: string[]
  /** Of the whole answer, as a measure of its size. */
  readonly characters: number
}

const readBody = (cursor: PackedCursor): FunctionBody => {
  const encoding = cursor.text() === 'base64' ? 'base64' : 'text'
  return { encoding, data: cursor.text() }
}

/** The tags are those of `guest/answer.ts`. */
const readPart = (answer: GuestAnswer, cursor: PackedCursor): unknown => {
  const { result, logs } = answer
  const tag = cursor.tag()
  switch (tag) {
    case 'h':
      return result.headerChanges.push({ name: cursor.text(), values: cursor.texts() })
    case 'd':
      return (answer.customLogData = cursor.text())
    case 'u':
      return (result.uri = cursor.text())
    case 'q':
      return (result.queryString = cursor.text())
    case 'c':
      return (result.cookie = cursor.text())
    case 'o':
      return (answer.originChoice = readOriginChoice(cursor.text()))
    case 'l':
      return logs.push(cursor.text())
    case 'r':
      return (answer.isResponse = true)
    case 's':
      return (result.status = Number(cursor.text()))
    case 't':
      return (result.statusDescription = cursor.text())
    case 'b':
      return (result.body = readBody(cursor))
    case 'k':
      return (result.setCookies = cursor.texts())
    case 'e':
      return (answer.failure = { kind: 'execution-error', message: cursor.text(), stack: cursor.text() })
    case 'v':
      return (answer.failure = { kind: 'validation-error', message: cursor.text(), stack: cursor.text() })
    case 'x':
      return (answer.isOverTime = cursor.text() === '')
    default:
      throw new RangeError(`an answer holds the unknown tag ${tag}`)
  }
}

/** Reads the answer of `guest/answer.ts`. */
export const readGuestAnswer = (packed: string): GuestAnswer => {
  const answer: GuestAnswer = { result: { headerChanges: [] }, isResponse: false, logs: [], characters: packed.length }
  const cursor = new PackedCursor(packed)
  while (!cursor.done) readPart(answer, cursor)
  return answer
}

import { isDisallowedHeader } from '../../../distribution/header-restrictions.ts'
import type { HeaderList } from '../../../http/header-list.ts'
import { fromWire } from '../wire-text.ts'
import type { FunctionContext, FunctionRequest, FunctionResponse } from './invocation.ts'
import { eachPair, pairValues, type PairSeparator } from './pairs.ts'
import type { InputField, InputTable, Question } from './questions.ts'

/** All that an invocation is given. The moment (time, request id, address) is no question. */
export interface FunctionInput {
  readonly context: FunctionContext
  readonly request: FunctionRequest
  /** Undefined at viewer-request. */
  readonly response: FunctionResponse | undefined
  /** Reads the key value store as the invocation does; undefined: no such key. */
  readonly keyValue: (key: string) => string | undefined
}

/** Equal answers are equal values (SameValueZero); undefined: not there. */
export type Answer = string | number | boolean | undefined

/** Two lists of texts never give the same answer. A single text, the common case, stands for itself. */
const answerOfTexts = (texts: readonly string[]): Answer => {
  const [first] = texts
  if (first === undefined) return undefined
  if (texts.length === 1 && !first.startsWith('\n')) return first
  return `\n${texts.map(text => `${text.length}:${text}`).join('')}`
}

/** The fields that went into the table `cookies` of the event (CFF-78). */
const cookieField = (table: InputTable): 'cookie' | 'set-cookie' =>
  table.startsWith('request.') ? 'cookie' : 'set-cookie'

const noResponse = (): never => {
  throw new RangeError('a viewer-request function asked for a response')
}

const headersOf = ({ request, response }: FunctionInput, table: InputTable): HeaderList =>
  table.startsWith('request.') ? request.headers : (response ?? noResponse()).headers

const isVisible = (name: string, table: InputTable): boolean => name !== cookieField(table) && !isDisallowedHeader(name)

const NOTHING: readonly string[] = []

const valuesOf = ({ names, values }: HeaderList, name: string): readonly string[] => {
  const first = names.indexOf(name)
  if (first === -1) return NOTHING
  if (names.indexOf(name, first + 1) === -1) return [values[first] as string]
  return values.filter((_, index) => names[index] === name)
}

/** The texts that the pairs of a table come from: fields of the cookie header, or the query string. */
const pairSources = ({ request }: FunctionInput, table: InputTable): readonly string[] => {
  if (table === 'request.querystring') return [fromWire(request.queryString ?? '')]
  return valuesOf(request.headers, 'cookie').map(fromWire)
}

const separatorOf = (table: InputTable): PairSeparator => (table === 'request.querystring' ? '&' : ';')

const isHeaderTable = (table: InputTable): boolean => table === 'request.headers' || table === 'response.headers'

/** Headers as they stood on the wire, which says no less than what the function sees; cookies and parameters as it sees them. */
const textsOf = (input: FunctionInput, table: InputTable, name: string): readonly string[] => {
  if (isHeaderTable(table)) return isVisible(name, table) ? valuesOf(headersOf(input, table), name) : NOTHING
  const sources = pairSources(input, table)
  const separator = separatorOf(table)
  const [only] = sources
  if (sources.length === 1 && only !== undefined) return pairValues(only, separator, name)
  return sources.flatMap(source => pairValues(source, separator, name))
}

/** In arrival order, repeated ones more than once. */
const namesOf = (input: FunctionInput, table: InputTable): readonly string[] => {
  if (isHeaderTable(table)) return headersOf(input, table).names.filter(name => isVisible(name, table))
  const names: string[] = []
  for (const source of pairSources(input, table)) eachPair(source, separatorOf(table), name => names.push(name))
  return names
}

/** Every visible field with its name, or every field of the cookie header. */
const wholeOf = (input: FunctionInput, table: InputTable): readonly string[] => {
  const headers = headersOf(input, table)
  if (!isHeaderTable(table)) return valuesOf(headers, cookieField(table))
  return [...headers].flatMap(([name, value]) => (isVisible(name, table) ? [name, value] : NOTHING))
}

const answerOfTable = (input: FunctionInput, table: InputTable, aspect: 'names' | 'any' | 'whole'): Answer => {
  switch (aspect) {
    case 'names':
      return answerOfTexts(namesOf(input, table))
    case 'whole':
      return answerOfTexts(wholeOf(input, table))
    case 'any':
      return (table === 'response.cookies' ? wholeOf(input, table) : namesOf(input, table)).length > 0
  }
}

const answerOfField = ({ context, request, response }: FunctionInput, field: InputField): Answer => {
  switch (field) {
    case 'method':
    case 'uri':
    case 'queryString':
      return request[field]
    case 'distributionDomainName':
    case 'distributionId':
      return context[field]
    case 'statusCode':
      return response?.status
    case 'statusDescription':
      return response?.statusDescription
  }
}

/** Compared as the function sees both: without query is like an empty one (`putQuery` of `guest/answer.ts`). */
const isEqualField = (input: FunctionInput, field: InputField, text: string): boolean => {
  const there = answerOfField(input, field) ?? ''
  return typeof there === 'string' && fromWire(there) === text
}

/** True: the same; false: others; undefined: none. */
const compareTexts = (there: readonly string[], texts: readonly string[]): Answer => {
  if (there.length === 0) return undefined
  return there.length === texts.length && there.every((text, index) => fromWire(text) === texts[index])
}

/** What the input answers to a question. Where all answers are the same, a function does the same. */
export const answerTo = (question: Question, input: FunctionInput): Answer => {
  switch (question.about) {
    case 'field':
      return answerOfField(input, question.field)
    case 'equal-field':
      return isEqualField(input, question.field, question.text)
    case 'key-value':
      return input.keyValue(question.key)
    case 'table':
      return answerOfTable(input, question.table, question.aspect)
    case 'presence':
      return textsOf(input, question.table, question.name).length > 0
    case 'texts':
      return answerOfTexts(textsOf(input, question.table, question.name))
    case 'equal-texts':
      return compareTexts(textsOf(input, question.table, question.name), question.texts)
  }
}

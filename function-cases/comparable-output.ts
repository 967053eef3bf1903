import { eachPair } from '../pop/edge-functions/cloudfront-js/pairs.ts'
import { isObject, type JsonObject } from './event-shape.ts'
import type { EventTable } from './test-event.ts'

/** CFF-81: a list of one says no more than its value. */
const comparableEntry = (entry: unknown): unknown => {
  if (!isObject(entry) || !Array.isArray(entry['multiValue']) || entry['multiValue'].length !== 1) return entry
  const { multiValue: _, ...single } = entry
  return single
}

const comparableTable = (table: unknown): unknown =>
  isObject(table)
    ? Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, comparableEntry(entry)]))
    : table

/** A query string as the event has it (CFF-73, CFF-81). */
const queryTable = (query: string): EventTable => {
  const all = new Map<string, { readonly value: string }[]>()
  eachPair(query, '&', (name, value) => all.set(name, [...(all.get(name) ?? []), { value }]))
  return Object.fromEntries(
    [...all].map(([name, parts]) => {
      const value = parts[0]?.value ?? ''
      return [name, parts.length === 1 ? { value } : { value, multiValue: parts }]
    }),
  )
}

/** CFF-74: two texts are compared as they are, order included; a text and a table as tables. */
const comparableQuery = (query: unknown, other: unknown): unknown => {
  if (typeof query !== 'string') return comparableTable(query)
  return typeof other === 'string' ? query : queryTable(query)
}

/** CFF-84: a text is short for `{ encoding: 'text', data }`. */
const comparableBody = (body: unknown): unknown => (typeof body === 'string' ? { encoding: 'text', data: body } : body)

type Comparable = (part: JsonObject, other: JsonObject) => JsonObject

const withTables = (part: JsonObject): JsonObject => ({
  ...part,
  headers: comparableTable(part['headers'] ?? {}),
  cookies: comparableTable(part['cookies'] ?? {}),
})

const COMPARABLE: Readonly<Record<'request' | 'response', Comparable>> = {
  request: (part, other) => ({
    ...withTables(part),
    querystring: comparableQuery(part['querystring'] ?? {}, other['querystring']),
  }),
  response: part => ('body' in part ? { ...withTables(part), body: comparableBody(part['body']) } : withTables(part)),
}

/**
 * What a function returned, `{ request }` or `{ response }`, in a form in which it can be compared with another one: absent tables are
 * empty ones, a body is an object, a name that comes once has no list.
 */
export const comparableOutput = (output: JsonObject, other: JsonObject): JsonObject => {
  const comparable = { ...output }
  for (const kind of ['request', 'response'] as const) {
    const [part, otherPart] = [output[kind], other[kind]]
    if (isObject(part)) comparable[kind] = COMPARABLE[kind](part, isObject(otherPart) ? otherPart : {})
  }
  return comparable
}

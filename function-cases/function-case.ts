import { isObject, objectAt, textAt, type JsonObject, type ShapeProblem, type Tell } from './event-shape.ts'
import { pathText, readPath, type CasePath } from './case-path.ts'
import { keyValuesOf } from './key-values.ts'
import { readTestEvent, type TestEvent } from './test-event.ts'
import type { Runtime } from './test-function.ts'

/** What has to come out. */
export type Expectation =
  /** `{ request }` or `{ response }`, as TestFunction prints it. */
  | { readonly kind: 'output'; readonly output: JsonObject }
  /** The function fails, or CloudFront refuses what it returns; the text is part of what is said then. */
  | { readonly kind: 'error'; readonly text: string }

/** One event and what a function has to make of it. */
export interface FunctionCase {
  readonly event: TestEvent
  readonly expect: Expectation
  /** Places of the output that do not count. */
  readonly ignore: readonly CasePath[]
  /** Milliseconds since the epoch; undefined: the time of the run. */
  readonly now: number | undefined
  /** In place of what `Math.random` draws. */
  readonly random: number | undefined
  /** Of the associated key value store; a text names an import file, relative to the case. Undefined: no store is associated. */
  readonly keyValues: ReadonlyMap<string, string> | string | undefined
  readonly runtime: Runtime
  /** The function's file, relative to the case; undefined: the one that lies beside the folder of cases. */
  readonly functionFile: string | undefined
}

export type ReadCase =
  | { readonly kind: 'case'; readonly case: FunctionCase }
  | { readonly kind: 'problems'; readonly problems: readonly ShapeProblem[] }

const FIELDS = new Set(['event', 'expect', 'ignore', 'now', 'random', 'kvs', 'runtime', 'function', 'about'])

const readExpectation = (given: unknown, tell: Tell): Expectation => {
  if (isObject(given)) {
    const { error } = given
    if (typeof error === 'string') return { kind: 'error', text: error }
    if (isObject(given['request']) !== isObject(given['response'])) return { kind: 'output', output: given }
  }
  tell({ path: 'expect', expected: '{ "request": … }, { "response": … } or { "error": "…" }' })
  return { kind: 'error', text: '' }
}

const readIgnored = (given: unknown, tell: Tell): CasePath[] => {
  if (given === undefined) return []
  const texts: readonly unknown[] = Array.isArray(given) ? given : [given]
  return texts.flatMap((text, index) => {
    const path = typeof text === 'string' ? readPath(text) : undefined
    if (path !== undefined) return [path]
    tell({
      path: pathText(['ignore', String(index)]),
      expected: 'a path like response.headers.date or request.headers.*',
    })
    return []
  })
}

const readNow = (given: unknown, tell: Tell): number | undefined => {
  if (given === undefined) return undefined
  const now = typeof given === 'number' ? given : typeof given === 'string' ? Date.parse(given) : Number.NaN
  if (Number.isFinite(now)) return now
  tell({ path: 'now', expected: 'a time in ISO 8601, or milliseconds since 1970' })
  return undefined
}

const readRandom = (given: unknown, tell: Tell): number | undefined => {
  if (given === undefined || (typeof given === 'number' && given >= 0 && given < 1)) return given
  tell({ path: 'random', expected: 'a number from 0 to less than 1' })
  return undefined
}

const readKeyValues = (given: unknown, tell: Tell): FunctionCase['keyValues'] => {
  if (given === undefined || typeof given === 'string') return given
  const read = keyValuesOf(given)
  if (read.kind === 'pairs') return read.pairs
  tell({
    path: 'kvs',
    expected: `the keys and values of a store or the name of an import file: ${read.problem} [CFF-153]`,
  })
  return undefined
}

/** `1.0`, `2.0` or the whole name (CFF-01); undefined: neither. */
export const readRuntime = (given: unknown): Runtime | undefined => {
  if (given === undefined || given === '2.0' || given === 'cloudfront-js-2.0') return 'cloudfront-js-2.0'
  return given === '1.0' || given === 'cloudfront-js-1.0' ? 'cloudfront-js-1.0' : undefined
}

const caseRuntime = (given: unknown, tell: Tell): Runtime => {
  const runtime = readRuntime(given)
  if (runtime === undefined) tell({ path: 'runtime', expected: '"1.0" or "2.0"' })
  return runtime ?? 'cloudfront-js-2.0'
}

const readEvent = (given: unknown, tell: Tell): TestEvent | undefined => {
  const read = readTestEvent(given)
  if (read.kind === 'event') return read.event
  for (const { path, expected } of read.problems) tell({ path: path === '' ? 'event' : `event.${path}`, expected })
  return undefined
}

/** Reads the content of a case file. A field that no case has is a problem: a misspelt `ignore` must not go unnoticed. */
export const readCase = (given: unknown): ReadCase => {
  const problems: ShapeProblem[] = []
  const tell: Tell = problem => void problems.push(problem)
  const file = objectAt(given, '', tell)
  for (const name of Object.keys(file))
    if (!FIELDS.has(name)) tell({ path: name, expected: `one of ${[...FIELDS].join(', ')}` })
  const event = readEvent(file['event'], tell)
  const read = {
    expect: readExpectation(file['expect'], tell),
    ignore: readIgnored(file['ignore'], tell),
    now: readNow(file['now'], tell),
    random: readRandom(file['random'], tell),
    keyValues: readKeyValues(file['kvs'], tell),
    runtime: caseRuntime(file['runtime'], tell),
    functionFile: textAt(file['function'], 'function', undefined, tell),
  }
  return event === undefined || problems.length > 0
    ? { kind: 'problems', problems }
    : { kind: 'case', case: { event, ...read } }
}

import { reachedOrigin, type ResultTypes } from '../../access-log/origin-traffic.ts'
import { parseRange, type ByteRange } from '../../http/byte-range.ts'
import { ifNoneMatchHits } from '../../http/entity-tag.ts'
import { HeaderList } from '../../http/header-list.ts'
import type { OriginAttempt, OriginFailure } from '../../pop/origin/origin-attempt.ts'
import type { Capture } from '../capture/capture.ts'
import { ruleFinder, type OriginRule } from './origin-rules.ts'

/** What an origin does with one attempt, `afterMs` after it began. */
export type ModelledAnswer =
  | {
      readonly kind: 'response'
      readonly status: number
      readonly headers: HeaderList
      readonly byteLength: number
      readonly afterMs: number
    }
  | { readonly kind: 'failure'; readonly failure: OriginFailure; readonly afterMs: number }

export interface OriginModel {
  /** In: the number of the captured request that made the attempt; undefined for the fetch of an error page, which no row is about. */
  readonly answerTo: (attempt: OriginAttempt, index: number | undefined) => ModelledAnswer
  /** What the model rests on, in sentences. */
  readonly description: readonly string[]
}

/** Section 1.7 of cloudfront-logs, group "origin connection" and "origin answer", as what the origin did. */
const FAILURES: Readonly<Record<string, OriginFailure>> = {
  OriginDnsError: 'dns',
  OriginConnectError: 'refused',
  OriginCommError: 'read-timeout',
  OriginReadError: 'reset',
  OriginWriteError: 'reset',
  OriginInvalidResponseError: 'invalid-response',
  OriginHeaderTooBigError: 'headers-too-big',
  OriginContentRangeLengthError: 'content-range-length',
}

/** A masked error tells neither its status nor that it was one of the origin's own; the detailed type of a silent origin says more. */
const MASKED_STATUS = 503

/** Answered before any origin: what the origin would have said is not known. */
const OF_THE_EDGE = /^(?:Redirect|Function|Lambda|LimitExceeded|CapacityExceeded)/

const GOOD = { status: 200 }

type Outcome = { readonly status: number } | { readonly failure: OriginFailure }

/** What the origin said, as far as the logged response tells. */
export const originOutcome = (capture: Capture, index: number): Outcome => {
  const status = capture.status(index)
  const responseResultType = capture.responseResultType.text(index) ?? ''
  const detailed = capture.detailedResultType.text(index) ?? ''
  if (responseResultType === 'Error') {
    const failure = FAILURES[detailed]
    if (failure !== undefined) return { failure }
    if (/^(?:Client|InvalidRequest)/.test(detailed)) return { status: 200 }
    return { status: status < 400 ? MASKED_STATUS : status }
  }
  if (OF_THE_EDGE.test(responseResultType)) return { status: 200 }
  // 304, 206 and 416 are made of a 200 at the edge; 000 says nothing.
  return { status: [0, 206, 304, 416].includes(status) ? 200 : status }
}

interface Learned {
  firstByteMs: number
  originRows: number
  bytes: number
  sizedRows: number
  /** The origin has confirmed a stored copy: it states validators. */
  confirms: boolean
  contentType: string | undefined
}

const NOTHING_LEARNED: Readonly<Learned> = {
  firstByteMs: 0,
  originRows: 0,
  bytes: 0,
  sizedRows: 0,
  confirms: false,
  contentType: undefined,
}

/** By number of the path. */
const learnFrom = (capture: Capture): { readonly byPath: ReadonlyMap<number, Learned>; readonly all: Learned } => {
  const fresh = (): Learned => ({ ...NOTHING_LEARNED })
  const byPath = new Map<number, Learned>()
  const all = fresh()
  for (let i = 0; i < capture.count; i++) {
    const path = capture.uri.number(i)
    const one = byPath.get(path) ?? fresh()
    byPath.set(path, one)
    for (const learned of [one, all]) learnRow(learned, capture, i)
  }
  return { byPath, all }
}

export const resultTypesOf = (capture: Capture, index: number): ResultTypes => ({
  resultType: capture.resultType.text(index),
  responseResultType: capture.responseResultType.text(index),
  detailedResultType: capture.detailedResultType.text(index),
})

const learnRow = (learned: Learned, capture: Capture, index: number): void => {
  const responseResultType = capture.responseResultType.text(index) ?? ''
  if (reachedOrigin(resultTypesOf(capture, index), false) === 'yes') {
    learned.originRows++
    learned.firstByteMs += capture.firstByteMs(index)
  }
  if (responseResultType === 'RefreshHit') learned.confirms = true
  const bytes = capture.contentLengthBytes(index) ?? capture.sentBytes(index)
  if (capture.status(index) === 200 && bytes > 0) {
    learned.sizedRows++
    learned.bytes += bytes
  }
  learned.contentType ??= capture.status(index) === 200 ? capture.contentType.text(index) : undefined
}

/** Where a log holds no request that went to the origin. */
const FIRST_BYTE_DEFAULT_MS = 100
const BYTES_DEFAULT = 10_000
const ENTITY_TAG = '"as-logged"'

const mean = (sum: number, count: number, otherwise: number): number => (count === 0 ? otherwise : sum / count)

/**
 * The origins as far as a capture tells, and as far as rules say otherwise. A standard log holds no `Cache-Control` (cloudfront-logs 8):
 * without a rule the default TTL of the behaviour applies.
 */
export const originModelOf = (capture: Capture, rules: readonly OriginRule[]): OriginModel => {
  const { byPath, all } = learnFrom(capture)
  const meanMs = mean(all.firstByteMs, all.originRows, FIRST_BYTE_DEFAULT_MS)
  const meanBytes = mean(all.bytes, all.sizedRows, BYTES_DEFAULT)
  const ruleFor = ruleFinder(rules)
  const headersOf = headerMaker()
  const answerTo: OriginModel['answerTo'] = ({ origin, request }, index) => {
    const rule = ruleFor(origin.id, request.uri)
    const learned = (index === undefined ? undefined : byPath.get(capture.uri.number(index))) ?? NOTHING_LEARNED
    const afterMs = rule?.firstByteMs ?? mean(learned.firstByteMs, learned.originRows, meanMs)
    const logged = index === undefined ? GOOD : originOutcome(capture, index)
    const outcome = rule?.status === undefined ? logged : { status: rule.status }
    if ('failure' in outcome) return { kind: 'failure', failure: outcome.failure, afterMs }
    const byteLength = Math.round(mean(learned.bytes, learned.sizedRows, meanBytes))
    const headers = headersOf(learned, rule).clone()
    return confirmedOrSent(request.headers, outcome.status, headers, byteLength, afterMs)
  }
  return { answerTo, description: describe(capture, all, meanMs, rules) }
}

/** Made once for each path and rule, and copied. */
const headerMaker = () => {
  const made = new Map<Readonly<Learned>, Map<OriginRule | undefined, HeaderList>>()
  return (learned: Readonly<Learned>, rule: OriginRule | undefined): HeaderList => {
    const byRule = made.get(learned) ?? new Map<OriginRule | undefined, HeaderList>()
    made.set(learned, byRule)
    const known = byRule.get(rule)
    if (known !== undefined) return known
    const headers = HeaderList.of({
      ...(learned.contentType === undefined ? {} : { 'content-type': learned.contentType }),
      ...(learned.confirms ? { etag: ENTITY_TAG } : {}),
      ...rule?.headers,
    })
    byRule.set(rule, headers)
    return headers
  }
}

/** An origin with validators confirms: a log does not tell when its content changes. One that is asked for a range sends it (TTL-51). */
const confirmedOrSent = (
  asked: HeaderList,
  status: number,
  headers: HeaderList,
  byteLength: number,
  afterMs: number,
): ModelledAnswer => {
  const ifNoneMatch = asked.get('if-none-match')
  if (status === 200 && ifNoneMatch !== undefined && ifNoneMatchHits(ifNoneMatch, headers.get('etag')))
    return { kind: 'response', status: 304, headers, byteLength: 0, afterMs }
  const range = status === 200 ? loggedRange(asked) : undefined
  if (range !== undefined) return { kind: 'response', ...partial(range, headers, byteLength), afterMs }
  if (!headers.has('content-length')) headers.append('content-length', String(byteLength))
  return { kind: 'response', status, headers, byteLength, afterMs }
}

/** A capture asks for what was sent: first and last byte. */
const loggedRange = (asked: HeaderList): ByteRange | undefined => {
  const field = asked.get('range')
  const parsed = field === undefined ? undefined : parseRange(field)
  if (parsed?.kind !== 'one' || parsed.spec.kind !== 'from' || parsed.spec.end === undefined) return undefined
  return { start: parsed.spec.start, end: parsed.spec.end }
}

/** Parts of content that never changes have a validator in common, without which none would be kept beside another. */
const partial = ({ start, end }: ByteRange, headers: HeaderList, byteLength: number) => {
  const length = end - start + 1
  headers
    .set('content-range', `bytes ${start}-${end}/${Math.max(byteLength, end + 1)}`)
    .set('content-length', String(length))
  if (!headers.has('etag')) headers.append('etag', ENTITY_TAG)
  return { status: 206, headers, byteLength: length }
}

const describe = (capture: Capture, all: Learned, meanMs: number, rules: readonly OriginRule[]): readonly string[] => [
  'status: as logged; 200 where the edge answered by itself; 503 for an error that was masked by a page',
  all.originRows === 0
    ? `first byte: after ${FIRST_BYTE_DEFAULT_MS} ms, for want of a logged miss`
    : `first byte: mean of the logged misses of each path, ${Math.round(meanMs)} ms over all ${all.originRows}`,
  'lifetime: a standard log holds no Cache-Control; without a rule the default TTL of the behaviour applies',
  all.confirms
    ? 'validators: on paths that have a RefreshHit in the log, and on ranges; content is taken never to change'
    : 'validators: none, since the log holds no RefreshHit; on ranges alone',
  ...rules.map(
    ({ path, origin, status, headers, firstByteMs }) =>
      `rule: ${path}${origin === undefined ? '' : ` at ${origin}`}${status === undefined ? '' : `, status ${status}`}${firstByteMs === undefined ? '' : `, first byte after ${firstByteMs} ms`}${Object.entries(
        headers,
      )
        .map(([name, value]) => `, ${name}: ${value}`)
        .join('')}`,
  ),
  ...(capture.hasMilliseconds
    ? []
    : [
        'order: the log has whole seconds; the responses of one second are taken to end evenly over it, in the order of the rows',
      ]),
  'Accept-Encoding: gzip and br over HTTPS, gzip over HTTP',
]

import type { HeaderList } from '../../http/header-list.ts'
import type { Answer } from '../answer.ts'
import type { TierKind } from '../cache/tier-kind.ts'
import type { EdgeRequest } from '../exchange.ts'
import type { TraceEvent } from '../trace/trace-event.ts'

/** TIER-10 */
const LAYERS: { readonly [tier in TierKind]: string } = { edge: 'EDGE', regional: 'REC', shield: 'Origin Shield' }

type Attempt = Extract<TraceEvent, { station: 'origin-attempt' }>

const isAttempt = (event: TraceEvent): event is Attempt => event.station === 'origin-attempt'

/** The tier whose copy was served: the last one that the trace names. */
const hitLayer = (trace: readonly TraceEvent[]): string => {
  const last = trace.findLast(
    event => event.station === 'lookup' || event.station === 'collapsed' || event.station === 'stale-served',
  )
  return last !== undefined && 'tier' in last ? LAYERS[last.tier] : LAYERS.edge
}

/** The place that asked the origin: the deepest tier, or the edge where none was passed (TIER-02). */
const upstreamLayer = (trace: readonly TraceEvent[]): string => {
  const last = trace.findLast(event => event.station === 'lookup' || event.station === 'cache-bypassed')
  return last?.station === 'lookup' ? LAYERS[last.tier] : LAYERS.edge
}

type CacheOutcome = 'hit' | 'refresh' | 'miss'

/** Undefined: what is served has nothing to do with a cache. */
const outcomeOf = ({ source, resultType, ageSeconds }: Answer): CacheOutcome | undefined => {
  if (source !== 'object' && source !== 'error-page' && source !== 'origin-failure') return undefined
  if (resultType === 'RefreshHit') return 'refresh'
  return ageSeconds === undefined ? 'miss' : 'hit'
}

const text = (name: string, value: string): string => `${name};desc="${value}"`
const milliseconds = (name: string, value: number): string => `${name};dur=${Math.round(value)}`

const upstreamMetrics = (trace: readonly TraceEvent[]): string[] => {
  const attempt = trace.findLast(isAttempt)
  if (attempt === undefined) return []
  // 0: the address was known, the connection was kept.
  const { dnsMs, connectMs } = attempt.connection ?? { dnsMs: 0, connectMs: 0 }
  return [
    text('cdn-upstream-layer', upstreamLayer(trace)),
    milliseconds('cdn-upstream-dns', dnsMs),
    milliseconds('cdn-upstream-connect', connectMs),
    milliseconds('cdn-upstream-fbl', attempt.durationMs),
  ]
}

export interface ServerTimingInput {
  readonly answer: Answer
  readonly request: EdgeRequest
  readonly location: string
  readonly trace: readonly TraceEvent[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** CloudFront's metrics for one response (RHP-32). */
const serverTimingMetrics = ({ answer, request, location, trace, now }: ServerTimingInput): string => {
  const outcome = outcomeOf(answer)
  const metrics = [text('cdn-pop', location), text('cdn-rid', request.requestId)]
  if (outcome !== undefined) metrics.unshift(`cdn-cache-${outcome}`)
  if (outcome === 'hit' || outcome === 'refresh') metrics.push(text('cdn-hit-layer', hitLayer(trace)))
  if (outcome === 'miss' || outcome === 'refresh') metrics.push(...upstreamMetrics(trace))
  metrics.push(milliseconds('cdn-downstream-fbl', now - request.viewer.receivedAt))
  return metrics.join(',')
}

/** FNV-1a with a last mix: ids that differ in one character lie far apart. */
const spread = (id: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return (hash ^ (hash >>> 16)) >>> 0
}

const SHARES = 1_000_000

/** RHP-30: the share of requests in percent, to four decimals; the id of a request decides. `Pragma: server-timing` asks for it in any case. */
export const isTimed = (samplingRate: number, { requestId, headers }: EdgeRequest): boolean => {
  if (spread(requestId) % SHARES < Math.round(samplingRate * (SHARES / 100))) return true
  const pragma = headers.joined('pragma')
  return pragma !== undefined && pragma.split(',').some(directive => directive.trim().toLowerCase() === 'server-timing')
}

/** RHP-31: beside the origin's metrics on a miss, in their place on a hit; one field in either case. */
export const addServerTiming = (headers: HeaderList, input: ServerTimingInput): void => {
  const metrics = serverTimingMetrics(input)
  const fromOrigin = input.answer.ageSeconds === undefined ? headers.joined('server-timing') : undefined
  headers.set('server-timing', fromOrigin === undefined ? metrics : `${fromOrigin},${metrics}`)
}

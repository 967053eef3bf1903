import { reachedOrigin, resultClass } from '../access-log/origin-traffic.ts'
import type { Capture } from './capture/capture.ts'
import type { StartOrder } from './capture/order-of-starts.ts'
import { resultTypesOf } from './origin/origin-model.ts'
import { namedRatios, type NamedRatios, type RatioCounts } from '../access-log/hit-ratio.ts'
import type { ReplayRun } from './run-replay.ts'

/** Requests of one kind, counted. */
export interface Tally {
  readonly requests: number
  /** By result type before the response was sent. */
  readonly byResultType: Readonly<Record<string, number>>
  /** Attempts at origins; of a log the best estimate (cloudfront-logs 1.7). */
  readonly originRequests: number
  /** The minute with the most of them, its start in ISO 8601; `''` where there was none. */
  readonly peak: { readonly minute: string; readonly originRequests: number }
  readonly ratios: NamedRatios
}

export interface MinuteCounts {
  /** ISO 8601, start of the minute. */
  readonly minute: string
  readonly requests: number
  readonly originRequests: number
}

export interface Summary extends Tally {
  readonly byOrigin: Readonly<Record<string, number>>
  readonly byStatus: Readonly<Record<string, number>>
  /** Every minute of the capture, empty ones too. */
  readonly minutes: readonly MinuteCounts[]
  readonly byBehavior: Readonly<Record<string, Tally>>
  readonly byVariant: Readonly<Record<string, Tally>>
  readonly locations: number
  readonly regionalCaches: number
  readonly lambdasLeftOut: readonly string[]
  /** Calls of each CloudFront Function, and those whose answer was known: it reads nothing that differed. */
  readonly functions: Readonly<Record<string, { readonly calls: number; readonly remembered: number }>>
}

class TallyCounter {
  requests = 0
  readonly byResultType: Record<string, number> = {}
  readonly readsByResultType: Record<string, number> = {}
  originRequests = 0
  readonly originMinutes = new Map<number, number>()
  bytes = 0
  missBytes = 0

  add(resultType: string, method: string | undefined, bytes: number): void {
    this.requests++
    this.byResultType[resultType] = (this.byResultType[resultType] ?? 0) + 1
    if (method === 'GET' || method === 'HEAD')
      this.readsByResultType[resultType] = (this.readsByResultType[resultType] ?? 0) + 1
    this.bytes += bytes
    if (resultType === 'Miss') this.missBytes += bytes
  }

  addOriginRequest(minute: number): void {
    this.originRequests++
    this.originMinutes.set(minute, (this.originMinutes.get(minute) ?? 0) + 1)
  }

  tally(): Tally {
    const { requests, byResultType, originRequests } = this
    return {
      requests,
      byResultType: sorted(byResultType),
      originRequests,
      peak: this.#peak(),
      ratios: namedRatios(this.#ratioCounts()),
    }
  }

  #ratioCounts(): RatioCounts {
    const { byResultType: all, readsByResultType: reads } = this
    const of = (counts: Readonly<Record<string, number>>, ...types: readonly string[]): number =>
      types.reduce((sum, type) => sum + (counts[type] ?? 0), 0)
    return {
      requests: this.requests,
      hit: of(all, 'Hit'),
      refreshHit: of(all, 'RefreshHit'),
      miss: of(all, 'Miss'),
      error: of(all, 'Error', 'LimitExceeded', 'CapacityExceeded'),
      cacheable: of(reads, 'Hit', 'RefreshHit', 'Miss'),
      cacheableHit: of(reads, 'Hit'),
      bytesOut: this.bytes,
      bytesMiss: this.missBytes,
      originRequests: this.originRequests,
    }
  }

  #peak(): Tally['peak'] {
    let peak = { minute: '', originRequests: 0 }
    for (const [minute, count] of this.originMinutes)
      if (count > peak.originRequests) peak = { minute: startOf(minute), originRequests: count }
    return peak
  }
}

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))

class Groups {
  readonly #counters = new Map<string, TallyCounter>()

  of(name: string): TallyCounter {
    const known = this.#counters.get(name)
    if (known !== undefined) return known
    const counter = new TallyCounter()
    this.#counters.set(name, counter)
    return counter
  }

  tallies(): Record<string, Tally> {
    const byRequests = [...this.#counters].toSorted(([, a], [, b]) => b.requests - a.requests)
    return Object.fromEntries(byRequests.map(([name, counter]) => [name, counter.tally()]))
  }
}

const MINUTE_MS = 60_000

/** In: minutes since the epoch. */
const startOf = (minute: number): string => new Date(minute * MINUTE_MS).toISOString()

/** A capture that spans more is shown by its first and last minutes alone; a damaged date must not fill the memory. */
const MINUTES_MAX = 100_000

const minutesOf = (
  requests: ReadonlyMap<number, number>,
  originRequests: ReadonlyMap<number, number>,
): readonly MinuteCounts[] => {
  const seen = [...new Set([...requests.keys(), ...originRequests.keys()])].toSorted((a, b) => a - b)
  const first = seen[0] ?? 0
  const last = seen.at(-1) ?? -1
  const all = last - first < MINUTES_MAX ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : seen
  return all.map(minute => ({
    minute: startOf(minute),
    requests: requests.get(minute) ?? 0,
    originRequests: originRequests.get(minute) ?? 0,
  }))
}

/** What came of a replay, counted. */
export const summaryOf = (capture: Capture, starts: StartOrder, run: ReplayRun): Summary => {
  const { outcomes, originAttempts } = run
  const all = new TallyCounter()
  const behaviors = new Groups()
  const variants = new Groups()
  const groupsOf = (i: number): TallyCounter[] => [
    all,
    behaviors.of(outcomes.text('behavior', i)),
    variants.of(outcomes.text('variant', i)),
  ]
  const byOrigin: Record<string, number> = {}
  for (let i = 0; i < originAttempts.count; i++) {
    const originId = originAttempts.originId(i)
    byOrigin[originId] = (byOrigin[originId] ?? 0) + 1
    for (const group of groupsOf(originAttempts.request(i))) group.addOriginRequest(originAttempts.minute(i))
  }
  const byStatus: Record<string, number> = {}
  const requestsByMinute = new Map<number, number>()
  for (let i = 0; i < capture.count; i++) {
    const resultType = outcomes.text('resultType', i)
    const method = capture.method.text(i)
    const bytes = capture.sentBytes(i)
    for (const group of groupsOf(i)) group.add(resultType, method, bytes)
    const status = String(outcomes.status.at(i))
    byStatus[status] = (byStatus[status] ?? 0) + 1
    const minute = Math.floor((starts.startedAtMs[i] ?? 0) / MINUTE_MS)
    requestsByMinute.set(minute, (requestsByMinute.get(minute) ?? 0) + 1)
  }
  return {
    ...all.tally(),
    byOrigin: sorted(byOrigin),
    byStatus: sorted(byStatus),
    minutes: minutesOf(requestsByMinute, all.originMinutes),
    byBehavior: behaviors.tallies(),
    byVariant: variants.tallies(),
    locations: run.locationCount,
    regionalCaches: run.regionCount,
    lambdasLeftOut: run.lambdasLeftOut,
    functions: Object.fromEntries(
      Object.entries(run.functions).map(([name, { calls, remembered }]) => [name, { calls, remembered }]),
    ),
  }
}

/** What the log itself says of the same requests: the check of a forecast for the configuration of that day. */
export const loggedTally = (capture: Capture, starts: StartOrder): Tally => {
  const counter = new TallyCounter()
  for (let i = 0; i < capture.count; i++) {
    const types = resultTypesOf(capture, i)
    counter.add(resultClass(types) ?? '', capture.method.text(i), capture.sentBytes(i))
    if (reachedOrigin(types, false) === 'yes')
      counter.addOriginRequest(Math.floor((starts.startedAtMs[i] ?? 0) / MINUTE_MS))
  }
  return counter.tally()
}

import type { CacheBehavior, Distribution } from '../distribution/model.ts'
import type { ResultType } from '../pop/result-type.ts'
import type { TraceEvent } from '../pop/trace/trace-event.ts'
import { stationLine, type StationLine } from './station-line.ts'
import { whyLifetime } from './why-lifetime.ts'
import { whyResult } from './why-result.ts'
import { whyStatus } from './why-status.ts'

/** A request that was served, with what the walk left behind. */
export interface Explained {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly resultType: ResultType
  readonly trace: readonly TraceEvent[]
  readonly distribution: Distribution
  /** Undefined when nobody knows. */
  readonly bodyBytes: number | undefined
  readonly tookMs: number
}

/** Why a request went as it did: the way in order, and the answers to the three questions that people ask. */
export interface Explanation {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly resultType: ResultType
  /** Undefined when nobody knows. */
  readonly bodyBytes: number | undefined
  readonly tookMs: number
  readonly stations: readonly StationLine[]
  /** Why it was a hit, a miss or an error; undefined when neither cache nor origin was asked. */
  readonly whyResult: string | undefined
  /** Undefined when nothing was to be kept. */
  readonly whyLifetime: string | undefined
  readonly whyStatus: string
}

/** The events of one kind, in order. */
export const eventsOf = <K extends TraceEvent['station']>(
  trace: readonly TraceEvent[],
  station: K,
): Extract<TraceEvent, { station: K }>[] =>
  trace.filter((event): event is Extract<TraceEvent, { station: K }> => event.station === station)

/** The behaviour that the request was for; undefined when it was refused before one was chosen. */
export const behaviorOf = ({ trace, distribution }: Explained): CacheBehavior | undefined => {
  const [chosen] = eventsOf(trace, 'cache-behavior')
  return distribution.behaviors.find(({ pathPattern }) => pathPattern === chosen?.pathPattern)
}

/** Without the way of the error page, if one was fetched: what happened to the request itself. */
const ownTrace = (trace: readonly TraceEvent[]): readonly TraceEvent[] => {
  const begins = trace.findIndex(({ station }) => station === 'error-page-fetch')
  const ends = trace.findIndex(({ station }) => station === 'custom-error-response')
  return begins === -1 ? trace : [...trace.slice(0, begins), ...trace.slice(ends === -1 ? trace.length : ends)]
}

/** The lines of a page's way stand further in. */
const stationsOf = (trace: readonly TraceEvent[]): StationLine[] => {
  const stations: StationLine[] = []
  let isPage = false
  for (const event of trace) {
    if (event.station === 'custom-error-response') isPage = false
    const told = stationLine(event)
    if (told !== undefined) stations.push(isPage ? { ...told, station: `  ${told.station}` } : told)
    if (event.station === 'error-page-fetch') isPage = true
  }
  return stations
}

/** Reads an explanation out of a trace. */
export const explain = (explained: Explained): Explanation => {
  const { method, url, status, resultType, trace, bodyBytes, tookMs } = explained
  const own: Explained = { ...explained, trace: ownTrace(trace) }
  return {
    method,
    url,
    status,
    resultType,
    bodyBytes,
    tookMs,
    stations: stationsOf(trace),
    whyResult: whyResult(own),
    whyLifetime: whyLifetime(own),
    whyStatus: whyStatus(own),
  }
}

import type { FinishedExchange } from '../pop/server.io.ts'
import type { TraceEvent } from '../pop/trace/trace-event.ts'

/** Without the stack of an error. */
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

/** The few words that say why a request went as it did. */
const reason = (event: TraceEvent): string | undefined => {
  switch (event.station) {
    case 'refused':
      return event.why
    case 'continuous-deployment':
      return `${event.goesTo}: ${event.why}`
    case 'signature':
      return `${event.by} with ${event.keyPairId}`
    case 'function':
      if (event.message !== undefined) return `${event.name}: ${event.message}`
      return event.event === 'viewer-request' && event.outcome === 'response' ? `answered by ${event.name}` : undefined
    case 'lookup':
      return event.tier === 'edge' ? `${event.result} (${event.why})` : undefined
    case 'collapsed':
      return event.landing === 'shared' ? 'waited for the first' : `waited, ${event.why ?? ''}`
    case 'origin-attempt':
      return `${event.originId} ${event.status ?? event.failure ?? ''} in ${Math.round(event.durationMs)} ms`
    case 'failover':
      return `failover to ${event.to}: ${event.why}`
    case 'lambda':
      return `${event.event} ${event.outcome}${event.message === undefined ? '' : `: ${firstLine(event.message)}`}`
    case 'stale-served':
      return `stale: ${event.why}`
    case 'custom-error-response':
      return `${event.errorCode} → ${event.responseCode} ${event.pagePath}`
    case 'stored':
      return event.result === 'kept'
        ? `${event.evictedCount} evicted from ${event.name}, ${event.evictionPolicy} first`
        : `larger than the cache of ${event.name}`
    case 'lifetime':
      return event.lifetime.storable ? `kept ${event.lifetime.ttlSeconds} s (${event.lifetime.source})` : 'not kept'
    default:
      return undefined
  }
}

const LINE_URL_MAX_CHARACTERS = 120

/** Fit for a terminal: no control character may move its cursor, no URL may fill its screen. */
export const printable = (text: string): string => text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '�')

const shortened = (url: string): string =>
  url.length <= LINE_URL_MAX_CHARACTERS ? url : `${url.slice(0, LINE_URL_MAX_CHARACTERS)}… (${url.length} characters)`

/** One line a request: status, result, method, path, and the reasons; with its edge location where there are several. */
export const requestLine = (
  { pop, viewer, served, finishedAt, end }: FinishedExchange,
  namesLocation = false,
): string => {
  const url = viewer.queryString === undefined ? viewer.uri : `${viewer.uri}?${viewer.queryString}`
  const reasons = served.trace.map(reason).filter(text => text !== undefined)
  const result = end === 'complete' ? served.resultType : end
  const milliseconds = Math.round(finishedAt - viewer.receivedAt)
  return printable(
    `${namesLocation ? `${pop.location}  ` : ''}${served.status} ${result.padEnd(10)} ${viewer.method} ${shortened(url)}  ${milliseconds} ms  ${reasons.join(' · ')}`,
  )
}

/** What functions and Lambdas wrote to the console, each line with the request id that the response and the access log carry. */
export const consoleLines = ({ viewer, served }: FinishedExchange): string[] =>
  served.trace.flatMap(event =>
    event.station === 'function' || event.station === 'lambda'
      ? event.logs
          .flatMap(entry => entry.split('\n'))
          .map(line => printable(`${viewer.requestId} ${event.name}: ${line}`))
      : [],
  )

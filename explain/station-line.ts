import type { CacheKey } from '../pop/cache-key/cache-key.ts'
import type { Lifetime } from '../pop/cache/lifetime.ts'
import type { TraceEvent } from '../pop/trace/trace-event.ts'
import { duration, listed, seconds } from './words.ts'

/** One line of the way. */
export interface StationLine {
  readonly station: string
  readonly text: string
}

const line = (station: string, text: string): StationLine => ({ station, text })

/** A key in the order of its parts; a part that is not in it is not told. */
export const keyText = ({ method, uri, queryString, headers, cookies, acceptEncoding }: CacheKey): string =>
  [
    method,
    uri,
    queryString === '' ? undefined : `?${queryString}`,
    ...headers.map(([name, value]) => `${name}: ${value ?? '(none)'}`),
    cookies === '' ? undefined : `cookies ${cookies}`,
    acceptEncoding,
  ]
    .filter(part => part !== undefined)
    .join(' · ')

const lifetimeText = ({
  ttlSeconds,
  source,
  storable,
  staleWhileRevalidateSeconds,
  staleIfErrorSeconds,
}: Lifetime): string => {
  if (!storable) return `not kept: ${source}`
  const stale = [
    staleWhileRevalidateSeconds > 0 ? `stale-while-revalidate ${seconds(staleWhileRevalidateSeconds)}` : undefined,
    staleIfErrorSeconds === undefined ? undefined : `stale-if-error ${seconds(staleIfErrorSeconds)}`,
  ].filter(part => part !== undefined)
  return [`${seconds(ttlSeconds)} by ${source}`, ...stale].join(', ')
}

const functionText = (event: Extract<TraceEvent, { station: 'function' }>): string => {
  const { name, outcome, message, uri, queryString, logs } = event
  const made =
    outcome === 'request'
      ? `→ ${uri ?? ''}${queryString === undefined || queryString === '' ? '' : `?${queryString}`}`
      : outcome === 'response'
        ? event.event === 'viewer-request'
          ? 'made a response'
          : 'changed the response'
        : `failed: ${message ?? outcome}`
  return [`${name} ${made}`, ...logs.map(log => `  logged ${log}`)].join('\n')
}

const attemptText = (event: Extract<TraceEvent, { station: 'origin-attempt' }>): string => {
  const { originId, attempt, method, url, conditional, status, failure, durationMs } = event
  const answer = status === undefined ? (failure ?? 'no answer') : String(status)
  const number = attempt > 1 ? `, attempt ${attempt}` : ''
  return `${originId}${number}: ${method} ${url}${conditional ? ' (conditional)' : ''} → ${answer} in ${duration(durationMs)}`
}

const lookupText = (event: Extract<TraceEvent, { station: 'lookup' }>): string => {
  const { name, result, why, ageSeconds } = event
  const age = ageSeconds === undefined ? '' : `, ${seconds(Math.floor(ageSeconds))} old`
  return `${name}: ${result}, ${why}${age}`
}

const storedText = (event: Extract<TraceEvent, { station: 'stored' }>): string => {
  const { name, result, evictionPolicy, evictedCount, evictedUris } = event
  if (result !== 'kept') return `not in ${name}: ${result}`
  const shown = listed(evictedUris)
  return `${name}: ${evictedCount} had to leave, ${evictionPolicy} first: ${shown}${evictedCount > evictedUris.length ? ' …' : ''}`
}

/** One event in words; undefined for one that another line tells. */
export const stationLine = (event: TraceEvent): StationLine | undefined => {
  switch (event.station) {
    case 'default-root-object':
      return line('root object', event.uri)
    case 'cache-behavior':
      return line('behaviour', `${event.pathPattern} → ${event.targetOriginId}`)
    case 'continuous-deployment':
      return line('deployment', `${event.goesTo}: ${event.why}`)
    case 'signature':
      return line('signature', `${event.by}, ${event.policy} policy, key ${event.keyPairId}`)
    case 'refused':
      return line('refused', `${event.status}: ${event.why}`)
    case 'function':
      return line(event.event, functionText(event))
    case 'origin-chosen':
      return line('origin chosen', `${listed(event.originIds)} at ${event.domainName}`)
    case 'skipped':
      return line(event.what, `does not run: ${event.why}`)
    case 'cache-key':
      return line('key', keyText(event.key))
    case 'lookup':
      return line(event.tier === 'edge' ? 'edge cache' : event.tier, lookupText(event))
    case 'tier-bypassed':
      return line(event.tier, `passed by: ${event.why}`)
    case 'stored':
      return line('stored', storedText(event))
    case 'cache-bypassed':
      return line('caches', `passed by: ${event.why}`)
    case 'collapsed':
      return line(
        'collapsed',
        event.landing === 'shared'
          ? `waited at ${event.tier}, and shares the answer`
          : `waited at ${event.tier}, in vain: ${event.why ?? ''}`,
      )
    case 'not-collapsed':
      return line('collapsing', `off: ${event.why}`)
    case 'lambda':
      return line(
        event.event,
        [
          `${event.name}: ${event.outcome} in ${duration(event.durationMs)}${event.message === undefined ? '' : `, ${event.message}`}`,
          ...event.logs.map(log => `  logged ${log}`),
        ].join('\n'),
      )
    case 'origin-attempt':
      return line('origin', attemptText(event))
    case 'failover':
      return line('failover', `from ${event.from} to ${event.to}: ${event.why}`)
    case 'not-failed-over':
      return line('failover', `none: ${event.why}`)
    case 'lifetime':
      return line('lifetime', lifetimeText(event.lifetime))
    case 'compression':
      return line('compression', event.coding === undefined ? `none: ${event.why}` : event.coding)
    case 'stale-served':
      return line(
        'stale copy',
        `served from ${event.tier}: ${event.why}${event.insteadOfStatus === undefined ? '' : `, instead of ${event.insteadOfStatus}`}`,
      )
    case 'error-page-fetch':
      return line('page for error', `${event.errorCode}: ${event.pagePath}, by behaviour ${event.pathPattern}`)
    case 'custom-error-response':
      return line(
        'error page',
        `${event.errorCode} → ${event.pagePath} (${event.pageStatus}), sent as ${event.responseCode}`,
      )
    case 'no-custom-error-response':
      return line('error page', `none for ${event.errorCode}: ${event.why}`)
    case 'conditional':
      return line('condition', `${event.status} by ${event.why}`)
    case 'response':
      return undefined
  }
}

import type { TraceEvent } from '../pop/trace/trace-event.ts'
import { eventsOf, type Explained } from './explanation.ts'
import { keyText } from './station-line.ts'
import { listed, seconds } from './words.ts'

type LookupEvent = Extract<TraceEvent, { station: 'lookup' }>

const BYPASSED: { readonly [why in Extract<TraceEvent, { station: 'cache-bypassed' }>['why']]: string } = {
  'caching-disabled': 'the cache policy keeps nothing: its TTLs are 0 (TTL-16)',
  method: 'answers to this method are not cached by the behaviour',
  websocket: 'a WebSocket has no copy',
}

const ABSENT: Readonly<Record<string, string>> = {
  'never-stored': 'nothing is stored under this key',
  evicted: 'the copy had to leave for others: the cache was full',
  invalidated: 'an invalidation named the copy',
  'part-not-stored': 'parts of the object are stored, but not this range',
  'expired-error': 'an error was kept under this key, and its time is over',
}

const nearestText = ({ nearest }: LookupEvent): string => {
  if (nearest === undefined) return ''
  if (nearest === 'none') return '; nothing else is stored under this path'
  if (nearest === 'none-among-recent') return '; no other copy of this path is among those used last'
  const { differs, key, ageSeconds } = nearest
  return `; the nearest copy differs in ${listed(differs)}: ${keyText(key)}, ${seconds(Math.floor(ageSeconds))} old`
}

const missText = (lookups: readonly LookupEvent[]): string | undefined => {
  const [first] = lookups
  if (first === undefined) return undefined
  const last = lookups.at(-1) ?? first
  if (last.result === 'fresh') {
    const age = seconds(Math.floor(last.ageSeconds ?? 0))
    return `a fresh copy, ${age} old, is in ${last.name}`
  }
  if (first.result === 'stale') return `the copy in ${first.name} has expired, and the origin was asked`
  return `${ABSENT[first.why] ?? first.why}${first.why === 'never-stored' ? nearestText(first) : ''}`
}

const STALE: Readonly<Record<Extract<TraceEvent, { station: 'stale-served' }>['why'], string>> = {
  'while-revalidating':
    'the copy has expired, and stale-while-revalidate lets it answer while it is renewed (STALE-01)',
  'until-next-attempt': 'the copy has expired; the origin failed a moment ago and is not asked again yet (STALE-06)',
  'on-origin-error': 'the copy has expired, and answers because the origin failed (STALE-03, STALE-06)',
}

/** Undefined when the error is CloudFront's own: why the status is what it is says it all. */
const errorText = ({ trace, status }: Explained): string | undefined => {
  const lookup = eventsOf(trace, 'lookup').at(-1)
  if (lookup?.result === 'fresh')
    return `a copy of the error, ${seconds(Math.floor(lookup.ageSeconds ?? 0))} old, is in ${lookup.name} (ERR-18)`
  return eventsOf(trace, 'origin-attempt').length === 0
    ? undefined
    : `the origin was asked, and a ${status} is an error whether a cache was asked or not (RESH-23)`
}

/** Why a hit, why a miss, why an error; undefined when neither cache nor origin was asked. */
export const whyResult = (explained: Explained): string | undefined => {
  const { trace, resultType } = explained
  const page = eventsOf(trace, 'custom-error-response').at(-1)
  if (page !== undefined)
    return `the answer was a ${page.errorCode}, and what a page stands in for stays an error (CER-22)`
  if (resultType === 'Error') return errorText(explained)
  const [bypassed] = eventsOf(trace, 'cache-bypassed')
  if (bypassed !== undefined) return BYPASSED[bypassed.why]
  const stale = eventsOf(trace, 'stale-served').at(-1)
  if (stale !== undefined) return STALE[stale.why]
  const collapsed = eventsOf(trace, 'collapsed').find(({ landing }) => landing === 'shared')
  if (collapsed !== undefined) return 'another request was fetching it: this one waited and shares its answer (COLL-01)'
  return missText(eventsOf(trace, 'lookup'))
}

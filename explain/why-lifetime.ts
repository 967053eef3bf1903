import type { Lifetime } from '../pop/cache/lifetime.ts'
import { behaviorOf, eventsOf, type Explained } from './explanation.ts'
import { seconds } from './words.ts'

const REFUSALS = new Set<Lifetime['source']>(['no-store', 'no-cache', 'private'])

const statedText = ({ source, statedSeconds }: Lifetime): string => {
  if (source === 'default-ttl') return 'the origin states nothing, so the default TTL counts'
  if (source === 'error-caching-minimum-ttl') return 'errors are kept for the error caching minimum TTL'
  if (REFUSALS.has(source)) return `the origin says ${source}`
  return `${source} of the origin says ${seconds(statedSeconds ?? 0)}`
}

const WEAKER: { readonly [source in Lifetime['source']]?: string } = {
  's-maxage': 'it beats max-age and Expires (TTL-07)',
  'max-age': 'it beats Expires (TTL-07)',
}

const boundText = (lifetime: Lifetime, name: string, [minimum, standard, maximum]: readonly number[]): string => {
  const bounds = `minimum ${seconds(minimum ?? 0)}, default ${seconds(standard ?? 0)}, maximum ${seconds(maximum ?? 0)}`
  const moved =
    lifetime.bound === 'minimum-ttl'
      ? 'raised to the minimum TTL'
      : lifetime.bound === 'maximum-ttl'
        ? 'cut to the maximum TTL'
        : 'no bound moves it'
  return `${moved} (policy ${name}: ${bounds})`
}

interface Kept {
  readonly lifetime: Lifetime
  readonly isError: boolean
  readonly what: string
}

/** What the answer is kept by now, or was when it was stored. */
const keptBy = ({ trace, status }: Explained): Kept | undefined => {
  const made = eventsOf(trace, 'lifetime').at(-1)
  if (made !== undefined) return { lifetime: made.lifetime, isError: made.status >= 400, what: `a ${made.status}` }
  const found = eventsOf(trace, 'lookup').findLast(({ result }) => result !== 'absent')
  return found?.lifetime === undefined
    ? undefined
    : { lifetime: found.lifetime, isError: status >= 400, what: `a ${status}` }
}

/** Why this TTL: the statement that won, those it beat, and every bound. Undefined when nothing was to be kept. */
export const whyLifetime = (explained: Explained): string | undefined => {
  const kept = keptBy(explained)
  const behavior = behaviorOf(explained)
  if (kept === undefined || behavior === undefined) return undefined
  const { lifetime, isError, what } = kept
  const { name, minTtlSeconds, defaultTtlSeconds, maxTtlSeconds } = behavior.cachePolicy
  if (lifetime.source === 'status-not-cached') return `${what} is kept only when the origin states an age (ERR-02)`
  const weaker = WEAKER[lifetime.source]
  const stated = weaker === undefined ? statedText(lifetime) : `${statedText(lifetime)}; ${weaker}`
  if (isError && !lifetime.storable) return `${what} is not kept, because ${stated} (ERR-07)`
  if (isError) return `${seconds(lifetime.ttlSeconds)} for ${what}: ${stated} (ERR-05, ERR-06)`
  const time = lifetime.storable ? seconds(lifetime.ttlSeconds) : 'not kept at all'
  return `${time}: ${stated}; ${boundText(lifetime, name, [minTtlSeconds, defaultTtlSeconds, maxTtlSeconds])}`
}

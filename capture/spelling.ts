import type { Random } from './random.ts'
import type { Scenario } from './scenario.ts'
import { drawn } from './weighted-choice.ts'

/** An address as a viewer writes it. */
export interface Spelling {
  readonly uri: string
  readonly queryString: string | undefined
  /** The query as viewer-request leaves it for the cache key: tracking dropped, parameters sorted. `''` without one. */
  readonly keyQuery: string
  /** False: viewer-request answers with 301 instead. */
  readonly isCanonical: boolean
}

/** Path and query as sent. */
export const urlOf = ({ uri, queryString }: Spelling): string =>
  queryString === undefined ? uri : `${uri}?${queryString}`

export const canonical = (uri: string, keyQuery = ''): Spelling => ({
  uri,
  queryString: keyQuery === '' ? undefined : keyQuery,
  keyQuery,
  isCanonical: true,
})

const CLICK_ID_WORDS = 3

const clickId = (random: Random): string =>
  Array.from({ length: CLICK_ID_WORDS }, () => random.word().toString(36).padStart(7, '0')).join('')

/** A slash at the end, or two before the last segment. */
const misspelled = (path: string, random: Random): string =>
  random.chance(0.7) ? `${path}/` : path.replace(/\/(?=[^/]*$)/, '//')

/** Writes the path of a page as viewers do: mostly canonical, sometimes with what campaigns and old links add. */
export const spell = (path: string, addresses: Scenario['addresses'], random: Random): Spelling => {
  const parts: string[] = []
  let keyQuery = ''
  if (random.chance(addresses.parameterShare)) {
    const parameters = drawn(addresses.parameters, random)
    keyQuery = parameters.toSorted().join('&')
    parts.push(...(random.chance(0.5) ? parameters : parameters.toReversed()))
  }
  if (random.chance(addresses.trackingShare)) {
    const tracking = drawn(addresses.tracking, random).replace('{id}', () => clickId(random))
    parts.splice(random.below(parts.length + 1), 0, tracking)
  }
  // The root has no other spelling that viewer-request would redirect.
  const isCanonical = path === '/' || !random.chance(addresses.nonCanonicalShare)
  return {
    uri: isCanonical ? path : misspelled(path, random),
    queryString: parts.length === 0 ? undefined : parts.join('&'),
    keyQuery,
    isCanonical,
  }
}

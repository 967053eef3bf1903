import type { CachePolicy, NameSelection, OriginRequestPolicy } from '../model.ts'
import {
  LEGACY_COOKIE_NAMES_BYTES,
  LEGACY_COOKIES,
  LEGACY_HEADERS,
  LEGACY_QUERY_STRING_KEY_CHARACTERS,
  LEGACY_QUERY_STRING_KEYS,
  LEGACY_QUERY_STRING_KEYS_CHARACTERS,
} from '../quotas.ts'
import { reportUnknownCloudFrontHeaders } from './cloudfront-headers.ts'
import { checkKeyHeaders } from './read-cache-policy.ts'
import type { Reading } from './reading.ts'
import type { Section } from './section.ts'

/** Of a behaviour with legacy settings. */
export const LEGACY_TTLS = ['MinTTL', 'DefaultTTL', 'MaxTTL'] as const

export interface LegacyForwarding {
  readonly cachePolicy: CachePolicy
  readonly originRequestPolicy: OriginRequestPolicy
}

const POLICIES_INSTEAD = 'keep the policies or ForwardedValues, not both'

/**
 * The legacy cache settings of a behaviour as the two policies that do the same (POL-20 to POL-27); undefined when it has none.
 */
export const readForwardedValues = (reading: Reading, behavior: Section): LegacyForwarding | undefined => {
  const section = behavior.section('ForwardedValues')
  if (section === undefined) return undefined
  for (const property of ['CachePolicyId', 'OriginRequestPolicyId'])
    if (behavior.has(property))
      behavior.reject('ForwardedValues', `ForwardedValues cannot stand beside ${property}`, POLICIES_INSTEAD, 'POL-20')
  const cookies = readCookies(section)
  const queryStrings = readQueryStrings(section)
  const headers = readHeaders(reading, section)
  section.finish()
  const ttls = readTtls(reading, behavior, headers.kind === 'all')
  const names = headers.kind === 'all' ? [] : headers.names
  const cachePolicy: CachePolicy = {
    name: 'ForwardedValues',
    ...ttls,
    headers: names,
    cookies,
    queryStrings: queryStrings.inKey,
    // POL-25; a listed Accept-Encoding is a header like any other (KEY-39).
    gzip: headers.kind === 'listed' && !names.includes('accept-encoding'),
    brotli: false,
  }
  const originRequestPolicy: OriginRequestPolicy = {
    name: 'ForwardedValues',
    headers: headers.kind === 'all' ? { kind: 'allViewer' } : { kind: 'legacy' },
    cookies,
    queryStrings: queryStrings.forwarded,
  }
  for (const policy of [cachePolicy, originRequestPolicy]) reading.notes.wrote(policy, section, behavior)
  return { cachePolicy, originRequestPolicy }
}

const NONE: NameSelection = { kind: 'none' }
const ALL: NameSelection = { kind: 'all' }

/** POL-22 */
const readCookies = (parent: Section): NameSelection => {
  const section = parent.section('Cookies')
  if (section === undefined) return NONE
  const forward = section.requiredOneOf('Forward', ['none', 'whitelist', 'all'], 'POL-22')
  const patterns = section.texts('WhitelistedNames')
  section.finish()
  if (forward === 'whitelist' && patterns.length === 0 && !section.has('WhitelistedNames'))
    section.missing('WhitelistedNames', undefined)
  if (forward !== 'whitelist' && patterns.length > 0) {
    const remedy = 'remove WhitelistedNames or write Forward whitelist'
    section.reject('WhitelistedNames', `WhitelistedNames cannot stand with Forward ${forward}`, remedy, 'POL-22')
  }
  checkCount(section, 'WhitelistedNames', patterns, LEGACY_COOKIES)
  const bytes = patterns.reduce((sum, name) => sum + Buffer.byteLength(name), 0)
  const bytesMax = LEGACY_COOKIE_NAMES_BYTES - patterns.length
  if (bytes > bytesMax) {
    const message = `the cookie names have ${bytes} bytes together, at most ${bytesMax} for ${patterns.length} names`
    section.reject('WhitelistedNames', message, 'list fewer names', 'POL-26')
  }
  return forward === 'whitelist' ? { kind: 'matching', patterns } : { kind: forward }
}

const checkCount = (section: Section, property: string, names: readonly string[], most: number): void => {
  if (names.length > most)
    section.reject(property, `${names.length} ${property}, at most ${most}`, 'list fewer', 'POL-26')
}

interface QueryStrings {
  readonly inKey: NameSelection
  readonly forwarded: NameSelection
}

/** POL-21: all are forwarded or none; the keys choose what counts. */
const readQueryStrings = (section: Section): QueryStrings => {
  const forwards = section.requiredBoolean('QueryString')
  const names = section.texts('QueryStringCacheKeys')
  if (!forwards && names.length > 0) {
    const remedy = 'write QueryString: true'
    section.reject('QueryStringCacheKeys', 'QueryStringCacheKeys needs QueryString: true', remedy, 'POL-21')
  }
  checkCount(section, 'QueryStringCacheKeys', names, LEGACY_QUERY_STRING_KEYS)
  const characters = names.reduce((sum, name) => sum + name.length, 0)
  const longest = Math.max(0, ...names.map(name => name.length))
  if (longest > LEGACY_QUERY_STRING_KEY_CHARACTERS || characters > LEGACY_QUERY_STRING_KEYS_CHARACTERS) {
    const limits = `${LEGACY_QUERY_STRING_KEY_CHARACTERS} characters each and ${LEGACY_QUERY_STRING_KEYS_CHARACTERS} together`
    section.reject(
      'QueryStringCacheKeys',
      `QueryStringCacheKeys may have ${limits}`,
      'list fewer or shorter names',
      'POL-26',
    )
  }
  if (!forwards) return { inKey: NONE, forwarded: NONE }
  return { inKey: names.length === 0 ? ALL : { kind: 'whitelist', names }, forwarded: ALL }
}

type Headers = { readonly kind: 'all' } | { readonly kind: 'listed'; readonly names: readonly string[] }

/** POL-23. Names in lower case. */
const readHeaders = (reading: Reading, section: Section): Headers => {
  const names = section.texts('Headers').map(name => name.toLowerCase())
  if (names.length === 1 && names[0] === '*') return { kind: 'all' }
  if (names.includes('*'))
    section.reject('Headers', '* cannot stand beside other headers', 'write [*], or the names without *', 'POL-23')
  checkCount(section, 'Headers', names, LEGACY_HEADERS)
  const place = section.placeOf('Headers')
  checkKeyHeaders(reading, names, false, place)
  reportUnknownCloudFrontHeaders(reading, names, place)
  return { kind: 'listed', names: names.filter(name => name !== '*') }
}

type Ttls = Pick<CachePolicy, 'minTtlSeconds' | 'defaultTtlSeconds' | 'maxTtlSeconds'>

const DAY_SECONDS = 86_400
const YEAR_SECONDS = 31_536_000

/** POL-27; forwarding all headers disables caching, and MinTTL must then be 0 (POL-23). */
const readTtls = ({ log }: Reading, behavior: Section, forwardsAllHeaders: boolean): Ttls => {
  const [minimum, standard, maximum] = LEGACY_TTLS.map(name => behavior.number(name, { min: 0 }))
  const minTtlSeconds = minimum ?? 0
  const defaultTtlSeconds = standard ?? Math.max(DAY_SECONDS, minTtlSeconds)
  const maxTtlSeconds = maximum ?? Math.max(YEAR_SECONDS, defaultTtlSeconds)
  if (minTtlSeconds > defaultTtlSeconds || defaultTtlSeconds > maxTtlSeconds) {
    const message = `MinTTL ${minTtlSeconds}, DefaultTTL ${defaultTtlSeconds} and MaxTTL ${maxTtlSeconds} are not in ascending order`
    const place = behavior.placeOf(standard === undefined ? 'MaxTTL' : 'DefaultTTL')
    log.error(message, place, { remedy: 'give MinTTL <= DefaultTTL <= MaxTTL', rule: 'POL-27' })
  }
  if (!forwardsAllHeaders) return { minTtlSeconds, defaultTtlSeconds, maxTtlSeconds }
  if (minTtlSeconds > 0) {
    const message = `MinTTL is ${minTtlSeconds}, and Headers [*] forwards every header`
    behavior.reject('MinTTL', message, 'write MinTTL: 0', 'POL-23')
  }
  return { minTtlSeconds: 0, defaultTtlSeconds: 0, maxTtlSeconds: 0 }
}

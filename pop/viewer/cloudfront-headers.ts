import { CLOUDFRONT_HEADERS, isCloudFrontHeader } from '../../distribution/cloudfront-headers.ts'
import type { CacheBehavior } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { EdgeRequest } from '../exchange.ts'
import { deviceOf, type Device } from './device.ts'
import type { Geography } from './geography.ts'

type ValueOf = (request: EdgeRequest) => string | undefined

const aboutDevice =
  (is: (device: Device) => boolean): ValueOf =>
  ({ viewer }) =>
    String(is(deviceOf(viewer.headers.get('user-agent') ?? '')))

const utf8Percent = (characters: string): string =>
  Array.from(Buffer.from(characters), byte => `%${byte.toString(16).toUpperCase()}`).join('')

/** REQH-09: what is not ASCII is percent-encoded, and nothing else is. */
const percentEncoded = (text: string): string => text.replace(/[^\0-\x7f]+/g, utf8Percent)

const aboutPlace =
  (of: (place: Geography) => string | undefined): ValueOf =>
  ({ viewer: { geography } }) => {
    const value = geography === undefined ? undefined : of(geography)
    return value === undefined ? undefined : percentEncoded(value)
  }

/** Made when first asked: the tables take a moment to load. */
let countryNames: Intl.DisplayNames | undefined

const countryName = ({ country, countryName: known }: Geography): string | undefined => {
  if (known !== undefined || country === undefined) return known
  countryNames ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  return countryNames.of(country)
}

const HEADER_ORDER_CHARACTERS = 7_680 // REQH-10

const tlsText = ({ viewer: { tls } }: EdgeRequest): string | undefined =>
  tls === undefined ? undefined : `${tls.version}:${tls.cipher}:${tls.handshake}`

/** By header; undefined: CloudFront sends none (REQH-08 to REQH-12). */
const VALUES: ReadonlyMap<string, ValueOf> = new Map<string, ValueOf>([
  ['cloudfront-is-android-viewer', aboutDevice(device => device.isAndroid)],
  ['cloudfront-is-desktop-viewer', aboutDevice(device => device.isDesktop)],
  ['cloudfront-is-ios-viewer', aboutDevice(device => device.isIos)],
  ['cloudfront-is-mobile-viewer', aboutDevice(device => device.isMobile)],
  ['cloudfront-is-smarttv-viewer', aboutDevice(device => device.isSmartTv)],
  ['cloudfront-is-tablet-viewer', aboutDevice(device => device.isTablet)],
  ['cloudfront-viewer-address', ({ viewer: { clientIp, clientPort } }) => `${clientIp}:${clientPort}`],
  ['cloudfront-viewer-asn', aboutPlace(place => place.asn)],
  ['cloudfront-viewer-country', aboutPlace(place => place.country)],
  ['cloudfront-viewer-country-name', aboutPlace(countryName)],
  ['cloudfront-viewer-country-region', aboutPlace(place => place.countryRegion)],
  ['cloudfront-viewer-country-region-name', aboutPlace(place => place.countryRegionName)],
  ['cloudfront-viewer-city', aboutPlace(place => place.city)],
  ['cloudfront-viewer-latitude', aboutPlace(place => place.latitude)],
  ['cloudfront-viewer-longitude', aboutPlace(place => place.longitude)],
  ['cloudfront-viewer-metro-code', aboutPlace(place => place.metroCode)],
  ['cloudfront-viewer-postal-code', aboutPlace(place => place.postalCode)],
  ['cloudfront-viewer-time-zone', aboutPlace(place => place.timeZone)],
  [
    'cloudfront-viewer-header-order',
    ({ viewer }) => viewer.headers.spellings.join(':').slice(0, HEADER_ORDER_CHARACTERS),
  ],
  ['cloudfront-viewer-header-count', ({ viewer }) => String(viewer.headers.length)],
  ['cloudfront-viewer-tls', tlsText],
  ['cloudfront-viewer-ja3-fingerprint', ({ viewer }) => viewer.fingerprints?.()?.ja3],
  ['cloudfront-viewer-ja4-fingerprint', ({ viewer }) => viewer.fingerprints?.()?.ja4],
  ['cloudfront-viewer-http-version', ({ viewer }) => viewer.httpVersion],
  ['cloudfront-forwarded-proto', ({ viewer }) => viewer.protocol],
  ['cloudfront-error-uri', ({ pageFor }) => pageFor?.uri],
  ['cloudfront-error-args', ({ pageFor }) => pageFor?.queryString],
])

const named = new WeakMap<CacheBehavior, readonly string[]>()

const namesOf = ({ cachePolicy, originRequestPolicy }: CacheBehavior): readonly string[] => {
  const selection = originRequestPolicy?.headers
  const byOriginRequestPolicy =
    selection !== undefined && 'names' in selection && selection.kind !== 'allExcept' ? selection.names : []
  const added = originRequestPolicy?.cloudFrontHeaders ?? []
  return [...new Set([...cachePolicy.headers, ...byOriginRequestPolicy, ...added])].filter(isCloudFrontHeader)
}

/** The `CloudFront-*` headers that the policies of a behaviour name (REQH-14), lower case. */
export const cloudFrontHeadersOf = (behavior: CacheBehavior): readonly string[] => {
  const known = named.get(behavior)
  if (known !== undefined) return known
  const names = namesOf(behavior)
  named.set(behavior, names)
  return names
}

/** The headers without those `CloudFront-*` ones that the behaviour's policies name: what Lambdas at viewer events see (CFF-91, ORR-52). */
export const withoutCloudFrontHeaders = (behavior: CacheBehavior, headers: HeaderList): HeaderList => {
  const names = cloudFrontHeadersOf(behavior)
  if (!names.some(name => headers.has(name))) return headers
  const kept = headers.clone()
  for (const name of names) kept.delete(name)
  return kept
}

/**
 * Gives a request the `CloudFront-*` headers that its behaviour's policies name, over whatever a viewer or a function wrote there
 * (REQH-14). The same request when they name none.
 */
export const withCloudFrontHeaders = (behavior: CacheBehavior, request: EdgeRequest): EdgeRequest => {
  const names = cloudFrontHeadersOf(behavior)
  if (names.length === 0) return request
  const headers = request.headers.clone()
  for (const name of names) {
    const value = VALUES.get(name)?.(request)
    if (value === undefined) headers.delete(name)
    else headers.set(name, value, CLOUDFRONT_HEADERS.get(name))
  }
  return { ...request, headers }
}

import type { CachePolicy } from '../model.ts'
import type { Place } from '../problem.ts'
import { POLICY_COOKIES, POLICY_HEADERS, POLICY_QUERY_STRINGS } from '../quotas.ts'
import { reportUnknownCloudFrontHeaders } from './cloudfront-headers.ts'
import type { Reading } from './reading.ts'
import { propertiesOf, refOf, resourcesOfType } from './reading.ts'
import {
  checkNamesLength,
  COOKIES,
  HEADERS,
  namesOf,
  QUERY_STRINGS,
  readNameSelection,
  readSelection,
} from './read-names.ts'
import type { Resource } from './resources.ts'
import type { Section } from './section.ts'

const RULE = 'KEY-18'

/** Headers that can never be in a cache key (KEY-16, KEY-17, REQH-13), lower case. */
const NEVER_IN_KEY = new Set([
  'cache-control',
  'cloudfront-viewer-address',
  'cloudfront-viewer-asn',
  'cloudfront-viewer-cert-pem',
  'cloudfront-viewer-cert-validity',
  'cloudfront-viewer-ja3-fingerprint',
  'cloudfront-viewer-ja4-fingerprint',
  'cloudfront-viewer-tls',
  'connection',
  'content-length',
  'cookie',
  'max-forwards',
  'pragma',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'request-range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amz-cf-id',
  'x-forwarded-proto',
  'x-real-ip',
])

/** The cache policies of the template by id. */
export const readCachePolicies = (reading: Reading): ReadonlyMap<string, CachePolicy> =>
  new Map(
    resourcesOfType(reading, 'AWS::CloudFront::CachePolicy').map(resource => [
      refOf(reading, resource),
      readCachePolicy(reading, resource),
    ]),
  )

const readCachePolicy = (reading: Reading, resource: Resource): CachePolicy => {
  const properties = propertiesOf(reading, resource)
  const config = properties.requiredSection('CachePolicyConfig')
  properties.finish()
  config.labels('Comment')
  const ttls = readTtls(reading, config)
  const name = config.requiredText('Name')
  const key = config.requiredSection('ParametersInCacheKeyAndForwardedToOrigin')
  config.finish()
  const policy = { name, ...ttls, ...readKey(reading, key) }
  reportUnknownCloudFrontHeaders(reading, policy.headers, key.placeOf('HeadersConfig'))
  return reading.notes.wrote(policy, config, key)
}

type Ttls = Pick<CachePolicy, 'minTtlSeconds' | 'defaultTtlSeconds' | 'maxTtlSeconds'>

const readTtls = ({ log }: Reading, config: Section): Ttls => {
  const range = { min: 0, max: 3_153_600_000 }
  const minTtlSeconds = config.requiredInteger('MinTTL', range)
  const defaultTtlSeconds = config.requiredInteger('DefaultTTL', range)
  const maxTtlSeconds = config.requiredInteger('MaxTTL', range)
  if (minTtlSeconds > defaultTtlSeconds || defaultTtlSeconds > maxTtlSeconds) {
    const message = `MinTTL ${minTtlSeconds}, DefaultTTL ${defaultTtlSeconds} and MaxTTL ${maxTtlSeconds} are not in ascending order`
    log.error(message, config.placeOf('DefaultTTL'), { remedy: 'give MinTTL <= DefaultTTL <= MaxTTL', rule: 'POL-27' })
  }
  return { minTtlSeconds, defaultTtlSeconds, maxTtlSeconds }
}

type Key = Pick<CachePolicy, 'headers' | 'cookies' | 'queryStrings' | 'gzip' | 'brotli'>

const readKey = (reading: Reading, section: Section): Key => {
  const headers = readSelection(reading, section, HEADERS, ['none', 'whitelist'], ['whitelist'], {
    most: POLICY_HEADERS,
    rule: RULE,
  }).names
  const cookies = readNameSelection(reading, section, COOKIES, { most: POLICY_COOKIES, rule: RULE })
  const queryStrings = readNameSelection(reading, section, QUERY_STRINGS, { most: POLICY_QUERY_STRINGS, rule: RULE })
  const gzip = section.requiredBoolean('EnableAcceptEncodingGzip')
  const brotli = section.boolean('EnableAcceptEncodingBrotli') ?? false
  section.finish()
  checkNamesLength(reading, [...headers, ...namesOf(cookies), ...namesOf(queryStrings)], section, RULE)
  const lowerCase = headers.map(name => name.toLowerCase())
  checkKeyHeaders(reading, lowerCase, gzip || brotli, section.placeOf('HeadersConfig'))
  return { headers: lowerCase, cookies, queryStrings, gzip, brotli }
}

/** KEY-16, KEY-17, KEY-39. In: lower-case names. */
export const checkKeyHeaders = (
  { log }: Reading,
  headers: readonly string[],
  compresses: boolean,
  place: Place,
): void => {
  for (const name of headers) {
    if (NEVER_IN_KEY.has(name) || name.startsWith('x-edge-')) {
      log.error(`the header ${name} cannot be in a cache key`, place, {
        remedy: 'list it in an origin request policy',
        rule: name.startsWith('cloudfront-') ? 'KEY-16' : 'KEY-17',
      })
    }
  }
  if (compresses && headers.includes('accept-encoding')) {
    const remedy = 'remove accept-encoding from the list'
    log.error('accept-encoding cannot be listed beside EnableAcceptEncoding…', place, { remedy, rule: 'KEY-39' })
  }
}

import type { Distribution, GeoRestriction } from '../model.ts'
import { ALIASES_DEFAULT, DEFAULT_ROOT_OBJECT_CHARACTERS } from '../quotas.ts'
import type { Policies } from './policies.ts'
import { readPolicies } from './policies.ts'
import type { EdgeFunctions } from './read-associations.ts'
import { readBehaviors } from './read-behaviors.ts'
import { checkAccountQuotas, checkLambdaUse, checkStoreUse } from './check-account-quotas.ts'
import type { ReadDistribution } from './check-staging.ts'
import { checkStaging } from './check-staging.ts'
import { checkUniqueNames } from './check-unique-names.ts'
import { checkVpcLambdas } from './check-vpc-lambdas.ts'
import type { ContinuousDeployments } from './read-continuous-deployment.ts'
import { findContinuousDeployment, readContinuousDeployments } from './read-continuous-deployment.ts'
import { readErrorResponses } from './read-error-responses.ts'
import { readFacts } from './read-facts.ts'
import { functionsFor, readFunctions, type ReadFunction } from './read-functions.ts'
import type { KeyGroups } from './read-key-groups.ts'
import { readKeyGroups } from './read-key-groups.ts'
import { lambdasOf } from './read-lambdas.ts'
import { readOriginAccessControls } from './read-origin-access-controls.ts'
import { readOriginGroups } from './read-origin-groups.ts'
import type { OriginParts } from './read-origins.ts'
import { readOrigins } from './read-origins.ts'
import { readVpcOrigins } from './read-vpc-origins.ts'
import { reportUnemulated } from './read-unemulated.ts'
import type { Reading } from './reading.ts'
import { checkAdjustableQuota, propertiesOf, refOf, resourcesOfType } from './reading.ts'
import type { Resource } from './resources.ts'
import type { Section } from './section.ts'

/** What the distributions of all stacks share. */
interface Shared extends OriginParts {
  readonly policies: Policies
  readonly lambdas: EdgeFunctions['lambdas']
  readonly keyGroups: KeyGroups
  readonly continuousDeployments: ContinuousDeployments
}

/** Every distribution of the stacks, in their order. Policies and functions that no behaviour uses are checked too. */
export const readDistributions = (readings: readonly Reading[]): readonly Distribution[] => {
  const functions = readFunctions(readings)
  const shared: Shared = {
    policies: readPolicies(readings),
    lambdas: lambdasOf(readings),
    accessControls: new Map(readings.flatMap(reading => [...readOriginAccessControls(reading)])),
    vpcOrigins: new Map(readings.flatMap(reading => [...readVpcOrigins(reading)])),
    keyGroups: readKeyGroups(readings),
    continuousDeployments: new Map(readings.flatMap(reading => [...readContinuousDeployments(reading)])),
  }
  const read = readings.flatMap(reading => {
    const edgeFunctions: EdgeFunctions = { functions: functionsFor(reading, functions), lambdas: shared.lambdas }
    return resourcesOfType(reading, 'AWS::CloudFront::Distribution').map(resource => {
      const found = readDistribution(reading, resource, shared, edgeFunctions)
      reading.notes.learned(found.distribution, readFacts(readings, reading, resource, found.distribution))
      return found
    })
  })
  readings.forEach(checkAccountQuotas)
  checkUniqueNames(readings)
  const [reading] = readings
  if (reading !== undefined) checkTogether(reading, functions, read)
  // Who takes only one takes a primary.
  return read
    .map(({ distribution }) => distribution)
    .toSorted((a, b) => Number(a.staging === true) - Number(b.staging === true))
}

/** What only shows when everything is read. */
const checkTogether = (
  reading: Reading,
  functions: readonly ReadFunction[],
  read: readonly ReadDistribution[],
): void => {
  checkStoreUse(
    reading,
    functions.map(({ fn }) => fn),
  )
  for (const { distribution, place } of read) {
    checkLambdaUse(reading, distribution, place)
    checkVpcLambdas(reading, distribution, place)
  }
  checkNames(reading, read)
  checkStaging(reading, read)
}

/** A name belongs to one distribution (SEC-08). */
const checkNames = ({ log }: Reading, read: readonly ReadDistribution[]): void => {
  const owners = new Map<string, string>()
  for (const { distribution, place } of read) {
    for (const alias of new Set(distribution.aliases)) {
      const owner = owners.get(alias)
      if (owner !== undefined) {
        const remedy = 'give each distribution its own names'
        log.error(`${owner} and ${distribution.logicalId} both have the alias ${alias}`, place, {
          remedy,
          rule: 'SEC-08',
        })
      }
      owners.set(alias, distribution.logicalId)
    }
  }
}

const readDistribution = (
  reading: Reading,
  resource: Resource,
  shared: Shared,
  edgeFunctions: EdgeFunctions,
): ReadDistribution => {
  const properties = propertiesOf(reading, resource)
  const config = properties.requiredSection('DistributionConfig')
  properties.labels('Tags')
  properties.finish()
  const { logicalId } = resource
  const origins = readOrigins(reading, config, shared)
  const originGroups = readOriginGroups(reading, config, origins)
  const originIds = [...origins.keys(), ...originGroups.keys()]
  const distribution: Distribution = {
    id: refOf(reading, resource),
    logicalId,
    domainName: reading.scope.identities.attribute(logicalId, 'DomainName', resource.place) ?? '',
    aliases: readAliases(reading, config),
    enabled: readEnabled(reading, config),
    comment: config.text('Comment') ?? '',
    http2: readHttp2(reading, config),
    defaultRootObject: readDefaultRootObject(reading, config),
    origins,
    originGroups,
    behaviors: readBehaviors(reading, config, { originIds, edgeFunctions, ...shared }),
    errorResponses: readErrorResponses(reading, config),
    geoRestriction: readGeoRestriction(config),
    staging: config.boolean('Staging') ?? false,
    continuousDeployment: findContinuousDeployment(config, shared.continuousDeployments),
    cacheTagHeader: readCacheTagHeader(config),
    logCookies: readLogCookies(config),
  }
  reportUnemulated(reading, config)
  config.finish()
  reading.notes.wrote(distribution, config)
  const http3 = config.text('HttpVersion')?.endsWith('3') === true
  return { distribution, http3, place: resource.place }
}

const ALIAS = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)+$/

const readAliases = (reading: Reading, config: Section): readonly string[] => {
  const aliases = config.texts('Aliases').map(alias => alias.toLowerCase())
  const place = config.placeOf('Aliases')
  checkAdjustableQuota(reading, 'alternate domain names', aliases.length, ALIASES_DEFAULT, place, 'QUO-10')
  const dynamic = aliases.filter(alias => alias.includes('{{resolve:'))
  for (const alias of dynamic) {
    const remedy = 'make it a parameter if a request is to come under that name'
    reading.log.warning(`the alias ${alias} is known only at a deployment and left out`, place, { remedy })
  }
  const known = aliases.filter(alias => !dynamic.includes(alias))
  for (const alias of known.filter(name => !ALIAS.test(name))) {
    config.reject(
      'Aliases',
      `${JSON.stringify(alias)} is no domain name`,
      'give a domain name, without scheme and path',
      'SEC-08',
    )
  }
  return known
}

const readEnabled = ({ log }: Reading, config: Section): boolean => {
  const enabled = config.requiredBoolean('Enabled')
  if (!enabled && config.gave('Enabled')) {
    log.warning('the distribution is disabled', config.placeOf('Enabled'), { remedy: 'write Enabled: true' })
  }
  return enabled
}

const HTTP_VERSIONS = ['http1.1', 'http2', 'http3', 'http2and3'] as const

const readHttp2 = ({ log }: Reading, config: Section): boolean => {
  const version = config.oneOf('HttpVersion', HTTP_VERSIONS, 'NET-01') ?? 'http1.1'
  if (version.endsWith('3')) {
    log.ignored(`HttpVersion ${version}: HTTP/3 is not served`, config.placeOf('HttpVersion'), { rule: 'NET-01' })
  }
  return version === 'http2' || version === 'http2and3'
}

/** ROOT-03, QUO-24 */
const readDefaultRootObject = ({ log }: Reading, config: Section): string | undefined => {
  const root = config.text('DefaultRootObject') ?? ''
  const place = config.placeOf('DefaultRootObject')
  if (root.length > DEFAULT_ROOT_OBJECT_CHARACTERS) {
    const message = `DefaultRootObject is longer than ${DEFAULT_ROOT_OBJECT_CHARACTERS} characters`
    log.error(message, place, { remedy: 'give a shorter path', rule: 'QUO-24' })
  }
  if (!root.startsWith('/')) return root === '' ? undefined : root
  const path = root.replace(/^\/+/, '')
  const remedy = path === '' ? 'name the object, such as index.html, or leave it out' : `write ${path}`
  log.warning('DefaultRootObject must not start with /: S3 origins answer 403', place, { remedy, rule: 'ROOT-03' })
  return root
}

const RESTRICTIONS = { none: 'none', whitelist: 'allow', blacklist: 'deny' } as const

/** ORD-30 */
const readGeoRestriction = (config: Section): GeoRestriction => {
  const restrictions = config.section('Restrictions')
  const geo = restrictions?.requiredSection('GeoRestriction')
  restrictions?.finish()
  if (geo === undefined) return { kind: 'none' }
  const kind = RESTRICTIONS[geo.requiredOneOf('RestrictionType', ['none', 'whitelist', 'blacklist'], 'ORD-30')]
  const countries = geo.texts('Locations')
  geo.finish()
  for (const country of countries.filter(code => !/^[A-Z]{2}$/.test(code))) {
    geo.reject(
      'Locations',
      `${JSON.stringify(country)} is no country code`,
      country === 'false' ? "write 'NO' in quotes: without them it is false" : 'write two capital letters, such as DE',
      'ORD-30',
    )
  }
  if (kind === 'none') return { kind }
  if (countries.length === 0) geo.missing('Locations', undefined)
  return { kind, countries: new Set(countries) }
}

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** INV-20 */
const readCacheTagHeader = (config: Section): string | undefined => {
  const tags = config.section('CacheTagConfig')
  if (tags === undefined) return undefined
  const name = tags.requiredText('HeaderName')
  tags.finish()
  if (!tags.gave('HeaderName')) return undefined
  if (!HEADER_NAME.test(name))
    tags.reject('HeaderName', `${JSON.stringify(name)} is no header name`, 'use letters, digits and hyphens', 'INV-20')
  return name.toLowerCase()
}

/** The log itself is written by the stage; only the cookie switch matters. */
const readLogCookies = (config: Section): boolean => {
  const logging = config.section('Logging')
  if (logging === undefined) return false
  const includeCookies = logging.boolean('IncludeCookies') ?? false
  logging.ignored('Bucket', 'logs are not delivered to a bucket, the stage writes its own access log')
  logging.labels('Prefix')
  logging.finish()
  return includeCookies
}

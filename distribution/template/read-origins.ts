import { isIP } from 'node:net'
import type { CustomOrigin, Origin, S3Origin } from '../model.ts'
import { ORIGINS_DEFAULT } from '../quotas.ts'
import { remedyForId } from './made-elsewhere.ts'
import type { OriginAccessControls } from './read-origin-access-controls.ts'
import { readPort, readRequiredProtocolPolicy, readSslProtocols } from './read-endpoint.ts'
import { readOriginHeaders } from './read-origin-headers.ts'
import type { Reading } from './reading.ts'
import { checkAdjustableQuota } from './reading.ts'
import type { VpcOrigins } from './read-vpc-origins.ts'
import { DEFAULT_ENDPOINT } from './read-vpc-origins.ts'
import type { Section } from './section.ts'

const CONNECTION_ATTEMPTS = { min: 1, max: 3, rule: 'ORIG-01' }
const CONNECTION_TIMEOUT_SECONDS = { min: 1, max: 10, rule: 'ORIG-02' }
const READ_TIMEOUT_SECONDS = { min: 1, max: 120, rule: 'ORIG-03' }
const KEEPALIVE_TIMEOUT_SECONDS = { min: 1, max: 120, rule: 'ORIG-04' }
const COMPLETION_TIMEOUT_RULE = 'ORIG-05'

/** What origins name by id. */
export interface OriginParts {
  readonly accessControls: OriginAccessControls
  readonly vpcOrigins: VpcOrigins
}

/** The origins of a distribution by id. */
export const readOrigins = (reading: Reading, config: Section, known: OriginParts): ReadonlyMap<string, Origin> => {
  const origins = new Map<string, Origin>()
  const sections = config.sections('Origins')
  if (sections.length === 0) config.missing('Origins', undefined)
  checkAdjustableQuota(reading, 'origins', sections.length, ORIGINS_DEFAULT, config.placeOf('Origins'), 'QUO-09')
  for (const section of sections) {
    const origin = readOrigin(reading, section, known)
    if (origins.has(origin.id)) {
      reading.log.error(`the origin id ${origin.id} stands twice`, section.placeOf('Id'), {
        remedy: 'give every origin its own id',
      })
    }
    origins.set(origin.id, origin)
  }
  return origins
}

type Settings = Omit<S3Origin, 'kind' | 'access' | 'readTimeoutSeconds' | 'responseCompletionTimeoutSeconds'>

const KINDS = ['S3OriginConfig', 'CustomOriginConfig', 'VpcOriginConfig']

const readOrigin = (reading: Reading, section: Section, { accessControls, vpcOrigins }: OriginParts): Origin => {
  const settings = readSettings(reading, section)
  const parts = KINDS.map(kind => section.section(kind))
  const [s3, custom, vpc] = parts
  const accessControl = readAccessControl(reading, section, accessControls)
  checkKind(
    reading,
    section,
    settings.id,
    KINDS.filter((_, index) => parts[index] !== undefined),
  )
  const origin =
    custom !== undefined
      ? customOrigin(section, settings, custom)
      : vpc !== undefined
        ? vpcOrigin(reading, section, settings, vpc, vpcOrigins)
        : s3Origin(reading, section, settings, s3, accessControl)
  if (origin.kind === 'custom' && accessControl !== undefined) {
    reading.log.ignored(
      'OriginAccessControlId has no effect: requests to custom origins are not signed',
      section.placeOf('OriginAccessControlId'),
    )
  }
  section.finish()
  const kinds = [custom, s3, vpc].filter(part => part !== undefined)
  return reading.notes.wrote(origin, section, ...kinds)
}

/** An origin is of one kind. */
const checkKind = ({ log }: Reading, section: Section, id: string, given: readonly string[]): void => {
  if (given.length > 1) {
    const remedy = `keep one of ${given.join(' and ')}`
    const words = given.includes('VpcOriginConfig') ? 'a VPC origin and another kind' : 'an S3 and a custom origin'
    log.error(`the origin ${id} is ${words} at once`, section.place, { remedy })
  }
  if (given.length === 0) {
    const remedy = 'add S3OriginConfig, CustomOriginConfig or VpcOriginConfig'
    log.error(`the origin ${id} is neither an S3, nor a custom, nor a VPC origin`, section.place, { remedy })
  }
}

const readSettings = (reading: Reading, section: Section): Settings => ({
  id: readId(reading, section),
  domainName: readDomainName(reading, section),
  originPath: readOriginPath(reading, section),
  customHeaders: readOriginHeaders(reading, section),
  connectionAttempts: section.integer('ConnectionAttempts', CONNECTION_ATTEMPTS) ?? 3,
  connectionTimeoutSeconds: section.integer('ConnectionTimeout', CONNECTION_TIMEOUT_SECONDS) ?? 10,
  originShieldRegion: readOriginShield(section),
})

const readId = ({ log }: Reading, section: Section): string => {
  const id = section.requiredText('Id')
  if (id === '' && section.gave('Id'))
    log.error('the Id of an origin is empty', section.placeOf('Id'), { remedy: 'give an id' })
  return id
}

const HOST_NAME = /^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/
const HOST_NAME_CHARACTERS = 253

/** A name that nobody has, for what only a deployment knows. */
const STAND_IN = 'known-at-deployment.invalid'

const readDomainName = ({ log }: Reading, section: Section): string => {
  if (section.isDynamic('DomainName')) {
    const id = section.text('Id') ?? 'ID'
    const message = `the domain name of the origin ${id} is known only at a deployment: ${STAND_IN} stands in`
    const remedy = `give the server with --origin ${id}=URL, or load the stack that holds the parameter`
    log.warning(message, section.placeOf('DomainName'), { remedy })
    return STAND_IN
  }
  const name = section.requiredText('DomainName')
  const place = section.placeOf('DomainName')
  if (isIP(name) !== 0) {
    log.warning(`CloudFront refuses the address ${name} as DomainName`, place, {
      remedy: 'give a domain name before you deploy',
      rule: 'LAE-06',
    })
  } else if ((name !== '' && !HOST_NAME.test(name)) || name.length > HOST_NAME_CHARACTERS) {
    const remedy = 'give the domain name alone, without scheme, port and path'
    log.error(`${JSON.stringify(name)} is no domain name`, place, { remedy })
  } else if (name === '' && section.gave('DomainName'))
    log.error('DomainName is empty', place, { remedy: 'give a domain name' })
  return name
}

const readOriginPath = ({ log }: Reading, section: Section): string => {
  const path = section.text('OriginPath') ?? ''
  if (path !== '' && (!path.startsWith('/') || path.endsWith('/'))) {
    const remedy = `write /${path.replace(/^\/+|\/+$/g, '')}`
    log.error('OriginPath must start with / and not end with it', section.placeOf('OriginPath'), {
      remedy,
      rule: 'ORIG-11',
    })
  }
  return path
}

const readOriginShield = (section: Section): string | undefined => {
  const shield = section.section('OriginShield')
  if (shield === undefined) return undefined
  const enabled = shield.boolean('Enabled') ?? false
  const region = shield.text('OriginShieldRegion')
  if (enabled && region === undefined) shield.missing('OriginShieldRegion', undefined)
  shield.finish()
  return enabled ? region : undefined
}

const readAccessControl = (
  { log }: Reading,
  section: Section,
  accessControls: OriginAccessControls,
): S3Origin['access'] | undefined => {
  const id = section.text('OriginAccessControlId')
  if (id === undefined || id === '') return undefined
  const access = accessControls.get(id)
  if (access !== undefined) return access
  const message = `the origin access control ${id} is not at hand: it is taken to sign every request`
  log.warning(message, section.placeOf('OriginAccessControlId'), {
    remedy: remedyForId(id, accessControls.keys(), 'get-origin-access-control'),
    rule: 'S3-01',
  })
  return 'oac-always'
}

const readTimeouts = (
  section: Section,
  config: Section | undefined,
): Pick<Origin, 'readTimeoutSeconds' | 'responseCompletionTimeoutSeconds'> => {
  const readTimeoutSeconds = config?.integer('OriginReadTimeout', READ_TIMEOUT_SECONDS) ?? 30
  const completion = { min: readTimeoutSeconds, max: 3_600, rule: COMPLETION_TIMEOUT_RULE }
  return {
    readTimeoutSeconds,
    responseCompletionTimeoutSeconds: section.integer('ResponseCompletionTimeout', completion),
  }
}

const WEBSITE_ENDPOINT = /\.s3-website[.-][a-z0-9-]+\.amazonaws\.com/i

const s3Origin = (
  { log }: Reading,
  section: Section,
  settings: Settings,
  config: Section | undefined,
  accessControl: S3Origin['access'] | undefined,
): S3Origin => {
  const identity = config?.text('OriginAccessIdentity') ?? ''
  const timeouts = readTimeouts(section, config)
  config?.finish()
  if (WEBSITE_ENDPOINT.test(settings.domainName)) {
    const remedy = 'use CustomOriginConfig with http-only, or the REST endpoint of the bucket'
    log.error('an S3 website endpoint is a custom origin', section.placeOf('DomainName'), { remedy, rule: 'ORIG-14' })
  }
  if (identity !== '' && accessControl !== undefined) {
    log.error('an origin takes OriginAccessControlId or OriginAccessIdentity, not both', section.place, {
      remedy: 'remove OriginAccessIdentity',
      rule: 'S3-02',
    })
  }
  return { kind: 's3', ...settings, ...timeouts, access: accessControl ?? (identity === '' ? 'none' : 'oai') }
}

const customOrigin = (section: Section, settings: Settings, config: Section): CustomOrigin => {
  const timeouts = readTimeouts(section, config)
  const ipAddressType = config.oneOf('IpAddressType', ['ipv4', 'ipv6', 'dualstack'], 'ORIG-19')
  const origin: CustomOrigin = {
    kind: 'custom',
    ...settings,
    ...timeouts,
    protocolPolicy: readRequiredProtocolPolicy(config),
    httpPort: readPort(config, 'HTTPPort') ?? 80,
    httpsPort: readPort(config, 'HTTPSPort') ?? 443,
    keepaliveTimeoutSeconds: config.integer('OriginKeepaliveTimeout', KEEPALIVE_TIMEOUT_SECONDS) ?? 5,
    sslProtocols: readSslProtocols(config),
    ...(ipAddressType === undefined ? {} : { ipAddressType }),
  }
  config.refused(
    'OriginMtlsConfig',
    'client certificates are not sent to origins',
    'remove it for the rehearsal',
    'ORIG-16',
  )
  config.finish()
  return origin
}

/** A server in a private subnet, asked as a custom origin is; how is written at the VPC origin itself (VPC-01). */
const vpcOrigin = (
  { log }: Reading,
  section: Section,
  settings: Settings,
  config: Section,
  vpcOrigins: VpcOrigins,
): CustomOrigin => {
  const timeouts = readTimeouts(section, config)
  const id = config.requiredText('VpcOriginId')
  const endpoint = vpcOrigins.get(id)
  if (endpoint === undefined && id !== '') {
    const { protocolPolicy, httpPort, httpsPort } = DEFAULT_ENDPOINT
    const message = `the VPC origin ${id} is not at hand: ${protocolPolicy} and the ports ${httpPort} and ${httpsPort} are assumed`
    const remedy = `load its stack too, or the answer of aws cloudfront get-vpc-origin --id ${id}`
    log.warning(message, config.placeOf('VpcOriginId'), { remedy, rule: 'VPC-01' })
  }
  config.labels('OwnerAccountId')
  const origin: CustomOrigin = {
    kind: 'custom',
    ...settings,
    ...timeouts,
    ...(endpoint ?? DEFAULT_ENDPOINT),
    keepaliveTimeoutSeconds: config.integer('OriginKeepaliveTimeout', KEEPALIVE_TIMEOUT_SECONDS) ?? 5,
    isInVpc: true,
  }
  config.finish()
  return origin
}

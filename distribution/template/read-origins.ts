import { isIP } from 'node:net'
import type { CustomOrigin, Origin, S3Origin } from '../model.ts'
import { ORIGINS_DEFAULT } from '../quotas.ts'
import type { OriginAccessControls } from './read-origin-access-controls.ts'
import { readOriginHeaders } from './read-origin-headers.ts'
import type { Reading } from './reading.ts'
import { checkAdjustableQuota } from './reading.ts'
import type { Section } from './section.ts'

const CONNECTION_ATTEMPTS = { min: 1, max: 3, rule: 'ORIG-01' }
const CONNECTION_TIMEOUT_SECONDS = { min: 1, max: 10, rule: 'ORIG-02' }
const READ_TIMEOUT_SECONDS = { min: 1, max: 120, rule: 'ORIG-03' }
const KEEPALIVE_TIMEOUT_SECONDS = { min: 1, max: 120, rule: 'ORIG-04' }
const COMPLETION_TIMEOUT_RULE = 'ORIG-05'

/** The origins of a distribution by id. */
export const readOrigins = (
  reading: Reading,
  config: Section,
  accessControls: OriginAccessControls,
): ReadonlyMap<string, Origin> => {
  const origins = new Map<string, Origin>()
  const sections = config.sections('Origins')
  if (sections.length === 0) config.missing('Origins', undefined)
  checkAdjustableQuota(reading, 'origins', sections.length, ORIGINS_DEFAULT, config.placeOf('Origins'), 'QUO-09')
  for (const section of sections) {
    const origin = readOrigin(reading, section, accessControls)
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

const readOrigin = (reading: Reading, section: Section, accessControls: OriginAccessControls): Origin => {
  const settings = readSettings(reading, section)
  const s3 = section.section('S3OriginConfig')
  const custom = section.section('CustomOriginConfig')
  section.refused('VpcOriginConfig', 'VPC origins are not emulated', 'use a custom origin for the rehearsal', 'VPC-01')
  const accessControl = readAccessControl(reading, section, accessControls)
  if (s3 !== undefined && custom !== undefined) {
    const remedy = 'keep one of S3OriginConfig and CustomOriginConfig'
    reading.log.error(`the origin ${settings.id} is an S3 and a custom origin at once`, section.place, { remedy })
  }
  if (s3 === undefined && custom === undefined && !section.has('VpcOriginConfig')) {
    const remedy = 'add S3OriginConfig or CustomOriginConfig'
    reading.log.error(`the origin ${settings.id} is neither an S3 nor a custom origin`, section.place, { remedy })
  }
  const origin =
    custom === undefined
      ? s3Origin(reading, section, settings, s3, accessControl)
      : customOrigin(section, settings, custom)
  if (custom !== undefined && accessControl !== undefined) {
    reading.log.ignored(
      'OriginAccessControlId has no effect: requests to custom origins are not signed',
      section.placeOf('OriginAccessControlId'),
    )
  }
  section.finish()
  const kinds = [custom, s3].filter(part => part !== undefined)
  return reading.notes.wrote(origin, section, ...kinds)
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

const readDomainName = ({ log }: Reading, section: Section): string => {
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
  log.error(`the template has no origin access control with the id ${id}`, section.placeOf('OriginAccessControlId'), {
    remedy: 'add an AWS::CloudFront::OriginAccessControl and refer to it',
    rule: 'S3-01',
  })
  return undefined
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

const PROTOCOL_POLICIES = ['http-only', 'https-only', 'match-viewer'] as const
const SSL_PROTOCOLS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2']

const customOrigin = (section: Section, settings: Settings, config: Section): CustomOrigin => {
  const timeouts = readTimeouts(section, config)
  const ipAddressType = config.oneOf('IpAddressType', ['ipv4', 'ipv6', 'dualstack'], 'ORIG-19')
  const origin: CustomOrigin = {
    kind: 'custom',
    ...settings,
    ...timeouts,
    protocolPolicy: config.requiredOneOf('OriginProtocolPolicy', [...PROTOCOL_POLICIES], 'ORIG-12'),
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

/** 80, 443 or 1024 to 65535 (ORIG-12). */
const readPort = (config: Section, name: string): number | undefined => {
  const port = config.integer(name, { min: 80, max: 65_535, rule: 'ORIG-12' })
  if (port === undefined || port === 80 || port === 443 || port >= 1_024) return port
  config.reject(name, `${name} cannot be ${port}`, 'use 80, 443 or 1024 to 65535', 'ORIG-12')
  return undefined
}

const readSslProtocols = (config: Section): readonly string[] => {
  const protocols = config.texts('OriginSSLProtocols')
  for (const protocol of protocols.filter(name => !SSL_PROTOCOLS.includes(name))) {
    config.reject(
      'OriginSSLProtocols',
      `${protocol} is no protocol for origins`,
      `write one of ${SSL_PROTOCOLS.join(', ')}`,
      'LAE-06',
    )
  }
  if (protocols.includes('SSLv3')) config.ignored('OriginSSLProtocols', 'this machine speaks no SSLv3', 'ORIG-15')
  return protocols.length === 0 ? ['TLSv1.2'] : protocols
}

import { cannotBeRemoved } from '../header-restrictions.ts'
import type { CorsPolicy, PolicyHeader, ResponseHeadersPolicy } from '../model.ts'
import { ALLOW_ORIGIN_CHARACTERS, RESPONSE_CUSTOM_HEADERS_DEFAULT } from '../quotas.ts'
import type { Reading } from './reading.ts'
import { checkAdjustableQuota, propertiesOf, refOf, resourcesOfType } from './reading.ts'
import { readSecurityHeaders } from './read-security-headers.ts'
import type { Resource } from './resources.ts'
import type { Section } from './section.ts'

/** The response headers policies of the template by id. */
export const readResponseHeadersPolicies = (reading: Reading): ReadonlyMap<string, ResponseHeadersPolicy> =>
  new Map(
    resourcesOfType(reading, 'AWS::CloudFront::ResponseHeadersPolicy').map(resource => [
      refOf(reading, resource),
      readResponseHeadersPolicy(reading, resource),
    ]),
  )

const readResponseHeadersPolicy = (reading: Reading, resource: Resource): ResponseHeadersPolicy => {
  const properties = propertiesOf(reading, resource)
  const config = properties.requiredSection('ResponseHeadersPolicyConfig')
  properties.finish()
  config.labels('Comment')
  const name = config.requiredText('Name')
  const removeHeaders = readRemovals(reading, config)
  const headers = [...readSecurityHeaders(reading, config), ...readCustomHeaders(reading, config)]
  const cors = readCors(reading, config)
  const serverTimingSamplingRate = readServerTiming(config)
  config.finish()
  return reading.notes.wrote({ name, removeHeaders, headers, cors, serverTimingSamplingRate }, config)
}

const readRemovals = ({ log }: Reading, config: Section): readonly string[] => {
  const section = config.section('RemoveHeadersConfig')
  const names = (section?.sections('Items') ?? []).map(item => {
    const name = item.requiredText('Header').toLowerCase()
    item.finish()
    if (cannotBeRemoved(name)) {
      log.error(`the header ${name} cannot be removed`, item.placeOf('Header'), {
        remedy: 'take it off the list',
        rule: 'RHP-05',
      })
    }
    return name
  })
  section?.finish()
  return names
}

const readCustomHeaders = (reading: Reading, config: Section): readonly PolicyHeader[] => {
  const section = config.section('CustomHeadersConfig')
  if (section === undefined) return []
  const headers = section.sections('Items').map(item => {
    const name = item.requiredText('Header').toLowerCase()
    const header = { name, value: item.requiredText('Value'), override: item.requiredBoolean('Override') }
    item.finish()
    return header
  })
  section.finish()
  checkAdjustableQuota(
    reading,
    'custom headers',
    headers.length,
    RESPONSE_CUSTOM_HEADERS_DEFAULT,
    section.place,
    'QUO-14',
  )
  return headers
}

const CORS_METHODS = new Set(['GET', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'ALL'])

const readCors = (reading: Reading, config: Section): CorsPolicy | undefined => {
  const section = config.section('CorsConfig')
  if (section === undefined) return undefined
  const cors: CorsPolicy = {
    allowCredentials: section.requiredBoolean('AccessControlAllowCredentials'),
    allowHeaders: readItems(section.requiredSection('AccessControlAllowHeaders')),
    allowMethods: readItems(section.requiredSection('AccessControlAllowMethods')),
    allowOrigins: readItems(section.requiredSection('AccessControlAllowOrigins')),
    exposeHeaders: readItems(section.section('AccessControlExposeHeaders')),
    maxAgeSeconds: section.integer('AccessControlMaxAgeSec', { min: 0 }),
    originOverride: section.requiredBoolean('OriginOverride'),
  }
  section.finish()
  checkCors(reading, cors, section)
  return cors
}

const readItems = (section: Section | undefined): readonly string[] => {
  const items = section?.texts('Items') ?? []
  section?.finish()
  return items
}

const checkCors = ({ log }: Reading, { allowMethods, allowOrigins }: CorsPolicy, section: Section): void => {
  for (const method of allowMethods.filter(name => !CORS_METHODS.has(name))) {
    const remedy = `write one of ${[...CORS_METHODS].join(', ')}`
    log.error(`${JSON.stringify(method)} is no method for CORS`, section.placeOf('AccessControlAllowMethods'), {
      remedy,
      rule: 'RHP-24',
    })
  }
  const place = section.placeOf('AccessControlAllowOrigins')
  for (const origin of allowOrigins) {
    if (origin.length > ALLOW_ORIGIN_CHARACTERS) {
      log.error(`an allowed origin is longer than ${ALLOW_ORIGIN_CHARACTERS} characters`, place, {
        remedy: 'shorten it',
        rule: 'RHP-33',
      })
    }
    if (!ALLOWED_ORIGIN.test(origin)) {
      const remedy = 'write *, or * as the leftmost label: *.example.org'
      log.error(`${JSON.stringify(origin)} is no origin that CORS can allow`, place, { remedy, rule: 'RHP-23' })
    }
  }
}

/** A star may be all, the leftmost label, or in the port (RHP-23). */
const ALLOWED_ORIGIN = /^(\*|(https?:\/\/)?(\*\.)?[^*/\s:]+(:[\d*]+)?)$/

const readServerTiming = (config: Section): number | undefined => {
  const section = config.section('ServerTimingHeadersConfig')
  const enabled = section?.requiredBoolean('Enabled')
  const rate = section?.number('SamplingRate', { min: 0, max: 100, rule: 'RHP-30' })
  section?.finish()
  return enabled === true ? (rate ?? 0) : undefined
}

import type { OriginRequestPolicy } from '../model.ts'
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

const RULE = 'POL-08'

/** The origin request policies of the template by id. */
export const readOriginRequestPolicies = (reading: Reading): ReadonlyMap<string, OriginRequestPolicy> =>
  new Map(
    resourcesOfType(reading, 'AWS::CloudFront::OriginRequestPolicy').map(resource => [
      refOf(reading, resource),
      readOriginRequestPolicy(reading, resource),
    ]),
  )

const readOriginRequestPolicy = (reading: Reading, resource: Resource): OriginRequestPolicy => {
  const properties = propertiesOf(reading, resource)
  const config = properties.requiredSection('OriginRequestPolicyConfig')
  properties.finish()
  config.labels('Comment')
  const name = config.requiredText('Name')
  const headers = readHeaders(reading, config)
  const cookies = readNameSelection(reading, config, COOKIES, { most: POLICY_COOKIES, rule: RULE })
  const queryStrings = readNameSelection(reading, config, QUERY_STRINGS, { most: POLICY_QUERY_STRINGS, rule: RULE })
  config.finish()
  const headerNames = 'names' in headers ? headers.names : []
  checkNamesLength(reading, [...headerNames, ...namesOf(cookies), ...namesOf(queryStrings)], config, RULE)
  if (headers.kind !== 'allExcept')
    reportUnknownCloudFrontHeaders(reading, headerNames, config.placeOf('HeadersConfig'))
  return reading.notes.wrote({ name, headers, cookies, queryStrings }, config)
}

const KINDS = ['none', 'allViewer', 'whitelist', 'allExcept', 'allViewerAndWhitelistCloudFront'] as const
const KINDS_WITH_NAMES = ['whitelist', 'allExcept', 'allViewerAndWhitelistCloudFront'] as const

/** POL-02 */
const readHeaders = (reading: Reading, config: Section): OriginRequestPolicy['headers'] => {
  const { kind, names } = readSelection(reading, config, HEADERS, [...KINDS], KINDS_WITH_NAMES, {
    most: POLICY_HEADERS,
    rule: RULE,
  })
  if (kind === 'none' || kind === 'allViewer') return { kind }
  const lowerCase = names.map(name => name.toLowerCase())
  if (kind === 'whitelist' && lowerCase.includes('authorization')) {
    reading.log.error('authorization cannot be listed in an origin request policy', config.placeOf('HeadersConfig'), {
      remedy: 'list it in the cache policy or forward all viewer headers',
      rule: 'POL-05',
    })
  }
  return { kind, names: lowerCase }
}

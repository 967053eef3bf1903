import type { ContinuousDeployment, StagingTraffic } from '../model.ts'
import { remedyForId } from './made-elsewhere.ts'
import type { Reading } from './reading.ts'
import { propertiesOf, refOf, resourcesOfType } from './reading.ts'
import type { Resource } from './resources.ts'
import type { Section } from './section.ts'

/** By the policy's id; undefined for one that is switched off. */
export type ContinuousDeployments = ReadonlyMap<string, ContinuousDeployment | undefined>

/** CD-01 to CD-03 */
export const readContinuousDeployments = (reading: Reading): ContinuousDeployments =>
  new Map(
    resourcesOfType(reading, 'AWS::CloudFront::ContinuousDeploymentPolicy').map(resource => [
      refOf(reading, resource),
      readContinuousDeployment(reading, resource),
    ]),
  )

const readContinuousDeployment = (reading: Reading, resource: Resource): ContinuousDeployment | undefined => {
  const properties = propertiesOf(reading, resource)
  const config = properties.requiredSection('ContinuousDeploymentPolicyConfig')
  properties.finish()
  const enabled = config.requiredBoolean('Enabled')
  const stagingDomainNames = config.texts('StagingDistributionDnsNames').map(name => name.toLowerCase())
  const traffic = readTraffic(config)
  config.finish()
  return enabled && traffic !== undefined ? { stagingDomainNames, traffic } : undefined
}

/** The words of TrafficConfig, and of the form of old beside it. */
const readTraffic = (config: Section): StagingTraffic | undefined => {
  const nested = config.section('TrafficConfig')
  const section = nested ?? config
  const [header, weight] =
    nested === undefined
      ? (['SingleHeaderPolicyConfig', 'SingleWeightPolicyConfig'] as const)
      : (['SingleHeaderConfig', 'SingleWeightConfig'] as const)
  const type = section.requiredOneOf('Type', ['SingleHeader', 'SingleWeight'], 'CD-02')
  const [wanted, other] = type === 'SingleHeader' ? [header, weight] : [weight, header]
  if (section.gave('Type') && section.has(other)) {
    section.reject(other, `${other} cannot stand with Type ${type}`, `remove ${other}`, 'CD-02')
  }
  section.labels(other)
  const traffic = section.gave('Type') ? section.requiredSection(wanted) : section.section(wanted)
  nested?.finish()
  if (traffic === undefined) return undefined
  return type === 'SingleHeader' ? readHeader(traffic) : readWeight(traffic)
}

const HEADER_PREFIX = 'aws-cf-cd-'
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/

const readHeader = (section: Section): StagingTraffic => {
  const name = section.requiredText('Header').toLowerCase()
  const value = section.requiredText('Value')
  section.finish()
  const isFit = name.startsWith(HEADER_PREFIX) && HEADER_NAME.test(name)
  if (!isFit && section.gave('Header')) {
    const message = `${JSON.stringify(name)} is no header that begins with ${HEADER_PREFIX}`
    section.reject('Header', message, `write ${HEADER_PREFIX}…`, 'CD-02')
  }
  return { kind: 'header', name, value }
}

const SESSION_SECONDS = { min: 300, max: 3_600, rule: 'CD-03' }

const readWeight = (section: Section): StagingTraffic => {
  const weight = section.number('Weight', { min: 0, max: 0.15, rule: 'CD-02' })
  if (!section.has('Weight')) section.missing('Weight', undefined)
  const stickiness = section.section('SessionStickinessConfig')
  section.finish()
  if (stickiness === undefined) return { kind: 'weight', weight: weight ?? 0, stickiness: undefined }
  const idleSeconds = stickiness.requiredInteger('IdleTTL', SESSION_SECONDS)
  const maximumSeconds = stickiness.requiredInteger('MaximumTTL', SESSION_SECONDS)
  stickiness.finish()
  if (idleSeconds > maximumSeconds) {
    const message = `IdleTTL ${idleSeconds} is longer than MaximumTTL ${maximumSeconds}`
    stickiness.reject('IdleTTL', message, 'give IdleTTL <= MaximumTTL', 'CD-03')
  }
  return { kind: 'weight', weight: weight ?? 0, stickiness: { idleSeconds, maximumSeconds } }
}

/** The policy a distribution names; undefined for none, and for one that is switched off. */
export const findContinuousDeployment = (
  config: Section,
  policies: ContinuousDeployments,
): ContinuousDeployment | undefined => {
  const id = config.text('ContinuousDeploymentPolicyId')
  if (id === undefined || id === '') return undefined
  if (!policies.has(id)) {
    const message = `the template has no continuous deployment policy ${id}`
    const remedy = remedyForId(id, policies.keys(), 'get-continuous-deployment-policy')
    config.reject('ContinuousDeploymentPolicyId', message, remedy, 'CD-01')
  }
  return policies.get(id)
}

import type { CacheBehavior, Method } from '../model.ts'
import { canonicalPathPattern, pathPatternComplaint } from '../path-pattern.ts'
import { BEHAVIORS_DEFAULT } from '../quotas.ts'
import { nameRemedy } from './nearest-name.ts'
import type { Policies } from './policies.ts'
import { findPolicy } from './policies.ts'
import { readAssociations } from './read-associations.ts'
import type { EdgeFunctions } from './read-associations.ts'
import { LEGACY_TTLS, readForwardedValues } from './read-forwarded-values.ts'
import type { KeyGroups } from './read-key-groups.ts'
import { readTrustedSigners } from './read-key-groups.ts'
import type { Reading } from './reading.ts'
import { checkAdjustableQuota } from './reading.ts'
import type { Section } from './section.ts'

/** What a behaviour can refer to. */
export interface BehaviorTargets {
  /** Ids of origins and origin groups. */
  readonly originIds: readonly string[]
  readonly policies: Policies
  readonly edgeFunctions: EdgeFunctions
  readonly keyGroups: KeyGroups
}

const DEFAULT_PATTERN = '*'

/** The behaviours in order of precedence, the default one last (BEH-01). */
export const readBehaviors = (
  reading: Reading,
  config: Section,
  targets: BehaviorTargets,
): readonly CacheBehavior[] => {
  const sections = config.sections('CacheBehaviors')
  checkAdjustableQuota(
    reading,
    'cache behaviors',
    sections.length,
    BEHAVIORS_DEFAULT,
    config.placeOf('CacheBehaviors'),
    'BEH-13',
  )
  const patterns = new Map<string, string>()
  const ordered = sections.map(section =>
    readBehavior(reading, section, readPathPattern(reading, section, patterns), targets),
  )
  const standard = config.requiredSection('DefaultCacheBehavior')
  return [...ordered, readBehavior(reading, standard, DEFAULT_PATTERN, targets)]
}

/** `earlier` holds the patterns read before, by their canonical form, and is added to. */
const readPathPattern = ({ log }: Reading, section: Section, earlier: Map<string, string>): string => {
  const pattern = section.requiredText('PathPattern')
  const place = section.placeOf('PathPattern')
  const complaint = section.gave('PathPattern') ? pathPatternComplaint(pattern) : undefined
  if (complaint !== undefined)
    log.error(`the path pattern ${complaint}`, place, { remedy: 'use * and ? as wildcards', rule: 'BEH-06' })
  const canonical = canonicalPathPattern(pattern)
  const twin = earlier.get(canonical)
  if (twin === pattern)
    log.error(`the path pattern ${pattern} stands twice`, place, { remedy: 'remove one', rule: 'BEH-01' })
  else if (twin !== undefined) {
    log.warning(`${pattern} matches what ${twin} matches, so it is never chosen`, place, {
      remedy: 'remove one',
      rule: 'BEH-02',
    })
  }
  earlier.set(canonical, pattern)
  return pattern
}

const VIEWER_PROTOCOL_POLICIES = ['allow-all', 'https-only', 'redirect-to-https'] as const

const readBehavior = (
  reading: Reading,
  section: Section,
  pathPattern: string,
  { originIds, policies, edgeFunctions, keyGroups }: BehaviorTargets,
): CacheBehavior => {
  const allowedMethods = readAllowedMethods(section)
  const behavior: CacheBehavior = {
    pathPattern,
    targetOriginId: readTarget(reading, section, originIds),
    viewerProtocolPolicy: section.requiredOneOf('ViewerProtocolPolicy', [...VIEWER_PROTOCOL_POLICIES], 'ORD-20'),
    allowedMethods,
    cachedMethods: readCachedMethods(section, allowedMethods),
    compress: section.boolean('Compress') ?? false,
    ...readForwarding(reading, section, policies),
    responseHeadersPolicy: findPolicy(section, 'ResponseHeadersPolicyId', policies.responseHeaders),
    trustedSigners: readTrustedSigners(reading, section, keyGroups),
    ...readAssociations(reading, section, edgeFunctions),
  }
  readUnemulated(reading, section)
  section.finish()
  return reading.notes.wrote(behavior, section)
}

const readTarget = ({ log }: Reading, section: Section, originIds: readonly string[]): string => {
  const id = section.requiredText('TargetOriginId')
  if (section.gave('TargetOriginId') && !originIds.includes(id)) {
    const remedy = nameRemedy(id, originIds)
    log.error(`there is no origin or origin group ${JSON.stringify(id)}`, section.placeOf('TargetOriginId'), {
      remedy,
      rule: 'BEH-11',
    })
  }
  return id
}

/** POL-20: a cache policy with or without an origin request policy, or the legacy settings. */
const readForwarding = (
  reading: Reading,
  section: Section,
  policies: Policies,
): Pick<CacheBehavior, 'cachePolicy' | 'originRequestPolicy'> => {
  const cachePolicy = findPolicy(section, 'CachePolicyId', policies.cache)
  const originRequestPolicy = findPolicy(section, 'OriginRequestPolicyId', policies.originRequest)
  const legacy = readForwardedValues(reading, section)
  if (legacy !== undefined) return legacy
  for (const name of LEGACY_TTLS) {
    if (section.number(name, { min: 0 }) === undefined) continue
    section.reject(name, `${name} cannot stand beside a cache policy`, 'set it in the cache policy', 'POL-20')
  }
  if (cachePolicy === undefined && !section.has('CachePolicyId')) section.missing('CachePolicyId', undefined)
  return { cachePolicy: cachePolicy ?? policies.fallback, originRequestPolicy }
}

const METHOD_SETS: readonly (readonly Method[])[] = [
  ['GET', 'HEAD'],
  ['GET', 'HEAD', 'OPTIONS'],
  ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
]

const sameMethods = (names: readonly string[], methods: readonly Method[]): boolean =>
  new Set(names).size === methods.length && methods.every(method => names.includes(method))

const readMethods = (
  section: Section,
  property: string,
  sets: readonly (readonly Method[])[],
  rule: string,
): ReadonlySet<Method> => {
  const names = section.texts(property)
  const [fewest = []] = sets
  const methods = sets.find(candidate => sameMethods(names, candidate))
  const written = section.get(property)?.kind === 'list'
  if (methods === undefined && written) {
    const choices = sets.map(candidate => `[${candidate.join(', ')}]`).join(' or ')
    section.reject(property, `${property} cannot be [${names.join(', ')}]`, `write ${choices}`, rule)
  }
  return new Set(methods ?? fewest)
}

/** MET-01 */
const readAllowedMethods = (section: Section): ReadonlySet<Method> =>
  readMethods(section, 'AllowedMethods', METHOD_SETS, 'MET-01')

/** MET-02 */
const readCachedMethods = (section: Section, allowed: ReadonlySet<Method>): ReadonlySet<Method> => {
  const cached = readMethods(section, 'CachedMethods', METHOD_SETS.slice(0, 2), 'MET-02')
  if (cached.has('OPTIONS') && !allowed.has('OPTIONS')) {
    section.reject('CachedMethods', 'OPTIONS is cached but not allowed', 'add OPTIONS to AllowedMethods', 'MET-02')
  }
  return cached
}

const readUnemulated = (reading: Reading, section: Section): void => {
  const remedy = 'remove it for the rehearsal'
  section.ignored('RealtimeLogConfigArn', 'real-time logs are not sent')
  section.refused('FieldLevelEncryptionId', 'field-level encryption is not emulated', remedy)
  if (section.boolean('SmoothStreaming') === true) {
    const message = 'SmoothStreaming: what players of Smooth Streaming ask for is passed on as it is, not put together'
    reading.log.warning(message, section.placeOf('SmoothStreaming'), {
      remedy: 'rehearse everything else that the behaviour serves; that is served as CloudFront serves it',
    })
  }
  const grpc = section.section('GrpcConfig')
  if (grpc?.requiredBoolean('Enabled') === true) {
    reading.log.warning('GrpcConfig: gRPC is not emulated, all other requests of the behaviour are', grpc.place, {
      remedy: 'rehearse gRPC elsewhere',
      rule: 'NET-04',
    })
  }
  grpc?.finish()
}

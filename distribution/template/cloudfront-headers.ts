import {
  MANAGED_CACHE_POLICIES,
  MANAGED_CLOUDFRONT_HEADERS_ADDED,
  MANAGED_ORIGIN_REQUEST_POLICIES,
} from '../managed-policies.ts'
import type { OriginRequestPolicy } from '../model.ts'
import type { Place } from '../problem.ts'
import type { ProblemLog } from './problem-log.ts'
import type { Reading } from './reading.ts'
import type { Section } from './section.ts'

interface NamedPolicy {
  readonly kind: 'cache' | 'origin request'
  readonly name: string
  /** `CloudFront-*` headers, lower case. */
  readonly headers: readonly string[]
}

const cloudFrontHeaders = (names: readonly string[]): readonly string[] =>
  names.filter(name => name.startsWith('cloudfront-'))

/** The `CloudFront-*` headers that an origin request policy asks for; `allExcept` takes some away and asks for none. */
const askedFor = (headers: OriginRequestPolicy['headers']): readonly string[] =>
  'names' in headers && headers.kind !== 'allExcept' ? cloudFrontHeaders(headers.names) : []

const report = (log: ProblemLog, { kind, name, headers }: NamedPolicy, place: Place): void => {
  if (headers.length === 0) return
  const message = `CloudFront headers of the ${kind} policy ${name} have no effect: the stage does not add them yet`
  log.ignored(`${message} (${headers.join(', ')})`, place, { rule: 'REQH-14' })
}

/** Names the `CloudFront-*` headers (REQH-08 to REQH-14) in a cache policy of the template. */
export const reportCachePolicyHeaders = (
  { log }: Reading,
  name: string,
  headers: readonly string[],
  place: Place,
): void => report(log, { kind: 'cache', name, headers: cloudFrontHeaders(headers) }, place)

/** The same for an origin request policy of the template. */
export const reportOriginRequestPolicyHeaders = (
  { log }: Reading,
  name: string,
  headers: OriginRequestPolicy['headers'],
  place: Place,
): void => report(log, { kind: 'origin request', name, headers: askedFor(headers) }, place)

const MANAGED_POLICIES: readonly (readonly [id: string, policy: NamedPolicy])[] = [
  ...[...MANAGED_CACHE_POLICIES].map(([id, { name, headers }]): [string, NamedPolicy] => [
    id,
    { kind: 'cache', name, headers: cloudFrontHeaders(headers) },
  ]),
  ...[...MANAGED_ORIGIN_REQUEST_POLICIES].map(([id, { name, headers }]): [string, NamedPolicy] => [
    id,
    { kind: 'origin request', name, headers: MANAGED_CLOUDFRONT_HEADERS_ADDED.get(id) ?? askedFor(headers) },
  ]),
]

const MANAGED_WITH_HEADERS = new Map(MANAGED_POLICIES.filter(([, { headers }]) => headers.length > 0))

/** Names those of managed policies where the first behaviour of the distribution uses one. */
export const reportManagedPolicyHeaders = ({ log }: Reading, behaviors: readonly Section[]): void => {
  const named = new Set<NamedPolicy>()
  for (const behavior of behaviors) {
    for (const property of ['CachePolicyId', 'OriginRequestPolicyId']) {
      const policy = MANAGED_WITH_HEADERS.get(behavior.text(property) ?? '')
      if (policy === undefined || named.has(policy)) continue
      named.add(policy)
      report(log, policy, behavior.placeOf(property))
    }
  }
}

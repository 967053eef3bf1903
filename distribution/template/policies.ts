import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from '../managed-policies.ts'
import type { CachePolicy, OriginRequestPolicy, ResponseHeadersPolicy } from '../model.ts'
import { remedyForId } from './made-elsewhere.ts'
import { readCachePolicies } from './read-cache-policy.ts'
import { readOriginRequestPolicies } from './read-origin-request-policy.ts'
import { readResponseHeadersPolicies } from './read-response-headers-policy.ts'
import type { Reading } from './reading.ts'
import type { Section } from './section.ts'

/** The policies that behaviours can name by id: those of the stacks and the managed ones. */
export interface Policies {
  readonly cache: ReadonlyMap<string, CachePolicy>
  readonly originRequest: ReadonlyMap<string, OriginRequestPolicy>
  readonly responseHeaders: ReadonlyMap<string, ResponseHeadersPolicy>
  /** Stands in for a cache policy that is missing, which stops the load. */
  readonly fallback: CachePolicy
}

const NO_POLICY: CachePolicy = {
  name: 'none',
  minTtlSeconds: 0,
  defaultTtlSeconds: 0,
  maxTtlSeconds: 0,
  headers: [],
  cookies: { kind: 'none' },
  queryStrings: { kind: 'none' },
  gzip: false,
  brotli: false,
}

export const readPolicies = (readings: readonly Reading[]): Policies => ({
  cache: new Map([...MANAGED_CACHE_POLICIES, ...readings.flatMap(reading => [...readCachePolicies(reading)])]),
  originRequest: new Map([
    ...MANAGED_ORIGIN_REQUEST_POLICIES,
    ...readings.flatMap(reading => [...readOriginRequestPolicies(reading)]),
  ]),
  responseHeaders: new Map([
    ...MANAGED_RESPONSE_HEADERS_POLICIES,
    ...readings.flatMap(reading => [...readResponseHeadersPolicies(reading)]),
  ]),
  fallback: NO_POLICY,
})

const COMMANDS: Readonly<Record<string, string>> = {
  CachePolicyId: 'get-cache-policy',
  OriginRequestPolicyId: 'get-origin-request-policy',
  ResponseHeadersPolicyId: 'get-response-headers-policy',
}

interface Named {
  readonly name: string
}

/** A name is not an id; what has an id may have been made elsewhere. */
const remedyFor = (property: string, id: string, policies: ReadonlyMap<string, Named>): string => {
  const name = id.replace(/^Managed-/, '')
  const [meant] = [...policies].find(([, policy]) => policy.name === name) ?? []
  return meant === undefined ? remedyForId(id, policies.keys(), COMMANDS[property] ?? '') : `write ${meant}`
}

/** The policy a property names; undefined when the property is absent or empty, or names an unknown one (reported). */
export const findPolicy = <T extends Named>(
  section: Section,
  property: string,
  policies: ReadonlyMap<string, T>,
): T | undefined => {
  const id = section.text(property)
  if (id === undefined || id === '') return undefined
  const policy = policies.get(id)
  if (policy === undefined) {
    const message = `the policy ${id} is neither managed nor in what is loaded`
    section.reject(property, message, remedyFor(property, id, policies), 'POL-01')
  }
  return policy
}

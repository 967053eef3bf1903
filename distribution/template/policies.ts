import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from '../managed-policies.ts'
import type { CachePolicy, OriginRequestPolicy, ResponseHeadersPolicy } from '../model.ts'
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

/** The policy a property names; undefined when the property is absent or empty, or names an unknown one (reported). */
export const findPolicy = <T>(section: Section, property: string, policies: ReadonlyMap<string, T>): T | undefined => {
  const id = section.text(property)
  if (id === undefined || id === '') return undefined
  const policy = policies.get(id)
  if (policy === undefined) {
    const remedy = 'refer to a policy of this template, or give the id of a managed one'
    section.reject(property, `there is no policy ${id}, neither managed nor in this template`, remedy, 'POL-01')
  }
  return policy
}

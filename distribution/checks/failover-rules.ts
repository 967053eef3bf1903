import { originsOf } from '../origins-of.ts'
import { PAGES } from './aws-pages.ts'
import { isServer, listed } from './behaviors.ts'
import { SILENCE_CODES } from './error-page-rules.ts'
import { functionsAt, originResponseCode } from './function-use.ts'
import type { Fault, Rule } from './rule.ts'

export const originResponseAlone: Rule = {
  id: 'origin-response-alone',
  severity: 'warning',
  title: 'A fallback at origin-response does not run for an origin that does not answer',
  cites: ['ORR-20', 'ORR-21'],
  page: PAGES.lambdaEvents,
  faults: (distribution, context) =>
    distribution.behaviors.flatMap((behavior): Fault[] => {
      const group = distribution.originGroups.get(behavior.targetOriginId)
      const [origin] = originsOf(distribution, behavior)
      const makesAnswers = originResponseCode(behavior, context)?.statusesWritten.has(200) === true
      const hasPages = SILENCE_CODES.every(code => distribution.errorResponses.get(code)?.page !== undefined)
      const failsOver = group !== undefined && [503, 504].every(code => group.failoverStatusCodes.has(code))
      if (!makesAnswers || hasPages || failsOver || origin?.kind !== 'custom') return []
      return [
        {
          message: `the Lambda at origin-response of ${behavior.pathPattern} answers 200 in place of errors, and nothing stands in when ${origin.id} refuses, breaks TLS or keeps silent: there is no response to run it on`,
          place: context.placeOf(behavior, 'LambdaFunctionAssociations'),
          remedy: 'add error pages for 502 and 504, or an origin group with 503 and 504',
        },
      ]
    }),
}

/** A fallback that outlives the outage by more than this. */
const FALLBACK_SECONDS = 60

export const fallbackLivesLong: Rule = {
  id: 'fallback-lives-long',
  severity: 'warning',
  title: 'A fallback made at origin-response is cached for the default TTL',
  cites: ['ORR-36', 'TTL-04', 'STALE-10'],
  page: PAGES.expiration,
  faults: (distribution, context) =>
    distribution.behaviors.flatMap((behavior): Fault[] => {
      const code = originResponseCode(behavior, context)
      const { name, defaultTtlSeconds: seconds } = behavior.cachePolicy
      if (code?.statusesWritten.has(200) !== true || code.namesCacheControl || seconds <= FALLBACK_SECONDS) return []
      return [
        {
          message: `the Lambda at origin-response of ${behavior.pathPattern} answers 200 and never names Cache-Control: its fallback is a page like any other, kept for the ${seconds} s of ${name}, in place of the good copy`,
          place: context.placeOf(behavior, 'LambdaFunctionAssociations'),
          remedy:
            'write Cache-Control with a short s-maxage on the fallback, and drop ETag and Set-Cookie of the error',
        },
      ]
    }),
}

/** "Cannot connect" and "timed out" in an origin group, whatever the viewer would have seen (GRP-03, GRP-04). */
const GROUP_SILENCE_CODES = [503, 504]

export const groupMissesSilence: Rule = {
  id: 'group-misses-silence',
  severity: 'warning',
  title: 'An origin group does not fail over when its primary is silent',
  cites: ['GRP-03', 'GRP-04'],
  page: PAGES.failover,
  faults: ({ originGroups }, { placeOf }) =>
    [...originGroups.values()].flatMap((group): Fault[] => {
      const codes = group.failoverStatusCodes
      const missing = GROUP_SILENCE_CODES.filter(code => !codes.has(code))
      if (missing.length === 0 || ![...codes].some(code => code >= 500)) return []
      const what = missing.map(code => (code === 503 ? 'refuses connections (503)' : 'times out (504)'))
      return [
        {
          message: `the group ${group.id} stays with ${group.primaryOriginId} when that ${what.join(' or ')}`,
          place: placeOf(group, 'FailoverCriteria'),
          remedy: `add ${listed(missing.map(String))} to the failover status codes`,
        },
      ]
    }),
}

export const groupAsksSamePath: Rule = {
  id: 'group-asks-same-path',
  severity: 'advice',
  title: 'A bucket as secondary is asked for the path of the page',
  cites: ['GRP-08', 'GRP-09'],
  page: PAGES.failover,
  faults: (distribution, { placeOf }) =>
    distribution.behaviors.flatMap((behavior): Fault[] => {
      const [primary, secondary] = originsOf(distribution, behavior)
      if (primary === undefined || secondary === undefined || !isServer(primary) || isServer(secondary)) return []
      if (functionsAt(behavior).some(({ event }) => event.endsWith('-request'))) return []
      return [
        {
          message: `when ${primary.id} fails, ${secondary.id} is asked for the same path under ${behavior.pathPattern}: unless it holds a copy of every page it answers 403 or 404`,
          place: placeOf(behavior, 'TargetOriginId'),
          remedy: 'set the path of the static page in an origin-request function where request.origin is the bucket',
        },
      ]
    }),
}

const WRITING_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

export const writesDoNotFailOver: Rule = {
  id: 'writes-do-not-fail-over',
  severity: 'advice',
  title: 'Methods that write never fail over',
  cites: ['GRP-06'],
  page: PAGES.failover,
  faults: ({ behaviors, originGroups }, { placeOf }) =>
    behaviors.flatMap((behavior): Fault[] => {
      const writes = WRITING_METHODS.some(method => behavior.allowedMethods.has(method))
      if (!originGroups.has(behavior.targetOriginId) || !writes) return []
      return [
        {
          message: `${behavior.pathPattern} takes POST and its like to an origin group, and only GET, HEAD and OPTIONS fail over`,
          place: placeOf(behavior, 'AllowedMethods'),
          remedy: 'send them to an origin of their own behavior, or be sure that clients try again',
        },
      ]
    }),
}

import type { CacheBehavior, Distribution } from '../model.ts'
import { originsOf } from '../origins-of.ts'
import { PAGES } from './aws-pages.ts'
import { forwardsHeader } from './behaviors.ts'
import { functionsAt, originRequestCode, viewerResponseCode, type FunctionUse } from './function-use.ts'
import type { CheckContext, Fault, Rule } from './rule.ts'

/** What CloudFront sends to an origin whatever the policies say, or strips whatever they say. */
const BEYOND_POLICIES = new Set([
  'accept-encoding',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-amz-cf-id',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-proto',
])

const placeOfCode = ({ fn }: FunctionUse, { placeOf }: CheckContext) => placeOf(fn, 'FunctionCode', 'Code', 'Handler')

/** Says the same thing once, though a function serves several behaviours. */
const onceEach = (faults: readonly Fault[]): readonly Fault[] => [
  ...new Map(faults.map(fault => [JSON.stringify([fault.message, fault.place]), fault])).values(),
]

const atEvents = (
  distribution: Distribution,
  wanted: (use: FunctionUse) => boolean,
  look: (use: FunctionUse, behavior: CacheBehavior) => readonly Fault[],
): readonly Fault[] =>
  onceEach(
    distribution.behaviors.flatMap(behavior =>
      functionsAt(behavior)
        .filter(wanted)
        .flatMap(use => look(use, behavior)),
    ),
  )

const isOriginEvent = ({ event }: FunctionUse): boolean => event === 'origin-request' || event === 'origin-response'

export const headerNotListed: Rule = {
  id: 'header-not-listed',
  severity: 'warning',
  title: 'A function writes a request header that no policy lists',
  cites: ['CFF-93', 'KEY-02', 'POL-02'],
  page: PAGES.originRequestPolicy,
  faults: (distribution, context) =>
    atEvents(
      distribution,
      ({ event }) => event === 'viewer-request',
      (use, behavior) =>
        [...(context.codeOf(use.fn)?.requestHeadersWritten ?? [])].flatMap(([name, line]): Fault[] => {
          // A message to the viewer-response function of the same behaviour needs no policy (CFF-92).
          const isMessage = viewerResponseCode(behavior, context)?.requestHeadersRead.has(name) === true
          if (BEYOND_POLICIES.has(name) || isMessage || forwardsHeader(behavior, name)) return []
          return [
            {
              message: `${use.fn.name} writes ${name} in line ${line} of its code, and no policy of ${behavior.pathPattern} lists it: it is not in the cache key and never reaches the origin`,
              place: placeOfCode(use, context),
              remedy: `list ${name} in the cache policy when the answer depends on it, else in the origin request policy`,
            },
          ]
        }),
    ),
}

export const headerNeverArrives: Rule = {
  id: 'header-never-arrives',
  severity: 'warning',
  title: 'A Lambda at an origin event reads a header or cookie that nothing forwards',
  cites: ['KEY-02', 'POL-02', 'REQH-05'],
  page: PAGES.originRequestPolicy,
  faults: (distribution, context) =>
    atEvents(distribution, isOriginEvent, (use, behavior) => {
      const own = context.codeOf(use.fn)
      const fromOrigin = originsOf(distribution, behavior).flatMap(({ customHeaders }) =>
        customHeaders.map(([name]) => name),
      )
      const arrives = (name: string): boolean =>
        forwardsHeader(behavior, name) ||
        (name !== 'cookie' && BEYOND_POLICIES.has(name)) ||
        fromOrigin.includes(name) ||
        own?.requestHeadersWritten.has(name) === true ||
        originRequestCode(behavior, context)?.requestHeadersWritten.has(name) === true
      return [...(own?.requestHeadersRead ?? [])].flatMap(([name, line]): Fault[] => {
        if (name.startsWith('cloudfront-') || arrives(name)) return []
        const what = name === 'user-agent' ? 'is always "Amazon CloudFront" there' : 'is never there'
        return [
          {
            message: `${use.fn.name} reads ${name === 'cookie' ? 'cookies' : name} at ${use.event} in line ${line} of its code, and no policy of ${behavior.pathPattern} forwards it: it ${what}`,
            place: placeOfCode(use, context),
            remedy:
              name === 'cookie'
                ? 'copy what it needs into a header at viewer-request and list the header; forwarding cookies costs collapsing'
                : `list ${name} in the cache policy when the answer depends on it, else in the origin request policy`,
          },
        ]
      })
    }),
}

export const cloudFrontHeaderNotListed: Rule = {
  id: 'cloudfront-header-not-listed',
  severity: 'warning',
  title: 'A function reads a CloudFront header that no policy asks for',
  cites: ['CFF-91', 'REQH-08'],
  page: PAGES.cloudFrontHeaders,
  faults: (distribution, context) =>
    atEvents(
      distribution,
      () => true,
      (use, behavior) => {
        const code = context.codeOf(use.fn)
        return [...(code?.requestHeadersRead ?? [])].flatMap(([name, line]): Fault[] => {
          if (!name.startsWith('cloudfront-') || code?.requestHeadersWritten.has(name) === true) return []
          const isBlind = use.kind === 'Lambda' && use.event === 'viewer-request'
          if (!isBlind && forwardsHeader(behavior, name)) return []
          return [
            {
              message: isBlind
                ? `${use.fn.name} reads ${name} in line ${line} of its code, and Lambdas at viewer-request never get it`
                : `${use.fn.name} reads ${name} in line ${line} of its code, and no policy of ${behavior.pathPattern} lists it, so CloudFront does not add it`,
              place: placeOfCode(use, context),
              remedy: isBlind
                ? 'read it at origin-request, or in a CloudFront Function'
                : `list ${name} in the origin request policy, or in the cache policy when the answer depends on it`,
            },
          ]
        })
      },
    ),
}

export const queryNeverArrives: Rule = {
  id: 'query-never-arrives',
  severity: 'warning',
  title: 'A Lambda at an origin event reads a query string that it does not see',
  cites: ['POL-10'],
  page: PAGES.edgeFunctions,
  faults: (distribution, context) =>
    atEvents(distribution, isOriginEvent, (use, behavior) => {
      const line = context.codeOf(use.fn)?.queryStringRead
      const { cachePolicy, originRequestPolicy } = behavior
      const isWhole = cachePolicy.queryStrings.kind === 'all' || originRequestPolicy?.queryStrings.kind === 'all'
      if (line === undefined || isWhole) return []
      return [
        {
          message: `${use.fn.name} reads the query string at ${use.event} in line ${line} of its code, and the policies of ${behavior.pathPattern} do not forward all of it, so it is empty there`,
          place: placeOfCode(use, context),
          remedy:
            'forward all query strings in the origin request policy, or copy the parameter into a header at viewer-request',
        },
      ]
    }),
}

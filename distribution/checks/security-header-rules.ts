import { PAGES } from './aws-pages.ts'
import { contentsOf, listed } from './behaviors.ts'
import { viewerResponseCode } from './function-use.ts'
import type { Fault, Rule } from './rule.ts'

const SECURITY_HEADERS = new Set([
  'content-security-policy',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
])

export const headersMissingOnErrors: Rule = {
  id: 'headers-missing-on-errors',
  severity: 'warning',
  title: 'Security headers come from a viewer-response function, which does not run for errors',
  cites: ['ORR-40', 'ORR-41', 'CER-09', 'CFF-113'],
  page: PAGES.edgeFunctions,
  faults: (distribution, context) =>
    distribution.behaviors.flatMap((behavior): Fault[] => {
      const fromPolicy = new Set(behavior.responseHeadersPolicy?.headers.map(({ name }) => name))
      const written = viewerResponseCode(behavior, context)?.responseHeadersWritten ?? new Map<string, number>()
      const missing = [...written.keys()].filter(name => SECURITY_HEADERS.has(name) && !fromPolicy.has(name))
      if (missing.length === 0) return []
      return [
        {
          message: `the viewer-response function of ${behavior.pathPattern} writes ${listed(missing)}: it runs neither for error pages nor for answers of 400 and more`,
          place: context.placeOf(behavior, 'FunctionAssociations', 'LambdaFunctionAssociations'),
          remedy: 'write them in a response headers policy, which holds for every answer',
        },
      ]
    }),
}

export const securityHeadersMissing: Rule = {
  id: 'security-headers-missing',
  severity: 'advice',
  title: 'Pages go out without security headers',
  cites: ['RHP-10', 'RHP-02'],
  page: PAGES.responseHeadersPolicy,
  faults: (distribution, context) => {
    const bare = distribution.behaviors.filter(behavior => {
      const isRunning =
        behavior.functions['viewer-response'] !== undefined ||
        behavior.lambdas['viewer-response'] !== undefined ||
        behavior.lambdas['origin-response'] !== undefined
      const hasAny = behavior.responseHeadersPolicy?.headers.some(({ name }) => SECURITY_HEADERS.has(name)) === true
      return contentsOf(behavior) === 'pages' && !hasAny && !isRunning
    })
    const [first] = bare
    if (first === undefined) return []
    return [
      {
        message: `nothing here gives the pages of ${listed(bare.map(({ pathPattern }) => pathPattern))} headers such as Strict-Transport-Security and X-Content-Type-Options; error pages and stale copies have only what the origin sent`,
        place: context.placeOf(first, 'ResponseHeadersPolicyId'),
        remedy: 'add a response headers policy with security headers, the managed SecurityHeadersPolicy to begin with',
      },
    ]
  },
}

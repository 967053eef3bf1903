import type { CacheBehavior, CloudFrontFunction, Distribution, LambdaFunction } from '../model.ts'
import type { Place } from '../problem.ts'
import type { ReaderNotes } from '../reader-notes.ts'
import type { CodeFacts } from './code-facts.ts'
import { codeFacts } from './code-facts.ts'
import type { CheckContext, CodeProblem, Finding, Rule, Severity } from './rule.ts'
import { RULES } from './rules.ts'

export interface CheckInput {
  readonly distributions: readonly Distribution[]
  readonly notes: ReaderNotes
  /** The handler's file of a Lambda; undefined when it is not at hand. */
  readonly sourceOf: (lambda: LambdaFunction) => string | undefined
  /** What the gates of the runtime say; none by default. */
  readonly codeProblemsOf?: (fn: CloudFrontFunction) => readonly CodeProblem[]
  /** Default: all. */
  readonly rules?: readonly Rule[]
}

/** The property by which a behaviour names a policy. */
const linkTo = (policy: object, { originRequestPolicy, responseHeadersPolicy }: CacheBehavior): string => {
  if (policy === originRequestPolicy) return 'OriginRequestPolicyId'
  return policy === responseHeadersPolicy ? 'ResponseHeadersPolicyId' : 'CachePolicyId'
}

const ORDER: readonly Severity[] = ['error', 'warning', 'advice']

/** Everything the rules find in the distributions, the gravest first, each once. */
export const checkDistributions = ({
  distributions,
  notes,
  sourceOf,
  codeProblemsOf = () => [],
  rules = RULES,
}: CheckInput): readonly Finding[] => {
  const looked = new Map<object, CodeFacts | undefined>()
  const codeOf = (fn: CloudFrontFunction | LambdaFunction): CodeFacts | undefined => {
    if (!looked.has(fn)) {
      const source = 'handler' in fn ? sourceOf(fn) : fn.code
      looked.set(fn, source === undefined ? undefined : codeFacts(source))
    }
    return looked.get(fn)
  }
  const findings = distributions.flatMap(distribution => {
    const own: Place = notes.placeOf(distribution) ?? { file: '' }
    const context: CheckContext = {
      placeOf: (object, ...properties) => notes.placeOf(object, ...properties) ?? own,
      placeInPolicy: (policy, behavior, ...properties) =>
        notes.placeOf(policy, ...properties) ?? notes.placeOf(behavior, linkTo(policy, behavior)) ?? own,
      facts: notes.factsOf(distribution),
      codeOf,
      codeProblemsOf,
    }
    const reasons = new Map(context.facts.acceptances.map(({ ruleId, reason }) => [ruleId, reason]))
    return rules.flatMap(rule =>
      rule.faults(distribution, context).map((fault): Finding => {
        const reason = reasons.get(rule.id)
        return { rule, ...fault, accepted: reason === '' ? undefined : reason }
      }),
    )
  })
  // Distributions share policies and functions.
  const once = new Map(
    findings.map(finding => [JSON.stringify([finding.rule.id, finding.message, finding.place]), finding]),
  )
  return [...once.values()].toSorted((a, b) => ORDER.indexOf(a.rule.severity) - ORDER.indexOf(b.rule.severity))
}

import type { CacheBehavior, CloudFrontFunction, Distribution, LambdaFunction } from '../model.ts'
import type { Place } from '../problem.ts'
import type { ReaderNotes } from '../reader-notes.ts'
import type { CodeFacts } from './code-facts.ts'
import { codeFacts } from './code-facts.ts'
import type { CheckContext, CodeProblem, Finding, Rule, Severity } from './rule.ts'
import { RULES } from './rules.ts'
import { largestWrittenPage, type WrittenPage } from './written-page.ts'

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

/** What a look at the code of a function shows. */
interface Looked {
  readonly facts: CodeFacts | undefined
  readonly writtenPage: WrittenPage | undefined
}

const NOTHING_SEEN: Looked = { facts: undefined, writtenPage: undefined }

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
  const looked = new Map<object, Looked>()
  const look = (fn: CloudFrontFunction | LambdaFunction): Looked => {
    const known = looked.get(fn)
    if (known !== undefined) return known
    const source = 'handler' in fn ? sourceOf(fn) : fn.code
    const seen =
      source === undefined ? NOTHING_SEEN : { facts: codeFacts(source), writtenPage: largestWrittenPage(source) }
    looked.set(fn, seen)
    return seen
  }
  const findings = distributions.flatMap(distribution => {
    const own: Place = notes.placeOf(distribution) ?? { file: '' }
    const context: CheckContext = {
      placeOf: (object, ...properties) => notes.placeOf(object, ...properties) ?? own,
      placeInPolicy: (policy, behavior, ...properties) =>
        notes.placeOf(policy, ...properties) ?? notes.placeOf(behavior, linkTo(policy, behavior)) ?? own,
      facts: notes.factsOf(distribution),
      codeOf: fn => look(fn).facts,
      writtenPageOf: lambda => look(lambda).writtenPage,
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

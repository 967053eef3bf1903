import type { CacheBehavior, CloudFrontFunction, Distribution, LambdaFunction } from '../model.ts'
import type { Place } from '../problem.ts'
import type { DistributionFacts } from '../reader-notes.ts'
import type { AwsPage } from './aws-pages.ts'
import type { CodeFacts } from './code-facts.ts'
import type { WrittenPage } from './written-page.ts'

/** `error`: viewers or secrets are at stake as it stands. `warning`: it fails or costs under load or in an outage. `advice`: worth a thought. */
export type Severity = 'error' | 'warning' | 'advice'

/** What the gates of the runtime say of a function's code. */
export interface CodeProblem {
  readonly kind: 'does-not-compile' | 'differs-on-cloudfront'
  /** 1-based, in the code as deployed. */
  readonly line: number
  /** Without a full stop. */
  readonly message: string
  readonly remedy: string
  /** Rule of the reference. */
  readonly rule: string
}

/** What rules know beside the distribution. */
export interface CheckContext {
  /** Where the first of the properties that is written stands, else the object, else the distribution. */
  readonly placeOf: (object: object, ...properties: readonly string[]) => Place
  /** The same for a policy: a managed one stands where the behaviour names it. */
  readonly placeInPolicy: (policy: object, behavior: CacheBehavior, ...properties: readonly string[]) => Place
  readonly facts: DistributionFacts
  /** What a static look at the code shows; undefined when the code is not at hand or cannot be read. */
  readonly codeOf: (fn: CloudFrontFunction | LambdaFunction) => CodeFacts | undefined
  readonly codeProblemsOf: (fn: CloudFrontFunction) => readonly CodeProblem[]
  /** The largest page that stands in the code of a Lambda; undefined when none is seen. */
  readonly writtenPageOf: (lambda: LambdaFunction) => WrittenPage | undefined
}

/** One place where a rule is broken. */
export interface Fault {
  /** What is the case and what comes of it, without a full stop. */
  readonly message: string
  readonly place: Place
  readonly remedy: string
}

export interface Rule {
  /** Also the heading in docs/checks.md. */
  readonly id: string
  readonly severity: Severity
  /** What a fault is, in a few words. */
  readonly title: string
  /** Rules of the reference behind it. */
  readonly cites: readonly string[]
  readonly page: AwsPage
  readonly faults: (distribution: Distribution, context: CheckContext) => readonly Fault[]
}

export interface Finding extends Fault {
  readonly rule: Rule
  /** Why the configuration accepts it; undefined: it does not. */
  readonly accepted: string | undefined
}

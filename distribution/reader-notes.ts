import type { Distribution } from './model.ts'
import type { Place } from './problem.ts'

/** An object of the configuration as a reader sees it. */
export interface Writing {
  readonly place: Place
  has(property: string): boolean
  /** Where the property is written, or the object when it is not. */
  placeOf(property: string): Place
}

/** What a configuration says of a bucket that an origin reads from. */
export interface BucketFacts {
  readonly name: string
  /** Lifecycle rules that delete current objects by age alone, without a tag. */
  readonly expirations: readonly {
    readonly days: number
    /** Of the keys it is for; `''`: all. */
    readonly prefix: string
    readonly place: Place
  }[]
  /** False when a bucket policy is written and grants no `s3:ListBucket`; undefined when none is written. */
  readonly mayBeListed: boolean | undefined
}

/** What the model leaves out because it changes nothing on the stage, and checks want to know. */
export interface DistributionFacts {
  /** Some access log is configured: standard, delivered by CloudWatch Logs, or in real time. */
  readonly logs: boolean
  readonly certificate:
    | { readonly kind: 'cloudfront' }
    | {
        readonly kind: 'own'
        /** Undefined when none is written, `unknown` when its value cannot be seen. */
        readonly minimumProtocolVersion: string | undefined
        readonly place: Place
      }
  /** By origin id; only buckets of the configuration. */
  readonly buckets: ReadonlyMap<string, BucketFacts>
  /** Findings that the configuration accepts. */
  readonly acceptances: readonly Acceptance[]
}

/** A finding that somebody has weighed: `Metadata: { Understudy: { Accept: { RULE: REASON } } }` of the distribution. */
export interface Acceptance {
  readonly ruleId: string
  /** `''` when none is given. */
  readonly reason: string
  readonly place: Place
}

const NO_FACTS: DistributionFacts = {
  logs: false,
  certificate: { kind: 'cloudfront' },
  buckets: new Map(),
  acceptances: [],
}

/** Where the objects of a model are written, and what of the configuration is not in it. */
export class ReaderNotes {
  private readonly writings = new WeakMap<object, readonly Writing[]>()
  private readonly facts = new WeakMap<Distribution, DistributionFacts>()

  /** Remembers where an object of the model is written; gives the object. The first writing is the object's own place. */
  wrote<T extends object>(object: T, ...writings: readonly Writing[]): T {
    this.writings.set(object, writings)
    return object
  }

  /** Where the first of the properties that is written stands, else the object; undefined for what no reader wrote, such as managed policies. */
  placeOf(object: object, ...properties: readonly string[]): Place | undefined {
    const writings = this.writings.get(object)
    for (const property of properties) {
      const writing = writings?.find(candidate => candidate.has(property))
      if (writing !== undefined) return writing.placeOf(property)
    }
    return writings?.[0]?.place
  }

  learned(distribution: Distribution, facts: DistributionFacts): void {
    this.facts.set(distribution, facts)
  }

  factsOf(distribution: Distribution): DistributionFacts {
    return this.facts.get(distribution) ?? NO_FACTS
  }
}

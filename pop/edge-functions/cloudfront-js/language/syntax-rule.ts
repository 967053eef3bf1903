import type { AnyNode } from 'acorn'
import type { RefusalOf } from './engine-refusals.ts'
import type { Runtime } from './finding.ts'
import type { Ancestors } from './walk.ts'

/** `ok` is listed by AWS, `warning` unlisted but accepted by the engine (ENG-22), `error` does not compile or gives wrong values. */
export type Verdict = 'ok' | 'warning' | 'error'

/** One row of the syntax matrix (edge-runtimes reference, 1.2 and 1.3). */
export interface SyntaxRule {
  readonly rule: string
  /** Names the feature; completes "… does not exist in cloudfront-js-2.0". */
  readonly feature: string
  readonly verdict: Readonly<Record<Runtime, Verdict>>
  readonly remedy: string
  /** The words of esbuild's "Transforming … is not supported yet" for the same feature. */
  readonly esbuildName?: RegExp
  /** How the engine refuses it where the verdict is `error`; without: it compiles, and what it does is wrong. */
  readonly refusal?: RefusalOf
  readonly matches: (node: AnyNode, ancestors: Ancestors) => boolean
}

/** The same verdict for both runtimes. */
export const both = (verdict: Verdict) => ({ 'cloudfront-js-1.0': verdict, 'cloudfront-js-2.0': verdict }) as const
/** Supported since runtime 2.0; `before` is the verdict of 1.0. */
export const since2 = (before: Verdict = 'error') =>
  ({ 'cloudfront-js-1.0': before, 'cloudfront-js-2.0': 'ok' }) as const

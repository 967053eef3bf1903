import type { CacheBehavior, LambdaEventType } from '../../distribution/model.ts'
import { cacheBehavior, distribution, type DistributionParts } from './distribution.ts'
import { lambdasAt, scriptedLambda, type LambdaSteps, type ScriptedLambda } from './scripted-lambda.ts'
import { virtualStage, type VirtualStage, type VirtualStageOptions } from './virtual-stage.ts'

export const ALL_TRIGGERS: readonly LambdaEventType[] = [
  'viewer-request',
  'origin-request',
  'origin-response',
  'viewer-response',
]

/** What an origin answers when a test names nothing else. */
export const PAGE = { headers: { 'cache-control': 'max-age=60' }, afterMs: 100 }

/** One header as a Lambda writes it. */
export const field = (name: string, value: string) => ({ [name]: [{ value }] })

export interface Staged extends ScriptedLambda {
  readonly stage: VirtualStage
}

/** A stage whose default behaviour has a Lambda at every trigger the steps name, or at those of `at`. */
export const staged = (
  steps: LambdaSteps,
  parts: {
    readonly at?: readonly LambdaEventType[]
    readonly behavior?: Partial<CacheBehavior>
    readonly distribution?: DistributionParts
    readonly origin?: VirtualStageOptions['origin']
    readonly functions?: VirtualStageOptions['functions']
    readonly unknownNames?: readonly string[]
    readonly lambdaTakesMs?: number
  } = {},
): Staged => {
  const at = parts.at ?? ALL_TRIGGERS.filter(eventType => steps[eventType] !== undefined)
  const scripted = scriptedLambda(steps)
  const stage = virtualStage({
    distribution: distribution({
      behaviors: [cacheBehavior({ lambdas: lambdasAt(...at), ...parts.behavior })],
      ...parts.distribution,
    }),
    origin: parts.origin ?? (() => PAGE),
    lambda: scripted.lambda,
    ...(parts.lambdaTakesMs === undefined ? {} : { lambdaTakesMs: parts.lambdaTakesMs }),
    ...(parts.unknownNames === undefined ? {} : { unknownNames: parts.unknownNames }),
    ...(parts.functions === undefined ? {} : { functions: parts.functions }),
  })
  return { stage, ...scripted }
}

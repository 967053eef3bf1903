import type { CacheBehavior, CloudFrontFunction, Distribution, LambdaFunction } from '../model.ts'
import type { CodeFacts } from './code-facts.ts'
import type { CheckContext } from './rule.ts'

export type EdgeEvent = 'viewer-request' | 'origin-request' | 'origin-response' | 'viewer-response'

/** A function at an event of a behaviour. */
export interface FunctionUse {
  readonly kind: 'CloudFront Function' | 'Lambda'
  readonly event: EdgeEvent
  readonly fn: CloudFrontFunction | LambdaFunction
}

const EVENTS: readonly EdgeEvent[] = ['viewer-request', 'origin-request', 'origin-response', 'viewer-response']

/** The functions of a behaviour in the order of their events. */
export const functionsAt = ({ functions, lambdas }: CacheBehavior): readonly FunctionUse[] =>
  EVENTS.flatMap((event): FunctionUse[] => {
    const fn = event === 'viewer-request' || event === 'viewer-response' ? functions[event] : undefined
    if (fn !== undefined) return [{ kind: 'CloudFront Function', event, fn }]
    const lambda = lambdas[event]?.lambda
    return lambda === undefined ? [] : [{ kind: 'Lambda', event, fn: lambda }]
  })

const codeAt = (behavior: CacheBehavior, event: EdgeEvent, { codeOf }: CheckContext): CodeFacts | undefined => {
  const use = functionsAt(behavior).find(candidate => candidate.event === event)
  return use === undefined ? undefined : codeOf(use.fn)
}

export const viewerRequestCode = (behavior: CacheBehavior, context: CheckContext): CodeFacts | undefined =>
  codeAt(behavior, 'viewer-request', context)
export const viewerResponseCode = (behavior: CacheBehavior, context: CheckContext): CodeFacts | undefined =>
  codeAt(behavior, 'viewer-response', context)
export const originRequestCode = (behavior: CacheBehavior, context: CheckContext): CodeFacts | undefined =>
  codeAt(behavior, 'origin-request', context)
export const originResponseCode = (behavior: CacheBehavior, context: CheckContext): CodeFacts | undefined =>
  codeAt(behavior, 'origin-response', context)

/** The CloudFront Functions that behaviours use, each once. */
export const functionsOf = ({ behaviors }: Distribution): readonly CloudFrontFunction[] => [
  ...new Set<CloudFrontFunction>(behaviors.flatMap(({ functions }) => Object.values(functions))),
]

/** The Lambdas of a distribution with the events they run at, each once. */
export const lambdasOf = ({
  behaviors,
}: Distribution): readonly { readonly lambda: LambdaFunction; readonly event: EdgeEvent }[] => {
  const uses = behaviors.flatMap(({ lambdas }) =>
    EVENTS.flatMap(event => {
      const lambda = lambdas[event]?.lambda
      return lambda === undefined ? [] : [{ lambda, event }]
    }),
  )
  return uses.filter(
    (use, index) => uses.findIndex(one => one.lambda === use.lambda && one.event === use.event) === index,
  )
}

import { isDeepStrictEqual } from 'node:util'
import type { CacheBehavior, Distribution, LambdaAssociation, LambdaFunction } from '../distribution/model.ts'

/** Where the code of a Lambda lies; undefined when it stands in the template. */
export const codePathOf = ({ code }: LambdaFunction): string | undefined => {
  if (code.kind === 'inline') return undefined
  return code.kind === 'zip' ? code.file : code.folder
}

type ByEvent<T> = { readonly [event in keyof CacheBehavior['lambdas']]?: T }

const mapped = <T>(byEvent: ByEvent<T>, change: (value: T) => T): ByEvent<T> =>
  Object.fromEntries(Object.entries(byEvent).map(([event, value]) => [event, change(value)]))

/**
 * The new distributions with the old object of every function and Lambda that is what it was: what has been compiled and what is warm is kept
 * by that object.
 *
 * @param changed files and folders whose content is another
 */
export const keepUnchanged = (
  before: readonly Distribution[],
  [first, ...others]: readonly [Distribution, ...Distribution[]],
  changed: ReadonlySet<string>,
): [Distribution, ...Distribution[]] => {
  const behaviors = before.flatMap(distribution => distribution.behaviors)
  const oldFunctions = behaviors.flatMap(({ functions }) => Object.values(functions))
  const oldLambdas = behaviors
    .flatMap(({ lambdas }) => Object.values(lambdas).map(({ lambda }) => lambda))
    .filter(lambda => !changed.has(codePathOf(lambda) ?? ''))
  const same = <T>(old: readonly T[], value: T): T =>
    old.find(candidate => isDeepStrictEqual(candidate, value)) ?? value
  const keep = (distribution: Distribution): Distribution => ({
    ...distribution,
    behaviors: distribution.behaviors.map((behavior): CacheBehavior => ({
      ...behavior,
      functions: mapped(behavior.functions, fn => same(oldFunctions, fn)),
      lambdas: mapped(behavior.lambdas, (association: LambdaAssociation) => ({
        ...association,
        lambda: same(oldLambdas, association.lambda),
      })),
    })),
  })
  return [keep(first), ...others.map(keep)]
}

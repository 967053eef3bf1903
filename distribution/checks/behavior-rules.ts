import type { CacheBehavior } from '../model.ts'
import { canonicalPathPattern } from '../path-pattern.ts'
import { PAGES } from './aws-pages.ts'
import { behaviorFor } from './behaviors.ts'
import { functionsAt, viewerRequestCode } from './function-use.ts'
import { coversPattern, patternsOverlap } from './pattern-relations.ts'
import type { CheckContext, Fault, Rule } from './rule.ts'

/** Pairs of behaviours in order of precedence. */
const pairsOf = (
  behaviors: readonly CacheBehavior[],
): readonly (readonly [earlier: CacheBehavior, later: CacheBehavior])[] =>
  behaviors.flatMap((later, index) => behaviors.slice(0, index).map(earlier => [earlier, later] as const))

export const behaviorNeverMatches: Rule = {
  id: 'behavior-never-matches',
  severity: 'warning',
  title: 'A behavior is never chosen',
  cites: ['BEH-01', 'BEH-02'],
  page: PAGES.cacheBehavior,
  faults: ({ behaviors }, { placeOf }) => {
    const told = new Set<CacheBehavior>()
    return pairsOf(behaviors).flatMap(([earlier, later]): Fault[] => {
      const [first, second] = [canonicalPathPattern(earlier.pathPattern), canonicalPathPattern(later.pathPattern)]
      // Twins are told at load.
      if (told.has(later) || first === second || !coversPattern(earlier.pathPattern, later.pathPattern)) return []
      told.add(later)
      return [
        {
          message: `${later.pathPattern} is never chosen: everything it matches goes to ${earlier.pathPattern}, which stands before it`,
          place: placeOf(later, 'PathPattern'),
          remedy: `move it before ${earlier.pathPattern}, or remove it`,
        },
      ]
    })
  },
}

/** By signatures, or by a viewer-request function that answers 401 or 403. */
const isProtected = (behavior: CacheBehavior, context: CheckContext): boolean => {
  const statuses = viewerRequestCode(behavior, context)?.statusesWritten
  return behavior.trustedSigners !== undefined || statuses?.has(401) === true || statuses?.has(403) === true
}

export const protectedPathExposed: Rule = {
  id: 'protected-path-exposed',
  severity: 'error',
  title: 'A public behavior takes requests of a protected one',
  cites: ['BEH-01', 'BEH-12'],
  page: PAGES.cacheBehavior,
  faults: ({ behaviors }, context) =>
    pairsOf(behaviors).flatMap(([earlier, later]): Fault[] => {
      if (!isProtected(later, context) || isProtected(earlier, context)) return []
      const [first, second] = [earlier.pathPattern, later.pathPattern]
      // A narrower pattern before a wider one is an exception that somebody meant.
      const isException = coversPattern(second, first) && !coversPattern(first, second)
      if (isException || !patternsOverlap(first, second)) return []
      return [
        {
          message: `${second} is protected, and ${first} before it is public: what matches both is served to everybody`,
          place: context.placeOf(earlier, 'PathPattern'),
          remedy: `move ${second} before ${first}, or protect ${first} as well`,
        },
      ]
    }),
}

export const rewriteKeepsBehavior: Rule = {
  id: 'rewrite-keeps-behavior',
  severity: 'advice',
  title: 'A rewritten path stays with the behavior of the original',
  cites: ['ORD-05', 'ORD-06'],
  page: PAGES.cacheBehavior,
  faults: (distribution, context) =>
    distribution.behaviors.flatMap(behavior =>
      functionsAt(behavior)
        .filter(({ event }) => event === 'viewer-request')
        .flatMap(({ fn }) =>
          [...(context.codeOf(fn)?.urisWritten ?? [])].flatMap(([uri, line]): Fault[] => {
            const other = behaviorFor(distribution, uri)
            if (other === undefined || other.targetOriginId === behavior.targetOriginId) return []
            return [
              {
                message: `${fn.name} rewrites to ${uri} in line ${line} of its code, and the request stays with ${behavior.pathPattern} and its origin ${behavior.targetOriginId}: ${other.pathPattern} is chosen by what the viewer asked for`,
                place: context.placeOf(fn, 'FunctionCode', 'Handler'),
                remedy: `choose the origin in the function, by cf.updateRequestOrigin or at origin-request, or give the path a behavior that targets ${other.targetOriginId}`,
              },
            ]
          }),
        ),
    ),
}

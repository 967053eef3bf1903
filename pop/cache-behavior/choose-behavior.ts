import type { CacheBehavior, Distribution } from '../../distribution/model.ts'
import { compilePathPattern } from '../../distribution/path-pattern.ts'
import { normalizePath } from './normalize-path.ts'

/** Chooses the first behaviour whose pattern matches (BEH-01); compiled once per distribution. In: the raw path. */
export type BehaviorChooser = (uri: string) => CacheBehavior

/** Paths whose answer is remembered; enough for the pages of a live event, bounded against random paths. */
const REMEMBERED_PATHS_MAX = 10_000

export const behaviorChooser = ({ behaviors }: Distribution): BehaviorChooser => {
  const matchers = behaviors.map(behavior => ({ behavior, matches: compilePathPattern(behavior.pathPattern) }))
  const remembered = new Map<string, CacheBehavior>()
  const choose = (uri: string): CacheBehavior => {
    const path = normalizePath(uri)
    const match = matchers.find(({ matches }) => matches(path)) ?? matchers.at(-1)
    if (match === undefined) throw new Error('a distribution without a default behaviour passed the reader')
    return match.behavior
  }
  return uri => {
    const known = remembered.get(uri)
    if (known !== undefined) return known
    const behavior = choose(uri)
    if (remembered.size < REMEMBERED_PATHS_MAX) remembered.set(uri, behavior)
    return behavior
  }
}

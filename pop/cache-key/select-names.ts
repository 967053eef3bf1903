import type { NameSelection } from '../../distribution/model.ts'
import { compileWildcards } from '../../distribution/wildcards.ts'

type NameTest = (name: string) => boolean

const compiled = new WeakMap<readonly string[], readonly NameTest[]>()

/** POL-22 */
const matchesOne = (patterns: readonly string[], name: string): boolean => {
  const known = compiled.get(patterns)
  const tests = known ?? patterns.map(compileWildcards)
  if (known === undefined) compiled.set(patterns, tests)
  return tests.some(test => test(name))
}

/** True when a cookie or query policy keeps that name; names compare with case (KEY-08, KEY-13), `*` is a literal (KEY-04). */
export const keepsName = (selection: NameSelection, name: string): boolean => {
  switch (selection.kind) {
    case 'none':
      return false
    case 'all':
      return true
    case 'whitelist':
      return selection.names.includes(name)
    case 'allExcept':
      return !selection.names.includes(name)
    case 'matching':
      return matchesOne(selection.patterns, name)
  }
}

/** POL-04: whether a cookie or query parameter reaches the origin when cache policy and origin request policy are both asked. */
export const reachesOrigin = (
  cachePolicy: NameSelection,
  originRequestPolicy: NameSelection | undefined,
  name: string,
): boolean => {
  if (originRequestPolicy === undefined) return keepsName(cachePolicy, name)
  const byCachePolicy = keepsName(cachePolicy, name)
  const byOriginRequestPolicy = keepsName(originRequestPolicy, name)
  const bothExclude = cachePolicy.kind === 'allExcept' && originRequestPolicy.kind === 'allExcept'
  return bothExclude ? byCachePolicy && byOriginRequestPolicy : byCachePolicy || byOriginRequestPolicy
}

import type { NameSelection } from '../../distribution/model.ts'

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

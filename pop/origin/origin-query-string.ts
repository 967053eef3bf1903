import type { CacheBehavior } from '../../distribution/model.ts'
import { parameterName, queryParameters } from '../../http/query-string.ts'
import { reachesOrigin } from '../cache-key/select-names.ts'

/** What of the query string reaches the origin: the cache policy's part and the origin request policy's (POL-04). Order is kept. */
export const queryStringToOrigin = (
  { cachePolicy, originRequestPolicy }: CacheBehavior,
  queryString: string | undefined,
): string | undefined => {
  if (queryString === undefined || queryString === '') return undefined
  const parameters = queryParameters(queryString)
  const kept = parameters.filter(parameter =>
    reachesOrigin(cachePolicy.queryStrings, originRequestPolicy?.queryStrings, parameterName(parameter)),
  )
  if (kept.length === parameters.length) return queryString // as received (ORR-54)
  return kept.length === 0 ? undefined : kept.join('&')
}

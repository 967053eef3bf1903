import type { CacheBehavior } from '../../distribution/model.ts'
import { parameterName, queryParameters } from '../../http/query-string.ts'
import { reachesOrigin } from '../cache-key/select-names.ts'

/** What of the query string reaches the origin: the cache policy's part and the origin request policy's (POL-04). Order is kept. */
export const queryStringToOrigin = (
  { cachePolicy, originRequestPolicy }: CacheBehavior,
  queryString: string | undefined,
): string | undefined => {
  if (queryString === undefined || queryString === '') return undefined
  const kept = queryParameters(queryString).filter(parameter =>
    reachesOrigin(cachePolicy.queryStrings, originRequestPolicy?.queryStrings, parameterName(parameter)),
  )
  return kept.length === 0 ? undefined : kept.join('&')
}

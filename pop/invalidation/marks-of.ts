import type { HeaderList } from '../../http/header-list.ts'
import { keyQueryString } from '../cache-key/cache-key.ts'
import type { Exchange } from '../exchange.ts'
import { withoutSignatureParameters } from '../signed-access/signature-fields.ts'
import { cacheTags } from './cache-tags.ts'
import type { InvalidationMarks } from './invalidations.ts'

const withQuery = (uri: string, queryString: string): string => (queryString === '' ? uri : `${uri}?${queryString}`)

/** INV-03: with the part of the query string that is in the key; INV-05: as the viewer asked and as a function left it; INV-07. */
export const invalidationPaths = ({ behavior, key, asked }: Exchange): readonly string[] => {
  const inKey = withQuery(key.uri, key.queryString)
  const own = withoutSignatureParameters(asked.queryString)
  const asAsked = withQuery(asked.uri, keyQueryString(behavior.cachePolicy, own))
  return asAsked === inKey ? [inKey] : [inKey, asAsked]
}

/** In: the headers as stored, and how many invalidations there had been when the fetch began. */
export const marksOf = (exchange: Exchange, headers: HeaderList, asOf: number): InvalidationMarks => ({
  paths: invalidationPaths(exchange),
  tags: cacheTags(headers, exchange.pop.distribution.cacheTagHeader),
  asOf,
})

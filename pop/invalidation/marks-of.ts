import type { HeaderList } from '../../http/header-list.ts'
import { keyQueryString } from '../cache-key/cache-key.ts'
import type { Exchange } from '../exchange.ts'
import { withoutSignatureParameters } from '../signed-access/signature-fields.ts'
import { cacheTags } from './cache-tags.ts'
import { pathWithQuery, type InvalidationMarks } from './invalidations.ts'

/** INV-05: as the viewer asked, with the part of the query string that is in the key, where a function has left it otherwise; INV-07. */
export const pathAsAsked = ({ behavior, key, asked }: Exchange): string | undefined => {
  const own = keyQueryString(behavior.cachePolicy, withoutSignatureParameters(asked.queryString))
  return asked.uri === key.uri && own === key.queryString ? undefined : pathWithQuery(asked.uri, own)
}

/** In: the headers as stored, and how many invalidations there had been when the fetch began. */
export const marksOf = (exchange: Exchange, headers: HeaderList, asOf: number): InvalidationMarks => ({
  asAsked: pathAsAsked(exchange),
  tags: cacheTags(headers, exchange.pop.distribution.cacheTagHeader),
  asOf,
})

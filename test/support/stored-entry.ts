import { HeaderList } from '../../http/header-list.ts'
import { cacheKey } from '../../pop/cache-key/cache-key.ts'
import type { CacheEntry } from '../../pop/cache/cache-entry.ts'
import { lifetimeOf } from '../../pop/cache/lifetime.ts'
import { cacheBehavior, cachePolicy, distribution } from './distribution.ts'

const POLICY = cachePolicy()
const BEHAVIOR = cacheBehavior({ cachePolicy: POLICY })
const DISTRIBUTION = distribution()

/** A whole object as a tier keeps it, fresh for a minute from the epoch on. */
export const storedEntry = (uri: string, byteLength: number): CacheEntry => {
  const headers = HeaderList.of({ 'cache-control': 'max-age=60', 'content-type': 'text/html' })
  return {
    key: cacheKey(DISTRIBUTION, BEHAVIOR, {
      method: 'GET',
      uri,
      queryString: undefined,
      headers: new HeaderList(),
      httpVersion: '1.1',
    }),
    status: 200,
    headers,
    part: undefined,
    marks: { asAsked: undefined, tags: [], asOf: 0 },
    body: { byteLength },
    receivedAt: 0,
    lifetime: lifetimeOf(POLICY, headers, 0),
    isError: false,
    madeByOriginRequest: false,
    noAttemptBefore: 0,
  }
}

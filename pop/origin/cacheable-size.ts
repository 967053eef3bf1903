import { mayStore } from '../cache/storable.ts'
import type { Exchange } from '../exchange.ts'
import type { OriginResponse } from './origin-attempt.ts'

/** QUO-05 */
const CACHEABLE_MAX_BYTES = 50 * 1024 ** 3

/** TTL-29: why a cacheable response is not taken; of a range it is the length of the part that counts. What cannot be cached may have any size. */
export const cacheableSizeError = (
  exchange: Exchange,
  { status, headers }: Pick<OriginResponse, 'status' | 'headers'>,
): string | undefined => {
  if (status === 204 || status === 304) return undefined
  const byteLength = Number(headers.get('content-length') ?? 0)
  return byteLength > CACHEABLE_MAX_BYTES && mayStore(exchange)
    ? `the object has ${byteLength} bytes, ${CACHEABLE_MAX_BYTES} can be cached [QUO-05]`
    : undefined
}

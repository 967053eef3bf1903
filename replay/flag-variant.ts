import { parseCookies } from '../http/cookie.ts'
import type { CacheKey } from '../pop/cache-key/cache-key.ts'

/** Where a flag variant is found: the header of the cache key that viewer-request writes, else the viewer's cookie. */
export interface FlagNames {
  /** Lower case. */
  readonly header: string
  readonly cookie: string
}

export const DEFAULT_FLAG_NAMES: FlagNames = { header: 'x-feature-flipping', cookie: 'featureFlipping' }
const NO_VARIANT = 'none'

/** The variant a request was served with. Undefined key: it never came to the cache. */
export const variantOf = (key: CacheKey | undefined, cookie: string | undefined, names: FlagNames): string => {
  const inKey = key?.headers.find(([name]) => name === names.header)
  if (inKey !== undefined) return inKey[1] ?? NO_VARIANT
  if (cookie === undefined) return NO_VARIANT
  return parseCookies(cookie)?.find(({ name }) => name === names.cookie)?.value ?? NO_VARIANT
}

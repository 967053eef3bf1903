import { contentTypeOf } from '../http/content-type.ts'

/** By key or prefix and `*`; the last that matches holds. */
export const CACHE_CONTROL: readonly (readonly [pattern: string, value: string])[] = [
  // Files with a fixed name: a copy must not outlive its release for long.
  ['*', 'public, max-age=60'],
  // As an error page it goes out under URLs of the site (CER-06): a browser that kept it would show it after the recovery.
  ['static-index.html', 'public, max-age=0, s-maxage=60'],
  // One content under one name, for ever.
  ['assets/*', 'public, max-age=31536000, immutable'],
  ['releases/*', 'private, no-store'],
]

const isMatch = (pattern: string, key: string): boolean =>
  pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : pattern === key

/** What is stored with an object, for whoever serves it. */
export const objectHeaders = (key: string): { readonly contentType: string; readonly cacheControl: string } => ({
  contentType: contentTypeOf(key),
  cacheControl: CACHE_CONTROL.findLast(([pattern]) => isMatch(pattern, key))?.[1] ?? 'no-store',
})

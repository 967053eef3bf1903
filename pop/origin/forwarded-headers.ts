import type { CacheBehavior, Origin } from '../../distribution/model.ts'
import { cookieField, parseCookies, sortedCookies } from '../../http/cookie.ts'
import { HeaderList } from '../../http/header-list.ts'
import { normalizeAcceptEncoding } from '../cache-key/accept-encoding.ts'
import { reachesOrigin } from '../cache-key/select-names.ts'
import { isDisallowedHeader } from '../../distribution/header-restrictions.ts'
import { setCustomHeaders } from './custom-headers.ts'

/** REQH-03: sent along without being listed. */
const ALWAYS_FORWARDED = new Set([
  'cache-control',
  'content-length',
  'content-md5',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'max-forwards',
  'pragma',
  'range',
  'transfer-encoding',
  'via',
])

/** Hop-by-hop or CloudFront's own; no policy can forward them. */
const NEVER_FORWARDED = new Set(['cookie', 'accept-encoding', 'host', 'x-forwarded-for', 'upgrade', 'te', 'expect'])

/** REQH-02 beside those of `isDisallowedHeader`: replaced or removed under legacy settings unless they are listed. */
const REMOVED_UNDER_LEGACY = new Set([
  'accept',
  'accept-charset',
  'accept-language',
  'authorization',
  'referer',
  'user-agent',
  'x-http-method-override',
])

/** POL-24: legacy settings let through what no table removes. */
const passesUnderLegacy = ({ originRequestPolicy }: CacheBehavior, name: string): boolean =>
  originRequestPolicy?.headers.kind === 'legacy' && !REMOVED_UNDER_LEGACY.has(name)

/** True when a policy of the behaviour sends that header of the viewer to the origin (KEY-02, POL-02). */
export const forwardsHeader = ({ cachePolicy, originRequestPolicy }: CacheBehavior, name: string): boolean => {
  if (cachePolicy.headers.includes(name)) return true
  const selection = originRequestPolicy?.headers
  switch (selection?.kind) {
    case undefined:
    case 'none':
    case 'legacy': // what goes along unlisted is nobody's choice (RESH-07)
      return false
    case 'allViewer':
    case 'allViewerAndWhitelistCloudFront':
      return true
    case 'whitelist':
      return selection.names.includes(name)
    case 'allExcept':
      return !selection.names.includes(name)
  }
}

/** REQH-02: kept for methods that change something, removed for those that may be cached. */
const forwardsAuthorization = ({ cachedMethods }: CacheBehavior, method: string): boolean =>
  method !== 'GET' && method !== 'HEAD' && !(method === 'OPTIONS' && cachedMethods.has('OPTIONS'))

/** POL-06: the viewer's Host goes to the origin only when a policy forwards it; to a bucket too, which then answers 403 (S3-05). */
const hostHeader = (behavior: CacheBehavior, origin: Origin, viewer: HeaderList): string => {
  const forwarded = forwardsHeader(behavior, 'host') ? viewer.get('host') : undefined
  return origin.hostHeader ?? forwarded ?? origin.domainName
}

const cookiesToOrigin = ({ cachePolicy, originRequestPolicy }: CacheBehavior, viewer: HeaderList): string => {
  const field = viewer.joined('cookie', '; ')
  const pairs = field === undefined ? [] : (parseCookies(field) ?? [])
  return cookieField(
    sortedCookies(pairs.filter(({ name }) => reachesOrigin(cachePolicy.cookies, originRequestPolicy?.cookies, name))),
  )
}

export interface OriginHeadersInput {
  readonly behavior: CacheBehavior
  readonly origin: Origin
  readonly method: string
  /** As the viewer-request function left them. */
  readonly viewer: HeaderList
  readonly httpVersion: '1.0' | '1.1' | '2.0'
  readonly clientIp: string
  readonly requestId: string
  /** CloudFront's own `Via` entry. */
  readonly via: string
}

/** The header fields an origin receives under policies (REQH-01 to REQH-06, POL-03 to POL-07, TTL-40, KEY-30 ff., ORIG-17). */
export const headersToOrigin = (input: OriginHeadersInput): HeaderList => {
  const { behavior, origin, method, viewer, clientIp } = input
  const headers = new HeaderList()
  headers.append('host', hostHeader(behavior, origin, viewer))
  viewer.names.forEach((name, index) => {
    if (NEVER_FORWARDED.has(name) || isDisallowedHeader(name)) return
    const isForwarded =
      ALWAYS_FORWARDED.has(name) ||
      forwardsHeader(behavior, name) ||
      passesUnderLegacy(behavior, name) ||
      (name === 'authorization' && forwardsAuthorization(behavior, method))
    if (isForwarded) headers.append(name, viewer.values[index] ?? '', viewer.spellings[index])
  })
  const cookies = cookiesToOrigin(behavior, viewer)
  if (cookies !== '') headers.append('cookie', cookies)
  const acceptEncoding = acceptEncodingToOrigin(input)
  if (acceptEncoding !== undefined) headers.append('accept-encoding', acceptEncoding)
  if (!headers.has('user-agent')) headers.append('user-agent', 'Amazon CloudFront') // REQH-05
  const chain = viewer.joined('x-forwarded-for')
  headers.append('x-forwarded-for', chain === undefined ? clientIp : `${chain}, ${clientIp}`) // REQH-04
  const upstreamVia = headers.joined('via')
  headers.set('via', upstreamVia === undefined ? input.via : `${upstreamVia}, ${input.via}`)
  headers.append('x-amz-cf-id', input.requestId)
  setCustomHeaders(headers, origin)
  return headers
}

const acceptEncodingToOrigin = ({ behavior, viewer, httpVersion }: OriginHeadersInput): string | undefined => {
  const field = httpVersion === '1.0' ? undefined : viewer.joined('accept-encoding')
  const { cachePolicy } = behavior
  if (cachePolicy.gzip || cachePolicy.brotli) return normalizeAcceptEncoding(cachePolicy, field).toOrigin // KEY-40
  return forwardsHeader(behavior, 'accept-encoding') ? field : undefined // KEY-39
}

import type { CacheBehavior } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'

/** COMP-08, in AWS's order. */
const COMPRESSED_TYPES = new Set(
  `application/dash+xml application/eot application/font application/font-sfnt application/javascript application/json
  application/opentype application/otf application/pdf application/pkcs7-mime application/protobuf application/rss+xml
  application/truetype application/ttf application/vnd.apple.mpegurl application/vnd.mapbox-vector-tile application/vnd.ms-fontobject
  application/wasm application/xhtml+xml application/xml application/x-font-opentype application/x-font-truetype application/x-font-ttf
  application/x-httpd-cgi application/x-javascript application/x-mpegurl application/x-opentype application/x-otf application/x-perl
  application/x-ttf font/eot font/opentype font/otf font/ttf image/svg+xml text/css text/csv text/html text/javascript text/js text/plain
  text/richtext text/tab-separated-values text/xml text/x-component text/x-java-source text/x-script vnd.apple.mpegurl`.split(
    /\s+/,
  ),
)

/** COMP-04, inclusive. */
const COMPRESSED_BYTES = { min: 1_000, max: 10_000_000 }

export type CompressionDecision =
  | { readonly coding: 'gzip' | 'br'; readonly why: string }
  | { readonly coding: undefined; readonly why: string }

const no = (why: string): CompressionDecision => ({ coding: undefined, why })

/**
 * Whether the edge compresses a response, and how (COMP-01 to COMP-09). `acceptEncoding` is the value in the cache key; the caller knows
 * that caching is enabled.
 */
export const decideCompression = (
  behavior: CacheBehavior,
  acceptEncoding: string | undefined,
  status: number,
  headers: HeaderList,
): CompressionDecision => {
  if (!behavior.compress) return no('the behaviour does not compress')
  if (acceptEncoding === undefined) return no('no coding in the cache key')
  if (status !== 200 && status !== 403 && status !== 404) return no(`status ${status}`)
  if (headers.has('content-encoding')) return no('the origin sent Content-Encoding')
  const type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (!COMPRESSED_TYPES.has(type)) return no(type === '' ? 'no Content-Type' : `content type ${type}`)
  const length = headers.get('content-length')
  if (length === undefined || !/^\d+$/.test(length)) return no('no valid Content-Length from the origin')
  if (Number(length) < COMPRESSED_BYTES.min || Number(length) > COMPRESSED_BYTES.max) return no(`${length} bytes`)
  return { coding: acceptEncoding.includes('br') ? 'br' : 'gzip', why: 'eligible' } // COMP-02
}

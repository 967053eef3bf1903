import { HeaderList } from '../../http/header-list.ts'
import type { OriginAttempt, OriginAttemptOutcome } from '../../pop/origin/origin-attempt.ts'
import type { EventQueue } from '../../replay/time/event-queue.ts'
import { pageCacheControl } from '../../site/page-caching.ts'
import type { Failure } from './failures.ts'
import { RENDERED_HEADER } from './outcome.ts'

type Reply = (outcome: OriginAttemptOutcome) => void

const PAGE_BYTES = 20_000
const ERROR_BYTES = 200
const RENDER_MS = 50
const BUCKET_MS = 10
/** A connection that is refused, or a name that does not resolve, shows at once. */
const FAILS_AFTER_MS = 5

const answered = (
  status: number,
  headers: Readonly<Record<string, string>>,
  byteLength: number,
  durationMs: number,
): OriginAttemptOutcome => ({
  kind: 'response',
  response: {
    status,
    headers: HeaderList.of({ ...headers, 'content-length': String(byteLength) }),
    body: { byteLength },
  },
  durationMs,
})

const cacheControlOf = (uri: string): string => {
  if (uri.startsWith('/api/')) return 'no-store'
  return pageCacheControl({ kind: uri.startsWith('/live') ? 'live-index' : 'home' })
}

const rendered = (uri: string): OriginAttemptOutcome =>
  answered(
    200,
    {
      'content-type': uri.startsWith('/api/') ? 'application/json' : 'text/html; charset=utf-8',
      'cache-control': cacheControlOf(uri),
      [RENDERED_HEADER]: 'ssr',
    },
    PAGE_BYTES,
    RENDER_MS,
  )

const failed = (failure: 'refused' | 'dns' | 'read-timeout', durationMs: number): OriginAttemptOutcome => ({
  kind: 'failure',
  failure,
  detail: 'drill',
  durationMs,
})

/** One attempt at the SSR servers; `sinceFailureMs` undefined: they are well. */
export const askServers = (
  queue: EventQueue,
  { request, readTimeoutMs }: OriginAttempt,
  failure: Failure,
  sinceFailureMs: number | undefined,
  reply: Reply,
): void => {
  const after = (outcome: OriginAttemptOutcome): void => queue.after(outcome.durationMs, () => reply(outcome))
  switch (sinceFailureMs === undefined ? 'page' : failure.meets(sinceFailureMs)) {
    case 'page':
      return after(rendered(request.uri))
    case '503':
      return after(answered(503, { 'content-type': 'text/html' }, ERROR_BYTES, RENDER_MS))
    case 'silence':
      return after(failed('read-timeout', readTimeoutMs))
    case 'refusal':
      return after(failed('refused', FAILS_AFTER_MS))
    case 'no-name':
      return after(failed('dns', FAILS_AFTER_MS))
  }
}

/** One attempt at the bucket: it has the static page and nothing else (S3-03). */
export const askBucket = (
  queue: EventQueue,
  { request }: OriginAttempt,
  staticPageBytes: number,
  reply: Reply,
): void => {
  const outcome =
    request.uri === '/static-index.html'
      ? answered(200, { 'content-type': 'text/html', etag: '"static"' }, staticPageBytes, BUCKET_MS)
      : answered(403, { 'content-type': 'application/xml' }, ERROR_BYTES, BUCKET_MS)
  queue.after(outcome.durationMs, () => reply(outcome))
}

import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { applySelected, select } from './conditional.ts'

const OLD = 'Wed, 10 Jun 2026 00:00:00 GMT'
const NEW = 'Thu, 11 Jun 2026 00:00:00 GMT'
const BODY = { byteLength: 100 }

interface Case {
  readonly method?: string
  readonly status?: number
  readonly request: Readonly<Record<string, string>>
  readonly response?: Readonly<Record<string, string>>
  readonly length?: number | null
}

const outcome = ({ method = 'GET', status = 200, request, response = {}, length = 100 }: Case) => {
  const headers = HeaderList.of({ 'content-type': 'text/html', 'content-length': '100', etag: '"a"', ...response })
  const selected = select(method, HeaderList.of(request), status, headers, length ?? undefined)
  return { headers, ...applySelected(selected, status, headers, BODY, 'request-id') }
}

test.each([
  { rule: 'TTL-36 the entity tag matches', case: { request: { 'if-none-match': '"a"' } }, status: 304 },
  { rule: 'TTL-36 of a HEAD too', case: { method: 'HEAD', request: { 'if-none-match': '"a"' } }, status: 304 },
  { rule: 'TTL-36 another entity tag', case: { request: { 'if-none-match': '"b"' } }, status: 200 },
  {
    rule: 'TTL-36 not modified since',
    case: { request: { 'if-modified-since': NEW }, response: { 'last-modified': OLD } },
    status: 304,
  },
  {
    rule: 'TTL-36 modified since',
    case: { request: { 'if-modified-since': OLD }, response: { 'last-modified': NEW } },
    status: 200,
  },
  {
    rule: 'TTL-36 without Last-Modified, Date is the date of the object',
    case: { request: { 'if-modified-since': NEW }, response: { date: OLD } },
    status: 304,
  },
  {
    rule: 'TTL-36 an object younger than the condition',
    case: { request: { 'if-modified-since': OLD }, response: { date: NEW } },
    status: 200,
  },
  {
    rule: 'TTL-36 Last-Modified goes before Date',
    case: { request: { 'if-modified-since': OLD }, response: { 'last-modified': OLD, date: NEW } },
    status: 304,
  },
  {
    rule: 'TTL-36 without either there is nothing to compare',
    case: { request: { 'if-modified-since': NEW } },
    status: 200,
  },
  {
    rule: 'TTL-36 the entity tag goes before the date',
    case: { request: { 'if-none-match': '"b"', 'if-modified-since': NEW }, response: { 'last-modified': OLD } },
    status: 200,
  },
  {
    rule: 'TTL-36 an unreadable date is no condition',
    case: { request: { 'if-modified-since': '0' }, response: { 'last-modified': OLD } },
    status: 200,
  },
  { rule: 'TTL-36 a 404 is not confirmed', case: { status: 404, request: { 'if-none-match': '"a"' } }, status: 404 },
  {
    rule: 'TTL-36 nor the answer to a POST',
    case: { method: 'POST', request: { 'if-none-match': '"a"' } },
    status: 200,
  },
  { rule: 'TTL-50 a range', case: { request: { range: 'bytes=0-9' } }, status: 206 },
  { rule: 'TTL-50 a range past the end', case: { request: { range: 'bytes=100-' } }, status: 416 },
  {
    rule: 'TTL-52 a body of unstated length stays whole',
    case: { request: { range: 'bytes=0-9' }, length: null },
    status: 200,
  },
  { rule: 'TTL-53 overlapping ranges give the whole', case: { request: { range: 'bytes=0-9,5-15' } }, status: 200 },
  { rule: 'TTL-53 ascending ranges', case: { request: { range: 'bytes=0-9,20-29' } }, status: 206 },
  {
    rule: 'TTL-53 ranges past the end',
    case: { request: { range: 'bytes=100-109,120-129' } },
    status: 416,
  },
  {
    rule: 'TTL-57 If-Range is outdated, for several ranges too',
    case: { request: { range: 'bytes=0-9,20-29', 'if-range': '"b"' } },
    status: 200,
  },
  {
    rule: 'TTL-52 a body of unstated length stays whole for several ranges too',
    case: { request: { range: 'bytes=0-9,20-29' }, length: null },
    status: 200,
  },
  {
    rule: 'several ranges of a HEAD are ignored',
    case: { method: 'HEAD', request: { range: 'bytes=0-9,20-29' } },
    status: 200,
  },
  { rule: 'TTL-53 an invalid range gives the whole', case: { request: { range: 'bytes=9-0' } }, status: 200 },
  { rule: 'a range of a HEAD is ignored', case: { method: 'HEAD', request: { range: 'bytes=0-9' } }, status: 200 },
  { rule: 'TTL-57 If-Range holds', case: { request: { range: 'bytes=0-9', 'if-range': '"a"' } }, status: 206 },
  { rule: 'TTL-57 If-Range is outdated', case: { request: { range: 'bytes=0-9', 'if-range': '"b"' } }, status: 200 },
  {
    rule: 'TTL-57 a weak tag never holds',
    case: { request: { range: 'bytes=0-9', 'if-range': 'W/"a"' }, response: { etag: 'W/"a"' } },
    status: 200,
  },
  {
    rule: 'TTL-57 If-Range with a date',
    case: { request: { range: 'bytes=0-9', 'if-range': OLD }, response: { 'last-modified': OLD } },
    status: 206,
  },
  {
    rule: 'TTL-57 If-Range with another date',
    case: { request: { range: 'bytes=0-9', 'if-range': OLD }, response: { 'last-modified': NEW } },
    status: 200,
  },
  {
    rule: 'a condition goes before a range',
    case: { request: { range: 'bytes=0-9', 'if-none-match': '"a"' } },
    status: 304,
  },
])('$rule: $status', ({ case: given, status }) => {
  expect(outcome(given).status).toBe(status)
})

test('TTL-36: a 304 keeps the validators and describes no body', () => {
  const { headers, body } = outcome({ request: { 'if-none-match': '"a"' } })
  expect([...headers]).toEqual([['etag', '"a"']])
  expect(body.byteLength).toBe(0)
})

test('TTL-50: a part states its place and its length', () => {
  const { headers, range } = outcome({ request: { range: 'bytes=-10' } })
  expect(range).toEqual({ start: 90, end: 99 })
  expect(headers.get('content-range')).toBe('bytes 90-99/100')
  expect(headers.get('content-length')).toBe('10')
})

test('a 416 states the length', () => {
  const { headers, body } = outcome({ request: { range: 'bytes=100-' } })
  expect(headers.get('content-range')).toBe('bytes */100')
  expect(body.byteLength).toBe(0)
})

test('TTL-53: several ranges state their type and the length of all of it, and no range of their own', () => {
  const { headers, body, range } = outcome({ request: { range: 'bytes=0-9,90-' } })
  expect(headers.get('content-type')).toMatch(/^multipart\/byteranges; boundary=CloudFront:[0-9A-F]{32}$/)
  expect(headers.has('content-range')).toBe(false)
  expect(headers.get('content-length')).toBe(String(body.byteLength))
  expect(range).toBeUndefined()
})

test('TTL-53: of several ranges the only one within the object is answered as one', () => {
  const { headers, range } = outcome({ request: { range: 'bytes=90-99,200-' } })
  expect(range).toEqual({ start: 90, end: 99 })
  expect(headers.get('content-range')).toBe('bytes 90-99/100')
  expect(headers.get('content-type')).toBe('text/html')
})

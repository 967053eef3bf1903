import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import type { OriginRequest } from './origin-attempt.ts'
import { requestTarget, wireHeaders } from './wire-request.ts'

const request = (changes: Partial<OriginRequest>): OriginRequest => ({
  method: 'GET',
  uri: '/',
  queryString: undefined,
  headers: new HeaderList(),
  body: undefined,
  viewerProtocol: 'https',
  ...changes,
})

test.each([
  { rule: 'no query, no question mark', changes: { uri: '/a' }, target: '/a' },
  { rule: 'CFF-69d a bare question mark stays', changes: { uri: '/a', queryString: '' }, target: '/a?' },
  {
    rule: 'percent-encoding is untouched',
    changes: { uri: '/%e4/%2f', queryString: 'a=%zz' },
    target: '/%e4/%2f?a=%zz',
  },
  {
    rule: 'what would break the request line is encoded',
    changes: { uri: '/a b\r\n😀' },
    target: '/a%20b%0D%0A%F0%9F%98%80',
  },
])('$rule', ({ changes, target }) => {
  expect(requestTarget(request(changes))).toBe(target)
})

const body = { byteLength: 3 }
const unknownLength = { byteLength: undefined }

test.each([
  { rule: 'no body on GET', changes: {}, added: [] },
  { rule: 'no body on POST: length 0', changes: { method: 'POST' }, added: ['Content-Length', '0'] },
  { rule: 'known length', changes: { method: 'PUT', body }, added: ['Content-Length', '3'] },
  {
    rule: 'unknown length',
    changes: { method: 'DELETE', body: unknownLength },
    added: ['Transfer-Encoding', 'chunked'],
  },
  {
    rule: 'GEN-02 a length goes out as one number',
    changes: { method: 'POST', body, headers: HeaderList.fromRaw(['content-length', '003', 'x-a', 'b']) },
    added: ['x-a', 'b', 'Content-Length', '3'],
  },
  {
    rule: 'GEN-02 a chunked body stays one, in one spelling',
    changes: { method: 'POST', body, headers: HeaderList.of({ 'transfer-encoding': 'CHUNKED' }) },
    added: ['Transfer-Encoding', 'chunked'],
  },
  {
    rule: 'text beyond Latin-1 goes out as UTF-8, Latin-1 as it came',
    changes: { headers: HeaderList.fromRaw(['x-a', 'ž', 'X-B', 'é']) },
    added: ['x-a', '\xc5\xbe', 'X-B', 'é'],
  },
])('$rule', ({ changes, added }) => {
  expect(wireHeaders(request(changes))).toEqual(added)
})

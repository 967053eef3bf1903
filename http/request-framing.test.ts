import { expect, test } from 'vitest'
import { HeaderList } from './header-list.ts'
import { unclearFraming } from './request-framing.ts'

const CHUNKED = ['transfer-encoding', 'chunked']

test.each([
  { rule: 'a length', fields: ['content-length', '5'], why: undefined },
  { rule: 'RFC 9112, 7.1 chunked', fields: CHUNKED, why: undefined },
  { rule: 'RFC 9112, 7 codings have no case', fields: ['transfer-encoding', 'CHUNKED'], why: undefined },
  { rule: 'RFC 9112, 6.1 a coding nobody asked for', fields: ['transfer-encoding', 'gzip, chunked'], why: 'other' },
  { rule: 'RFC 9112, 7.1 chunked twice', fields: [...CHUNKED, ...CHUNKED], why: 'other' },
  { rule: 'a coding in a field of its own', fields: ['transfer-encoding', 'cow', ...CHUNKED], why: 'other' },
  { rule: 'an empty member of the list', fields: ['transfer-encoding', ', chunked'], why: 'other' },
  { rule: 'an empty list', fields: ['transfer-encoding', '', 'content-length', '5'], why: 'other' },
  { rule: 'RFC 9112, 6.3 both', fields: [...CHUNKED, 'content-length', '5'], why: 'beside a length' },
  { rule: 'RFC 9112, 6.1 HTTP/1.0 knows none', fields: CHUNKED, httpVersion: '1.0', why: 'HTTP/1.0' },
])('$rule', ({ fields, httpVersion = '1.1', why }) => {
  const told = unclearFraming(HeaderList.fromRaw(fields), httpVersion)
  if (why === undefined) expect(told).toBeUndefined()
  else expect(told).toContain(why)
})

import { expect, test } from 'vitest'
import type { CustomErrorResponse } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import type { Answer, AnswerSource } from '../answer.ts'
import { NO_BODY } from '../body.ts'
import { decideErrorPage, PAGE_STATUSES } from './custom-error-response.ts'
import { closesConnection } from './edge-error.ts'

const answer = (source: AnswerSource, status: number): Answer => ({
  source,
  status,
  statusDescription: undefined,
  headers: new HeaderList(),
  body: NO_BODY,
  resultType: 'Error',
  detailedResultType: 'Error',
  ageSeconds: undefined,
  closesConnection: false,
})

const page = (errorCode: number): CustomErrorResponse => ({
  errorCode,
  errorCachingMinTtlSeconds: 10,
  page: { path: '/error.html', responseCode: 200 },
})

const pages = new Map([400, 403, 404, 412, 415, 429, 500, 502, 503, 504].map(code => [code, page(code)]))

test.each([
  { rule: 'CER-18 an error of the origin', source: 'object', status: 500, paged: true },
  { rule: 'CER-18, GEN-12 to GEN-18 no answer of the origin', source: 'origin-failure', status: 504, paged: true },
  { rule: 'CER-18, GEN-01, GEN-04, GEN-06 a refused request', source: 'refusal', status: 403, paged: true },
  { rule: 'CER-17, GEN-02 an unsafe request', source: 'refusal', status: 400, paged: false },
  { rule: 'CER-17, GEN-27 a status set by a viewer-request function', source: 'function', status: 503, paged: false },
  { rule: 'GEN-22 to GEN-26 a failing edge function', source: 'function-failure', status: 503, paged: true },
  { rule: 'CER-15 no page for the status of a page', source: 'error-page', status: 404, paged: false },
  { rule: 'CER-02 no page for a 412', source: 'object', status: 412, paged: false },
  { rule: 'CER-02 no page for a 415', source: 'object', status: 415, paged: false },
  { rule: 'CER-02 no page for a 429', source: 'object', status: 429, paged: false },
  { rule: 'none configured', source: 'object', status: 405, paged: false },
] as const)('$rule: $paged', ({ source, status, paged }) => {
  expect(decideErrorPage(answer(source, status), pages, true).kind).toBe(paged ? 'page' : 'none')
})

test('CER-04: an entry with a caching time alone has no page', () => {
  const entry: CustomErrorResponse = { errorCode: 500, errorCachingMinTtlSeconds: 60, page: undefined }
  expect(decideErrorPage(answer('object', 500), new Map([[500, entry]]), true).kind).toBe('none')
})

test('GEN-22 to GEN-26: the switch leaves failures of edge functions without a page', () => {
  expect(decideErrorPage(answer('function-failure', 503), pages, false).kind).toBe('none')
})

test('CER-02: the codes that can have a page', () => {
  expect([...PAGE_STATUSES]).toEqual([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504])
})

test('CER-07: of the codes that can have a page, those after which the connection is closed', () => {
  expect([...PAGE_STATUSES].filter(closesConnection)).toEqual([400, 405, 414, 416, 500, 501])
})

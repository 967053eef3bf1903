import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeValue } from './encode-value.ts'
import { V1_FIELDS } from './fields.ts'
import { sampleRecord } from './sample-record.test-data.ts'
import { v1Header, v1Row } from './write-v1.ts'

test('cloudfront-logs 1.1: the header names the 33 fields in order', () => {
  expect(v1Header()).toBe(
    '#Version: 1.0\n' +
      '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) ' +
      'cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken ' +
      'x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status ' +
      'fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len ' +
      'sc-range-start sc-range-end\n',
  )
})

const cellsOf = (row: string): Readonly<Record<string, string>> => {
  const cells = row.split('\t')
  return Object.fromEntries(V1_FIELDS.map(({ name }, index) => [name, cells[index] ?? 'missing']))
}

test('cloudfront-logs 1.4: one record, 33 cells', () => {
  expect(v1Row(sampleRecord()).split('\t')).toEqual([
    '2026-11-23',
    '20:05:09',
    'FRA56-P1',
    '10342',
    '203.0.113.7',
    'GET',
    'd111111abcdef8.cloudfront.net',
    '/programme/%2525/live',
    '200',
    '-',
    'Mozilla/5.0%20(X11;%20Linux)',
    'a=1&b=2',
    '-',
    'Hit',
    'SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==',
    'www.example.com',
    'https',
    '412',
    '1.003',
    '-',
    'TLSv1.3',
    'TLS_AES_128_GCM_SHA256',
    'Hit',
    'HTTP/2.0',
    '-',
    '-',
    '51234',
    '0.002',
    'Hit',
    'text/html;%20charset=utf-8',
    '10000',
    '-',
    '-',
  ])
})

test.each([
  { rule: '1.4 9: nothing was sent', changes: { status: 0 }, name: 'sc-status', cell: '000' },
  { rule: '1.4 12: a bare question mark', changes: { queryString: '' }, name: 'cs-uri-query', cell: '-' },
  { rule: '1.4 13: cookies', changes: { cookie: 'a=b; c="d"' }, name: 'cs(Cookie)', cell: 'a=b;%20c=%22d%22' },
  { rule: '1.4 19: half a millisecond is rounded', changes: { timeTakenMs: 0.5 }, name: 'time-taken', cell: '0.001' },
  { rule: '1.4 19: a clock that went back', changes: { timeTakenMs: -3 }, name: 'time-taken', cell: '0.000' },
  { rule: '1.4 19: minutes', changes: { timeTakenMs: 90_040 }, name: 'time-taken', cell: '90.040' },
  { rule: '1.4 32: a range from 0', changes: { rangeStart: 0, rangeEnd: 9 }, name: 'sc-range-start', cell: '0' },
  { rule: '1.4 2: the next second', changes: { endedAt: Date.UTC(2027, 0, 1) }, name: 'time', cell: '00:00:00' },
  { rule: '1.4 1: the next day', changes: { endedAt: Date.UTC(2027, 0, 1) }, name: 'date', cell: '2027-01-01' },
])('$rule', ({ changes, name, cell }) => {
  expect(cellsOf(v1Row({ ...sampleRecord(), ...changes }))[name]).toBe(cell)
})

test('no value adds a cell or a row, and every value can be read back', () => {
  const hostile = fc.string({ unit: fc.constantFrom('\t', '\n', '\r', '#', '%', ' ', '-', 'a', '\0', '\xff') })
  fc.assert(
    fc.property(hostile, hostile, hostile, (uri, userAgent, cookie) => {
      const row = v1Row({ ...sampleRecord(), uri: `/${uri}`, userAgent, cookie, referer: uri, method: userAgent })
      expect(row).not.toMatch(/[\n\r]/)
      expect(row.split('\t')).toHaveLength(33)
      expect(decodeValue(cellsOf(row)['cs-uri-stem'] ?? '')).toBe(`/${uri}`)
    }),
  )
})

import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { cacheBehavior } from '../../test/support/distribution.ts'
import { decideCompression } from './compression.ts'

interface Case {
  readonly compress?: boolean
  readonly accepted?: string | undefined
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

const codingOf = ({ compress = true, accepted = 'br,gzip', status = 200, headers = {} }: Case) =>
  decideCompression(
    cacheBehavior({ compress }),
    accepted === 'none' ? undefined : accepted,
    status,
    HeaderList.of({ 'content-type': 'text/html', 'content-length': '5000', ...headers }),
  ).coding

test.each([
  { rule: 'COMP-01 the behaviour does not compress', case: { compress: false }, coding: undefined },
  { rule: 'COMP-02 both accepted', case: {}, coding: 'br' },
  { rule: 'COMP-02 gzip accepted', case: { accepted: 'gzip' }, coding: 'gzip' },
  { rule: 'COMP-02, COMP-03 none in the key', case: { accepted: 'none' }, coding: undefined },
  { rule: 'COMP-04, QUO-06 1,000 bytes', case: { headers: { 'content-length': '1000' } }, coding: 'br' },
  { rule: 'COMP-04, QUO-06 999 bytes', case: { headers: { 'content-length': '999' } }, coding: undefined },
  { rule: 'COMP-04, QUO-06 10,000,000 bytes', case: { headers: { 'content-length': '10000000' } }, coding: 'br' },
  { rule: 'COMP-04, QUO-06 one more', case: { headers: { 'content-length': '10000001' } }, coding: undefined },
  { rule: 'COMP-07 no body', case: { headers: { 'content-length': '0' } }, coding: undefined },
  { rule: 'COMP-04 an invalid length', case: { headers: { 'content-length': '5e3' } }, coding: undefined },
  { rule: 'COMP-05 403', case: { status: 403 }, coding: 'br' },
  { rule: 'COMP-05 404', case: { status: 404 }, coding: 'br' },
  { rule: 'COMP-05 500', case: { status: 500 }, coding: undefined },
  { rule: 'COMP-05 206', case: { status: 206 }, coding: undefined },
  { rule: 'COMP-06 compressed by the origin', case: { headers: { 'content-encoding': 'gzip' } }, coding: undefined },
  { rule: 'COMP-06 even identity', case: { headers: { 'content-encoding': 'identity' } }, coding: undefined },
  { rule: 'COMP-08 a type on the list', case: { headers: { 'content-type': 'application/wasm' } }, coding: 'br' },
  {
    rule: 'COMP-08 application/ld+json is not',
    case: { headers: { 'content-type': 'application/ld+json' } },
    coding: undefined,
  },
  {
    rule: 'COMP-08 the web manifest is not',
    case: { headers: { 'content-type': 'application/manifest+json' } },
    coding: undefined,
  },
  { rule: 'COMP-08 font/woff is not', case: { headers: { 'content-type': 'font/woff' } }, coding: undefined },
  { rule: 'COMP-08 image/x-icon is not', case: { headers: { 'content-type': 'image/x-icon' } }, coding: undefined },
  {
    rule: 'COMP-09 parameters and case',
    case: { headers: { 'content-type': 'Text/HTML; charset=utf-8' } },
    coding: 'br',
  },
])('$rule', ({ case: given, coding }) => {
  expect(codingOf(given)).toBe(coding)
})

test('COMP-04: without a Content-Length nothing is compressed', () => {
  const decision = decideCompression(
    cacheBehavior({ compress: true }),
    'gzip',
    200,
    HeaderList.of({ 'content-type': 'text/html' }),
  )
  expect(decision.coding).toBeUndefined()
})

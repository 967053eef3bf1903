import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  asCookies,
  asQuery,
  cannedFields,
  customFields,
  ecdsaKey,
  encoded,
  policyText,
  rsaKey,
  type Fields,
} from '../../test/support/signed-access.ts'
import { STAGE_BEGINS_AT, viewerRequest, type RequestParts } from '../../test/support/virtual-stage.ts'
import { judgeSignature, type SignatureRules } from './judge-signature.ts'

const [rsa, ecdsa, account, stranger] = [rsaKey('KRSA'), ecdsaKey('KECDSA'), rsaKey('APKA'), rsaKey('KRSA')]
const keys = new Map([rsa, ecdsa].map(({ publicKey }) => [publicKey.id, publicKey]))
const rules: SignatureRules = {
  distribution: { domainName: 'd1test.cloudfront.net', aliases: ['www.example.org', '*.example.net'] },
  signers: { keys, accounts: [] },
  givenKeys: new Map([[account.publicKey.id, account.publicKey]]),
}

const now = STAGE_BEGINS_AT
const later = now / 1_000 + 60
const URL_ASKED = 'https://www.example.org/film.mp4'

const judge = (parts: RequestParts, over: Partial<SignatureRules> = {}) =>
  judgeSignature({ ...rules, ...over }, viewerRequest(parts), now)
const withUrl = (fields: Fields, parts: RequestParts = {}): RequestParts => ({
  path: `/film.mp4?${asQuery(fields)}`,
  ...parts,
})
const withCookies = (fields: Fields, parts: RequestParts = {}): RequestParts => ({
  path: '/film.mp4',
  headers: { cookie: asCookies(fields) },
  ...parts,
})

const canned = cannedFields(rsa, URL_ASKED, later)
const custom = (parts: Partial<Parameters<typeof policyText>[0]>): Fields =>
  customFields(rsa, policyText({ resource: 'https://www.example.org/*', lessThan: later, ...parts }))

test.each([
  { rule: 'SEC-01 a canned policy in the URL', parts: withUrl(canned), by: 'signed-url', policy: 'canned' },
  { rule: 'SEC-05 a canned policy in cookies', parts: withCookies(canned), by: 'signed-cookies', policy: 'canned' },
  { rule: 'SEC-01 a custom policy in the URL', parts: withUrl(custom({})), by: 'signed-url', policy: 'custom' },
  { rule: 'SEC-05 a custom policy in cookies', parts: withCookies(custom({})), by: 'signed-cookies', policy: 'custom' },
])('$rule grants access', ({ parts, by, policy }) => {
  expect(judge(parts)).toEqual({ kind: 'granted', by, policy, keyPairId: 'KRSA' })
})

describe('SEC-04: keys and hash algorithms', () => {
  test.each([
    { key: rsa, hash: 'SHA1' },
    { key: rsa, hash: 'SHA256' },
    { key: ecdsa, hash: 'SHA1' },
    { key: ecdsa, hash: 'SHA256' },
  ] as const)('$key.publicKey.algorithm with $hash', ({ key, hash }) => {
    expect(judge(withUrl(cannedFields(key, URL_ASKED, later, hash))).kind).toBe('granted')
    expect(judge(withCookies(customFields(key, policyText({ lessThan: later }), hash))).kind).toBe('granted')
  })

  test.each([
    { named: 'SHA1', kind: 'granted' },
    { named: 'sha1', kind: 'refused' },
    { named: 'SHA512', kind: 'refused' },
  ])('a SHA-1 signature under the name $named is $kind', ({ named, kind }) => {
    const fields = { ...cannedFields(rsa, URL_ASKED, later, 'SHA1'), 'Hash-Algorithm': named }
    expect(judge(withUrl(fields)).kind).toBe(kind)
  })

  test('without Hash-Algorithm a signature counts as SHA-1', () => {
    const { 'Hash-Algorithm': _, ...unnamed } = cannedFields(rsa, URL_ASKED, later, 'SHA256')
    expect(judge(withUrl(unnamed))).toMatchObject({ kind: 'refused', code: 'AccessDenied' })
  })

  test('an unknown hash algorithm', () => {
    expect(judge(withUrl({ ...canned, 'Hash-Algorithm': 'MD5' }))).toMatchObject({ kind: 'refused' })
  })
})

test.each([
  { rule: 'no signature at all', parts: { path: '/film.mp4' }, code: 'MissingKey' },
  { rule: 'no Key-Pair-Id', parts: withUrl({ ...canned, 'Key-Pair-Id': '' }), code: 'MissingKey' },
  { rule: 'a key of nobody', parts: withUrl({ ...canned, 'Key-Pair-Id': 'KNOBODY' }), code: 'InvalidKey' },
  {
    rule: 'another key of the same id',
    parts: withUrl(cannedFields(stranger, URL_ASKED, later)),
    code: 'AccessDenied',
  },
  { rule: 'another path', parts: withUrl(canned, { path: `/other.mp4?${asQuery(canned)}` }), code: 'AccessDenied' },
  { rule: 'another time of expiry', parts: withUrl({ ...canned, Expires: String(later + 1) }), code: 'AccessDenied' },
  { rule: 'an expiry that is no number', parts: withUrl({ ...canned, Expires: 'never' }), code: 'AccessDenied' },
  { rule: 'no expiry', parts: withUrl({ Signature: 'AAAA', 'Key-Pair-Id': 'KRSA' }), code: 'AccessDenied' },
  { rule: 'a canned policy of now', parts: withUrl(cannedFields(rsa, URL_ASKED, now / 1_000)), code: 'AccessDenied' },
  { rule: 'a policy that expired', parts: withUrl(custom({ lessThan: now / 1_000 - 1 })), code: 'AccessDenied' },
  { rule: 'a policy of tomorrow', parts: withUrl(custom({ greaterThan: later })), code: 'AccessDenied' },
  {
    rule: 'a policy for another address',
    parts: withUrl(custom({ sourceIp: '198.51.100.0/24' })),
    code: 'AccessDenied',
  },
  { rule: 'a policy for another host', parts: withUrl(custom({ resource: 'https://x.org/*' })), code: 'AccessDenied' },
  { rule: 'a policy that is no JSON', parts: withUrl(customFields(rsa, 'hello')), code: 'MalformedPolicy' },
  { rule: 'a policy that is no base64', parts: withUrl({ ...custom({}), Policy: '{}' }), code: 'MalformedPolicy' },
  {
    rule: 'a policy of two statements',
    parts: withUrl(customFields(rsa, '{"Statement":[{"Condition":{}},{"Condition":{}}]}')),
    code: 'MalformedPolicy',
  },
  {
    rule: 'a condition that CloudFront does not know',
    parts: withUrl(
      customFields(rsa, '{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":9999999999},"X":1}}]}'),
    ),
    code: 'MalformedPolicy',
  },
  { rule: 'an address that is none', parts: withUrl(custom({ sourceIp: '1.2.3.4/33' })), code: 'MalformedPolicy' },
])('SEC-01: $rule is refused as $code', ({ parts, code }) => {
  expect(judge(parts)).toMatchObject({ kind: 'refused', code })
})

describe('the conditions of a custom policy', () => {
  test.each([
    { resource: 'https://www.example.org/film.mp4' },
    { resource: 'http*://www.example.org/film.mp?' },
    { resource: 'https://*/film.*' },
    { resource: '*' },
    {},
  ])('SEC-01: Resource $resource holds the URL', parts => {
    expect(judge(withUrl(customFields(rsa, policyText({ lessThan: later, ...parts })))).kind).toBe('granted')
  })

  test.each([
    { sourceIp: '192.0.2.7', granted: true },
    { sourceIp: '192.0.2.0/29', granted: true },
    { sourceIp: '192.0.2.8/29', granted: false },
    { sourceIp: '0.0.0.0/0', granted: true },
  ])('SEC-01: the viewer 192.0.2.7 is within $sourceIp: $granted', ({ sourceIp, granted }) => {
    expect(judge(withUrl(custom({ sourceIp }))).kind).toBe(granted ? 'granted' : 'refused')
  })

  test('SEC-06: a viewer who comes over IPv6 is in no range', () => {
    expect(judge(withUrl(custom({ sourceIp: '0.0.0.0/0' }), { clientIp: '2001:db8::1' })).kind).toBe('refused')
  })

  test('SEC-01: a policy that has begun', () => {
    expect(judge(withUrl(custom({ greaterThan: now / 1_000 - 1 }))).kind).toBe('granted')
  })
})

test('SEC-01, SEC-04: a signature that was good before is good again, and for nothing else', () => {
  const other = cannedFields(ecdsa, URL_ASKED, later, 'SHA256')
  for (const fields of [canned, other]) {
    expect([judge(withUrl(fields)), judge(withUrl(fields))].map(({ kind }) => kind)).toEqual(['granted', 'granted'])
    const misused: readonly Fields[] = [
      { ...fields, Expires: String(later + 1) },
      { ...fields, 'Hash-Algorithm': 'Hash-Algorithm' in fields ? 'SHA1' : 'SHA256' },
      { ...fields, 'Key-Pair-Id': fields['Key-Pair-Id'] === 'KRSA' ? 'KECDSA' : 'KRSA' },
      { ...fields, Signature: `${fields['Signature']?.slice(0, -8)}AAAAAAA_` },
    ]
    expect(misused.map(each => judge(withUrl(each)).kind)).toEqual(['refused', 'refused', 'refused', 'refused'])
    expect(judgeSignature(rules, viewerRequest(withUrl(fields)), later * 1_000).kind).toBe('refused')
  }
})

test('SEC-03: what stands in the URL counts, even where the cookies are good', () => {
  const cookies = { cookie: asCookies(canned) }
  expect(judge({ ...withUrl({ ...canned, Signature: 'AAAA' }), headers: cookies })).toMatchObject({ kind: 'refused' })
  expect(judge({ ...withUrl(canned), headers: { cookie: 'CloudFront-Signature=AAAA' } })).toMatchObject({
    kind: 'granted',
    by: 'signed-url',
  })
})

test('SEC-02: parameters of the site are part of what is signed, those of the signature are not', () => {
  const fields = cannedFields(rsa, `${URL_ASKED}?size=l&x`, later)
  expect(judge({ path: `/film.mp4?size=l&${asQuery(fields)}&x` }).kind).toBe('granted')
  expect(judge({ path: `/film.mp4?size=s&${asQuery(fields)}&x` }).kind).toBe('refused')
})

test('SEC-01: a key that is given beside the template may sign; without it nobody knows the id', () => {
  const parts = withUrl(cannedFields(account, URL_ASKED, later))
  expect(judge(parts).kind).toBe('granted')
  expect(judge(parts, { givenKeys: new Map() })).toMatchObject({ kind: 'refused', code: 'InvalidKey' })
})

describe('the name in the URL that was signed', () => {
  const signed = (url: string, host: string) =>
    judge({ path: `/film.mp4?${asQuery(cannedFields(rsa, url, later))}`, headers: { host } }).kind

  test.each([
    { url: 'https://www.example.org/film.mp4', host: 'www.example.org', kind: 'granted' },
    { url: 'https://www.example.org/film.mp4', host: 'WWW.example.org:8443', kind: 'granted' },
    { url: 'https://a.example.net/film.mp4', host: 'a.example.net', kind: 'granted' },
    { url: 'https://d1test.cloudfront.net/film.mp4', host: 'www.example.org', kind: 'refused' },
    { url: 'http://www.example.org/film.mp4', host: 'www.example.org', kind: 'refused' },
  ])('SEC-01: $url under $host is $kind', ({ url, host, kind }) => {
    expect(signed(url, host)).toBe(kind)
  })

  test.each([
    'http://127.0.0.1:8080/film.mp4',
    'https://127.0.0.1:8080/film.mp4',
    'https://www.example.org/film.mp4',
    'https://d1test.cloudfront.net/film.mp4',
  ])('at the address of the stage, %s is granted', url => {
    expect(signed(url, '127.0.0.1:8080')).toBe('granted')
  })
})

test('SEC-01: nothing but a signature opens the door, and nothing throws', () => {
  const hostile = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.base64String({ maxLength: 60 }),
    fc.json().map(text => encoded(Buffer.from(text))),
    fc.constantFrom('KRSA', 'KECDSA', 'SHA256', String(later), encoded(Buffer.alloc(256))),
  )
  const fields = fc.dictionary(
    fc.constantFrom('Policy', 'Expires', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm'),
    hostile,
  )
  fc.assert(
    fc.property(fields, fc.boolean(), (given, inCookies) => {
      expect(judge(inCookies ? withCookies(given) : withUrl(given)).kind).toBe('refused')
    }),
    { numRuns: 500 },
  )
})

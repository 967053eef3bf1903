import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { context, requestOf, runnerOf } from '../../../test/support/function-runner.ts'

const KEY = 'a secret'
const text = (value: string): string => Buffer.from(value).toString('hex')

const byteString = (hex: string): string => {
  const sizeBytes = hex.length / 2
  return (sizeBytes < 24 ? (0x40 + sizeBytes).toString(16) : `58${sizeBytes.toString(16)}`) + hex
}

/** A COSE_Mac0 of RFC 8152 with the parts given in hexadecimal, put together here and not by the module under test. */
const token = (parts: { readonly before?: string; readonly headers?: string; readonly payload?: string } = {}) => {
  const { before = 'd1', headers = 'a10105', payload = 'a2016161041a5612aeb0' } = parts
  const structure = `8464${text('MAC0')}${byteString(headers)}40${byteString(payload)}`
  const mac = createHmac('sha256', KEY).update(Buffer.from(structure, 'hex')).digest('hex')
  return `${before}84${byteString(headers)}a0${byteString(payload)}${byteString(mac)}`
}

const TOKEN = token()

const run = (statements: string): string => {
  const code = `import cf from 'cloudfront'
function handler(event) { var request = event.request, r; try { ${statements} } catch (e) { r = e.name + ': ' + e.message }
console.log(typeof r === 'string' ? r : JSON.stringify(r)); return request }`
  const outcome = runnerOf(code).viewerRequest(context, requestOf())
  if (outcome.kind !== 'request') throw new Error('message' in outcome ? outcome.message : outcome.kind)
  return outcome.logs[0] ?? ''
}
const validated = (hex: string, key = `'${KEY}'`): string =>
  run(`r = cf.cwt.validateToken(Buffer.from('${hex}', 'hex'), { key: ${key} })`)

describe('cf.cwt.validateToken (CFF-69e)', () => {
  const decoded = '{"protectedHeaders":{"1":5},"unprotectedHeaders":{},"payload":{"1":"a","4":1444064944}}'
  test.each([
    { what: 'the COSE tag alone', hex: TOKEN, key: `'${KEY}'` },
    { what: 'a CWT tag around it', hex: token({ before: 'd83dd1' }), key: `'${KEY}'` },
    { what: 'the key as a Buffer', hex: TOKEN, key: `Buffer.from('${KEY}')` },
  ])('$what', ({ hex, key }) => {
    expect(validated(hex, key)).toBe(decoded)
  })
  test('values of every kind, claims unchecked, keys as texts in their order', () => {
    const good = 'a5096162' + '01' + '3903e7' + '6178' + '83f5f420' + '07' + '420102' + '18c8' + 'fb3ff8000000000000'
    expect(validated(token({ payload: good }))).toBe(
      '{"protectedHeaders":{"1":5},"unprotectedHeaders":{},"payload":{"9":"b","1":-1000,"x":[true,false,-1],"7":{"type":"Buffer","data":[1,2]},"200":1.5}}',
    )
  })
  test.each([
    { what: 'another key', hex: TOKEN, key: "'other'", says: 'Error: the token was not made with this key' },
    { what: 'no key', hex: TOKEN, key: 'undefined', says: 'TypeError: key must be a string or a Buffer' },
    { what: 'no COSE tag', hex: token({ before: '' }), says: 'Error: the token has no tag of a COSE_Mac0' },
    { what: 'the CWT tag alone', hex: token({ before: 'd83d' }), says: 'Error: the token has no tag of a COSE_Mac0' },
    { what: 'HMAC 256/64', hex: token({ headers: 'a10104' }), says: 'Error: the algorithm of the token is not HS256' },
    { what: 'more behind it', hex: `${TOKEN}00`, says: 'Error: the token goes on behind its end' },
    { what: 'nothing', hex: '', says: 'Error: the token ends too early' },
    { what: 'more than 1 KB', hex: `${TOKEN}${'00'.repeat(1024)}`, says: /has \d+ bytes, at most 1024/ },
    {
      what: 'a claim set that is no map',
      hex: token({ payload: '8101' }),
      says: 'Error: a part of the token is no map',
    },
  ])('refuses $what', ({ hex, key = `'${KEY}'`, says }) => {
    expect(validated(hex, key)).toMatch(says)
  })
  test('refuses what is no Buffer', () => {
    expect(run("r = cf.cwt.validateToken('text', { key: 'k' })")).toBe('TypeError: the token must be a Buffer')
  })
  test('a token with any byte changed fails, and so does any part of one', () => {
    const bytes = Buffer.from(TOKEN, 'hex')
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, by, cut) => {
        const changed = Buffer.from(cut ? bytes.subarray(0, at) : bytes)
        if (!cut) changed[at] = (changed[at] ?? 0) ^ by
        expect(validated(changed.toString('hex'))).toMatch(/^\w*Error: /)
      }),
      { numRuns: 60 },
    )
  })
})

describe('cf.cwt.generateToken (CFF-69e)', () => {
  const claims = "{ protected: { 1: '5' }, unprotected: {}, payload: { 1: 'a', 4: 1444064944 } }"
  test.each([
    { what: 'the order of the samples', given: `${claims}, { coseTag: 'MAC0', key: '${KEY}' }`, hex: TOKEN },
    { what: 'the order of the text', given: `{ coseTag: 'MAC0', key: '${KEY}' }, ${claims}`, hex: TOKEN },
    {
      what: 'a CWT tag',
      given: `${claims}, { cwtTag: true, coseTag: 'MAC0', key: '${KEY}' }`,
      hex: token({ before: 'd83dd1' }),
    },
    {
      what: 'what validateToken gave',
      given: `cf.cwt.validateToken(Buffer.from('${TOKEN}', 'hex'), { key: '${KEY}' }), { coseTag: 'MAC0', key: '${KEY}' }`,
      hex: TOKEN,
    },
  ])('$what', ({ given, hex }) => {
    expect(run(`r = cf.cwt.generateToken(${given}).toString('hex')`)).toBe(hex)
  })
  test.each([
    { what: 'no COSE tag', given: `${claims}, { key: 'k' }`, says: 'TypeError: coseTag must be MAC0' },
    {
      what: 'another COSE tag',
      given: `${claims}, { coseTag: 'SIGN1', key: 'k' }`,
      says: 'TypeError: coseTag must be MAC0',
    },
    {
      what: 'no payload',
      given: "{}, { coseTag: 'MAC0', key: 'k' }",
      says: 'TypeError: the token must have a payload',
    },
    {
      what: 'another algorithm',
      given: "{ protected: { 1: 4 }, payload: {} }, { coseTag: 'MAC0', key: 'k' }",
      says: 'Error: the algorithm of the token is not HS256',
    },
    {
      what: 'more than 1 KB',
      given: "{ protected: { 1: 5 }, payload: { 1: 'x'.repeat(1000) } }, { coseTag: 'MAC0', key: 'k' }",
      says: /has \d+ bytes, at most 1024/,
    },
    {
      what: 'a circle',
      given:
        "(function () { var o = {}; o.o = o; return { protected: { 1: 5 }, payload: o } })(), { coseTag: 'MAC0', key: 'k' }",
      says: 'Error: a claim is nested too deep',
    },
  ])('refuses $what', ({ given, says }) => {
    expect(run(`r = cf.cwt.generateToken(${given})`)).toMatch(says)
  })
})

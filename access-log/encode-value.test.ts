import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeUserAgent, decodeValue, encodeRepeatedValue, encodeValue } from './encode-value.ts'

const VECTORS = [
  { logged: 'Mozilla/5.0%20(X11)', wire: 'Mozilla/5.0 (X11)' },
  { logged: 'q=a%2520b', wire: 'q=a%20b' },
  { logged: '/words/%25E5%25A5%25BD/', wire: '/words/%E5%A5%BD/' },
  { logged: '-', wire: undefined },
  { logged: '%FF', wire: '\xff' },
  { logged: '100%25', wire: '100%' },
]

describe('cloudfront-logs 1.3, the vectors', () => {
  test.each(VECTORS)('$logged', ({ logged, wire }) => {
    expect(encodeValue(wire)).toBe(logged)
    expect(encodeRepeatedValue(wire)).toBe(logged)
    expect(decodeValue(logged)).toBe(wire)
  })

  test('rule 5, a User-Agent encoded twice', () => {
    expect(decodeUserAgent('Mozilla/5.0%2520(X11)')).toBe('Mozilla/5.0 (X11)')
    expect(decodeUserAgent('Mozilla/5.0%20(X11)')).toBe('Mozilla/5.0 (X11)')
    expect(decodeUserAgent('-')).toBeUndefined()
  })
})

test('cloudfront-logs 1.3, rule 1: exactly these bytes are encoded', () => {
  const listed = new Set('<>"#%{}|\\^~[]`\' '.split('').map(character => character.charCodeAt(0)))
  for (let byte = 0; byte < 256; byte++) {
    const isListed = byte <= 32 || byte >= 127 || listed.has(byte)
    const escape = `%${byte.toString(16).padStart(2, '0').toUpperCase()}`
    expect(encodeValue(String.fromCharCode(byte))).toBe(isListed ? escape : String.fromCharCode(byte))
  }
})

test('an empty value is a hyphen', () => {
  expect(encodeValue('')).toBe('-')
  expect(encodeRepeatedValue('')).toBe('-')
})

test('text beyond bytes counts as UTF-8', () => {
  expect(encodeValue('a好')).toBe('a%E5%A5%BD')
})

const byteString = fc.uint8Array({ minLength: 1, maxLength: 40 }).map(bytes => Buffer.from(bytes).toString('latin1'))

test('any bytes come back', () => {
  fc.assert(
    fc.property(byteString, value => {
      fc.pre(value !== '-')
      expect(decodeValue(encodeValue(value))).toBe(value)
    }),
  )
})

test('any text is one printable cell', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), value => {
      expect(encodeValue(value)).toMatch(/^[!-~]+$/)
    }),
  )
})

test('a cell that was never encoded is read without failing', () => {
  fc.assert(
    fc.property(fc.string(), cell => {
      expect(() => decodeUserAgent(cell)).not.toThrow()
    }),
  )
  expect(decodeValue('100%')).toBe('100%')
  expect(decodeValue('%zz%41')).toBe('%zzA')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptsCoding, normalizeAcceptEncoding } from './accept-encoding.ts'

const both = { gzip: true, brotli: true }
const onlyGzip = { gzip: true, brotli: false }
const onlyBrotli = { gzip: false, brotli: true }
const neither = { gzip: false, brotli: false }

test.each([
  { rule: 'KEY-30 both', policy: both, field: 'gzip, deflate, br', inKey: 'br,gzip', toOrigin: 'br,gzip' },
  { rule: 'KEY-30 in the other order', policy: both, field: 'br;q=0.5,gzip', inKey: 'br,gzip', toOrigin: 'br,gzip' },
  { rule: 'KEY-31 gzip only', policy: both, field: 'gzip', inKey: 'gzip', toOrigin: 'gzip' },
  { rule: 'KEY-32 br only', policy: both, field: 'br', inKey: 'br', toOrigin: 'br' },
  { rule: 'KEY-33 neither', policy: both, field: 'deflate', inKey: undefined, toOrigin: 'identity' },
  { rule: 'KEY-34 br is off', policy: onlyGzip, field: 'gzip, br', inKey: 'gzip', toOrigin: 'gzip' },
  {
    rule: 'KEY-35 br is off and gzip not accepted',
    policy: onlyGzip,
    field: 'br',
    inKey: undefined,
    toOrigin: 'identity',
  },
  { rule: 'KEY-36 gzip is off', policy: onlyBrotli, field: 'gzip, br', inKey: 'br', toOrigin: 'br' },
  {
    rule: 'KEY-37 gzip is off and br not accepted',
    policy: onlyBrotli,
    field: 'gzip',
    inKey: undefined,
    toOrigin: 'identity',
  },
  { rule: 'KEY-38 no field', policy: both, field: undefined, inKey: undefined, toOrigin: undefined },
  { rule: 'KEY-39 both off', policy: neither, field: 'gzip, br', inKey: undefined, toOrigin: undefined },
  {
    rule: 'KEY-42 q=0 is a refusal',
    policy: both,
    field: 'gzip;q=0, br;q=0.000',
    inKey: undefined,
    toOrigin: 'identity',
  },
  { rule: 'KEY-42 q=0.1 is none', policy: both, field: 'gzip;q=0.1', inKey: 'gzip', toOrigin: 'gzip' },
  { rule: 'KEY-43 the star is dropped', policy: both, field: '*', inKey: undefined, toOrigin: 'identity' },
  { rule: 'KEY-43 zstd is dropped', policy: both, field: 'zstd, GZIP', inKey: 'gzip', toOrigin: 'gzip' },
])('$rule', ({ policy, field, inKey, toOrigin }) => {
  expect(normalizeAcceptEncoding(policy, field)).toEqual({ inKey, toOrigin })
})

test('KEY-30 to KEY-37: what is in the key is what goes to the origin, and is accepted', () => {
  const part = fc.constantFrom('gzip', 'br', 'deflate', '*', 'gzip;q=0', 'br;q=0', 'br;q=1', ' GZIP ')
  fc.assert(
    fc.property(fc.array(part), fc.boolean(), fc.boolean(), (parts, gzip, brotli) => {
      const field = parts.join(',')
      const { inKey, toOrigin } = normalizeAcceptEncoding({ gzip, brotli }, field)
      if (inKey === undefined) return
      expect(toOrigin).toBe(inKey)
      expect(inKey.includes('br')).toBe(brotli && acceptsCoding(field, 'br'))
      expect(inKey.includes('gzip')).toBe(gzip && acceptsCoding(field, 'gzip'))
    }),
  )
})

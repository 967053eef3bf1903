import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCacheControl } from './cache-control.ts'

const nothing = parseCacheControl(undefined)

test.each([
  { rule: 'no field', header: undefined, stated: {} },
  { rule: 'TTL-01 max-age', header: 'max-age=60', stated: { maxAge: 60 } },
  { rule: 'TTL-02 both ages', header: 'max-age=60, s-maxage=5', stated: { maxAge: 60, sMaxage: 5 } },
  { rule: 'names compare without case', header: 'Max-Age=60, NO-STORE', stated: { maxAge: 60, noStore: true } },
  { rule: 'a quoted age', header: 'max-age="60"', stated: { maxAge: 60 } },
  { rule: 'spaces and empty elements', header: ' , max-age = 60 ,, ', stated: { maxAge: 60 } },
  { rule: 'TTL-05 no-store', header: 'no-store', stated: { noStore: true } },
  { rule: 'TTL-05 no-cache', header: 'no-cache', stated: { noCache: true } },
  { rule: 'TTL-05 private', header: 'private, max-age=60', stated: { private: true, maxAge: 60 } },
  { rule: 'TTL-12 at most 100 years', header: 'max-age=99999999999', stated: { maxAge: 3_155_760_000 } },
  { rule: 'TTL-12 at least 0', header: 'max-age=0', stated: { maxAge: 0 } },
  { rule: 'TTL-15 directives without effect at the edge', header: 'public, must-revalidate, immutable', stated: {} },
  {
    rule: 'TTL-18 no-cache of a field is no no-cache',
    header: 'no-cache="Set-Cookie"',
    stated: { noCacheFields: ['set-cookie'] },
  },
  {
    rule: 'TTL-18 several fields in quotes are one value',
    header: 'no-cache="Set-Cookie, X-User", max-age=5',
    stated: { noCacheFields: ['set-cookie', 'x-user'], maxAge: 5 },
  },
  { rule: 'TTL-18 a qualified private counts as absent', header: 'private="x"', stated: {} },
  { rule: 'TTL-19 an invalid age is absent', header: 'max-age=abc', stated: {} },
  { rule: 'TTL-19 a negative age is absent', header: 'max-age=-1', stated: {} },
  { rule: 'TTL-19 a fraction is absent', header: 'max-age=1.5', stated: {} },
  { rule: 'TTL-19 the first of two wins', header: 'max-age=60, max-age=5', stated: { maxAge: 60 } },
  { rule: 'TTL-19 an invalid one before it is absent', header: 'max-age=abc, max-age=5', stated: { maxAge: 5 } },
  { rule: 'TTL-19 one without a value before it', header: 'max-age, max-age=, max-age=5', stated: { maxAge: 5 } },
  { rule: 'TTL-19 an invalid one behind it', header: 'max-age=5, max-age=abc', stated: { maxAge: 5 } },
  { rule: 'TTL-19 the first of two s-maxage', header: 's-maxage=5, S-MaxAge=60', stated: { sMaxage: 5 } },
  { rule: 'TTL-19 upper case', header: 'MAX-AGE=60, S-MAXAGE=5', stated: { maxAge: 60, sMaxage: 5 } },
  { rule: 'TTL-19 spaces around the equals sign', header: 'max-age\t=  60', stated: { maxAge: 60 } },
  {
    rule: 'TTL-19 semicolons for commas',
    header: 'public; max-age=60; s-maxage=5',
    stated: { maxAge: 60, sMaxage: 5 },
  },
  { rule: 'TTL-19 a space for a comma', header: 'public max-age=60', stated: { maxAge: 60 } },
  { rule: 'TTL-19 leading zeros', header: 'max-age=0060', stated: { maxAge: 60 } },
  { rule: 'TTL-19 a unit', header: 'max-age=60s', stated: {} },
  { rule: 'TTL-19 a sign', header: 'max-age=+60', stated: {} },
  { rule: 'TTL-19 an exponent', header: 'max-age=6e1', stated: {} },
  { rule: 'TTL-19 a colon', header: 'max-age: 60', stated: {} },
  { rule: 'TTL-19 spaces inside of quotes', header: 'max-age=" 60 "', stated: {} },
  { rule: 'TTL-19 single quotes', header: "max-age='60'", stated: {} },
  { rule: 'TTL-19 a quote that never ends', header: 'max-age="60, s-maxage=5', stated: { sMaxage: 5 } },
  { rule: 'TTL-19 quotes around all of it', header: '"max-age=60"', stated: {} },
  { rule: 'TTL-19 a refusal twice', header: 'no-store, no-store=1', stated: { noStore: true } },
  {
    rule: 'TTL-18 a no-cache of a field does not hide a plain one',
    header: 'no-cache="Set-Cookie", no-cache',
    stated: { noCache: true, noCacheFields: ['set-cookie'] },
  },
  { rule: 'TTL-18 a plain private behind a qualified one', header: 'private="x", private', stated: { private: true } },
  {
    rule: 'STALE-01 and STALE-03',
    header: 'stale-while-revalidate=30, stale-if-error=90',
    stated: { staleWhileRevalidate: 30, staleIfError: 90 },
  },
  { rule: 'STALE-04 zero is stated', header: 'stale-if-error=0', stated: { staleIfError: 0 } },
])('$rule', ({ header, stated }) => {
  expect(parseCacheControl(header)).toEqual({ ...nothing, ...stated })
})

test('any text is read without a throw, and ages are whole seconds within the bounds', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const { maxAge, sMaxage } = parseCacheControl(text)
      for (const age of [maxAge, sMaxage]) {
        if (age !== undefined) expect(Number.isInteger(age) && age >= 0 && age <= 3_155_760_000).toBe(true)
      }
    }),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { httpDate, parseHttpDate } from './http-date.ts'

const EXAMPLE = Date.UTC(1994, 10, 6, 8, 49, 37)

test.each([
  { rule: 'IMF-fixdate', text: 'Sun, 06 Nov 1994 08:49:37 GMT', ms: EXAMPLE },
  { rule: 'RFC 850', text: 'Sunday, 06-Nov-94 08:49:37 GMT', ms: EXAMPLE },
  { rule: 'asctime', text: 'Sun Nov  6 08:49:37 1994', ms: EXAMPLE },
  { rule: 'another case of the weekday', text: 'SUN, 06 Nov 1994 08:49:37 GMT', ms: EXAMPLE },
  { rule: 'another case of the month', text: 'Sun, 06 NOV 1994 08:49:37 GMT', ms: EXAMPLE },
  { rule: 'another case of the zone', text: 'Sun, 06 Nov 1994 08:49:37 gmt', ms: EXAMPLE },
  { rule: 'RFC 850 in another case', text: 'sunday, 06-nov-94 08:49:37 gmt', ms: EXAMPLE },
  { rule: 'no field', text: undefined, ms: undefined },
  { rule: 'the customary zero is no date', text: '0', ms: undefined },
  { rule: 'ISO 8601 is no HTTP date', text: '1994-11-06T08:49:37Z', ms: undefined },
  { rule: 'RFC 850 in this century', text: 'Thursday, 18-Aug-50 02:01:18 GMT', ms: Date.UTC(2050, 7, 18, 2, 1, 18) },
  { rule: 'another time zone is no date', text: 'Sun, 06 Nov 1994 08:49:37 PST', ms: undefined },
  { rule: 'an offset is no date', text: 'Sun, 06 Nov 1994 08:49:37 +0000', ms: undefined },
  { rule: 'no zone is no date', text: 'Sun, 06 Nov 1994 08:49:37', ms: undefined },
  { rule: 'an unknown month is no date', text: 'Sun, 06 Nob 1994 08:49:37 GMT', ms: undefined },
  { rule: 'a day that does not exist is no date', text: 'Wed, 30 Feb 1994 08:49:37 GMT', ms: undefined },
  { rule: 'a time that does not exist is no date', text: 'Sun, 06 Nov 1994 24:49:37 GMT', ms: undefined },
  { rule: 'dots in the time are no date', text: 'Sun, 06 Nov 1994 08.49.37 GMT', ms: undefined },
  { rule: 'something behind is no date', text: 'Sun, 06 Nov 1994 08:49:37 GMT, 0', ms: undefined },
  { rule: 'a weekday alone is no date', text: 'Sunday', ms: undefined },
])('$rule', ({ text, ms }) => {
  expect(parseHttpDate(text)).toBe(ms)
})

test('what is written is read back, to the second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), seconds => {
      expect(parseHttpDate(httpDate(seconds * 1000))).toBe(seconds * 1000)
    }),
  )
})

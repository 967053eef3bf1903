import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shortened, visibleText } from './visible-text.ts'

test.each([
  { rule: 'an escape sequence is spelled', text: '\x1b[31mred', shown: '\\x1b[31mred' },
  { rule: 'a line break is spelled', text: 'a\r\nb', shown: 'a\\x0d\\x0ab' },
  { rule: 'C1 controls are spelled', text: '\x9b2J', shown: '\\x9b2J' },
  { rule: 'a mark that turns the direction is spelled', text: 'gnp.\u202eexe', shown: 'gnp.\\u202eexe' },
  { rule: 'half a surrogate pair is spelled', text: '\ud800', shown: '\\ud800' },
  { rule: 'other text stays, whole pairs too', text: 'Zoë 🎭 /live', shown: 'Zoë 🎭 /live' },
])('$rule', ({ text, shown }) => {
  expect(visibleText(text)).toBe(shown)
})

test.each([
  { rule: 'short text stays', text: '/live', length: 5, short: '/live' },
  { rule: 'long text keeps both ends', text: '/live/harbour-city.js', length: 10, short: '/live/….js' },
  { rule: 'no room but for the sign', text: '/live', length: 1, short: '…' },
])('$rule', ({ text, length, short }) => {
  expect(shortened(text, length)).toBe(short)
})

test('shortened text fits', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 60 }), (text, length) => {
      expect(shortened(text, length).length).toBeLessThanOrEqual(length)
    }),
  )
})

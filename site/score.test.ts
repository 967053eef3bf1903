import fc from 'fast-check'
import { expect, test } from 'vitest'
import { liveEvents } from './live-events.ts'
import { isScore, scoreAt } from './score.ts'

test('at any time a score counts its own goals and lies within the match', () => {
  fc.assert(
    fc.property(fc.constantFrom(...liveEvents), fc.nat(4_000_000_000_000), (event, now) => {
      const score = scoreAt(event, now)
      expect(score.home + score.away).toBe(score.goals.length)
      expect(score.minute).toBeGreaterThanOrEqual(1)
      expect(score.minute).toBeLessThanOrEqual(event.minutes)
      expect(score.goals.every(goal => goal.minute <= score.minute)).toBe(true)
      expect(isScore(JSON.parse(JSON.stringify(score)))).toBe(true)
    }),
  )
})

test.each([
  { rule: 'CER-01 an error page in place of the answer is no score', answer: '<!doctype html>' },
  { rule: 'nothing is no score', answer: null },
  { rule: 'an error of the API is no score', answer: { error: 'no such live event' } },
  { rule: 'a score without its goals is no score', answer: { slug: 'x', home: 1, away: 0, minute: 4, phase: 'live' } },
])('$rule', ({ answer }) => {
  expect(isScore(answer)).toBe(false)
})

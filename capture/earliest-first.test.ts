import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EarliestFirst } from './earliest-first.ts'

test('values leave in order of time, those of one instant in order of arrival', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 })), times => {
      const waiting = new EarliestFirst<{ time: number; arrival: number }>()
      const values = times.map((time, arrival) => ({ time, arrival }))
      values.forEach(value => waiting.add(value.time, value))
      expect(waiting.size).toBe(times.length)
      const left = values.map(() => waiting.takeBefore(Infinity))
      expect(left).toEqual(values.toSorted((a, b) => a.time - b.time || a.arrival - b.arrival))
      expect(waiting.size).toBe(0)
    }),
  )
})

test('nothing leaves at or after the end asked for', () => {
  const waiting = new EarliestFirst<string>()
  waiting.add(5, 'five')
  expect(waiting.takeBefore(5)).toBeUndefined()
  expect(waiting.takeBefore(6)).toBe('five')
  expect(waiting.takeBefore(Infinity)).toBeUndefined()
})

test('adding and taking may alternate', () => {
  const waiting = new EarliestFirst<number>()
  for (const time of [9, 3, 7]) waiting.add(time, time)
  expect(waiting.takeBefore(10)).toBe(3)
  waiting.add(1, 1)
  waiting.add(8, 8)
  expect([1, 2, 3, 4].map(() => waiting.takeBefore(10))).toEqual([1, 7, 8, 9])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventQueue } from './event-queue.ts'

test('events happen in order of time, those of one instant in order of planning', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), times => {
      const queue = new EventQueue()
      const happened: [time: number, index: number][] = []
      times.forEach((time, index) => queue.at(time, () => happened.push([queue.now, index])))
      queue.run()
      const expected = times.map((time, index): [number, number] => [time, index])
      expect(happened).toEqual(expected.sort(([a, i], [b, j]) => a - b || i - j))
      expect(queue.length).toBe(0)
    }),
  )
})

test('what an event plans happens too, and the past is now', () => {
  const queue = new EventQueue(100)
  const happened: number[] = []
  queue.after(10, () => {
    queue.at(50, () => happened.push(queue.now))
    queue.after(5, () => happened.push(queue.now))
  })
  queue.run()
  expect(happened).toEqual([110, 115])
})

test('time stands where it was told to', () => {
  const queue = new EventQueue()
  const happened: number[] = []
  for (const time of [10, 20, 30]) queue.at(time, () => happened.push(time))
  queue.run(20)
  expect(happened).toEqual([10, 20])
  expect(queue.now).toBe(20)
  queue.run(25)
  expect(queue.now).toBe(25)
  queue.run()
  expect(queue.now).toBe(30)
})

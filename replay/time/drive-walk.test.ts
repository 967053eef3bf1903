import { expect, test } from 'vitest'
import type { Question, Walk } from '../../pop/world.ts'
import { driveWalk, type AnswerLater } from './drive-walk.ts'

const QUESTION: Question = { ask: 'compress', body: { byteLength: 1 }, coding: 'br' }

function* asking(times: number): Walk<unknown[]> {
  const answers: unknown[] = []
  for (let i = 0; i < times; i++) answers.push(yield QUESTION)
  return answers
}

const run = (walk: Walk<unknown>, answer: AnswerLater) => {
  const ends: { done?: unknown; failed?: unknown } = {}
  driveWalk(walk, answer, { done: value => (ends.done = value), failed: bug => (ends.failed = bug) })
  return ends
}

test('a walk that asks nothing ends at once', () => expect(run(asking(0), () => {})).toEqual({ done: [] }))

test('answers at once, however many, do not pile up calls', () => {
  const { done } = run(asking(100_000), (_, then) => then(1))
  expect(done).toHaveLength(100_000)
})

test('an answer that comes later goes on where the walk stopped', () => {
  const waiting: ((given: unknown) => void)[] = []
  const ends = run(asking(2), (_, then) => waiting.push(then))
  waiting.shift()?.('a')
  expect(ends).toEqual({})
  waiting.shift()?.('b')
  expect(ends).toEqual({ done: ['a', 'b'] })
})

test('what the world throws is thrown into the walk, and out of it', () => {
  const { failed } = run(asking(1), () => {
    throw new Error('a bug')
  })
  expect(failed).toEqual(new Error('a bug'))
})

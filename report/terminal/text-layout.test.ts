import { expect, test } from 'vitest'
import { aligned, wrapped } from './text-layout.ts'

test('lines break at spaces, and a longer word stands alone', () => {
  expect(wrapped('ten seats in the stalls', 9)).toEqual(['ten seats', 'in the', 'stalls'])
  expect(wrapped('a understudy b', 5)).toEqual(['a', 'understudy', 'b'])
  expect(wrapped('', 5)).toEqual([''])
})

test('columns are as wide as their longest cell, and the last one gives way', () => {
  const rows = [
    ['8', '/live'],
    ['1,204', '/programme/the-long-tide'],
  ]
  expect(aligned(rows, ['right', 'left'], 40)).toEqual(['    8  /live', '1,204  /programme/the-long-tide'])
  expect(aligned(rows, ['right', 'left'], 17)).toEqual(['    8  /live', '1,204  /progr…ide'])
})

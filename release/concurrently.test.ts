import { expect, test } from 'vitest'
import { Barrier } from '../test/support/barrier.ts'
import { concurrently } from './concurrently.ts'

test('results come in the order of the items, and never more run than allowed', async () => {
  let running = 0
  let most = 0
  const results = await concurrently([5, 1, 4, 2, 3], 2, async turns => {
    running += 1
    most = Math.max(most, running)
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    running -= 1
    return turns * 10
  })
  expect(results).toEqual([50, 10, 40, 20, 30])
  expect(most).toBe(2)
})

test('no items, no work', async () => {
  expect(await concurrently([], 4, () => Promise.reject(new Error('asked')))).toEqual([])
})

test('after a failure nothing is started, and what runs is waited for', async () => {
  const ended: number[] = []
  const barrier = new Barrier()
  const all = concurrently([0, 1, 2, 3], 2, async item => {
    if (item === 0) throw new Error('the first failed')
    await new Promise<void>(resolve => barrier.whenOpen(resolve))
    ended.push(item)
  })
  const settled = all.then(
    () => 'done',
    (error: Error) => `${error.message} after ${ended.join()}`,
  )
  barrier.open()
  expect(await settled).toBe('the first failed after 1')
})

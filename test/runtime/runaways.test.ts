import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runInChild } from '../support/bundled-child.ts'
import { BOUND_WORDS, RUNAWAYS, type RunawayRun } from './runaways.ts'

/** A heap of which the process itself takes some 40 MB: the engine ends the process that asks for more. */
const SMALL_HEAP = ['--max-old-space-size=160', '--max-semi-space-size=8']
const PEAK_MEGABYTES_MAX = 480
const CHILD_MAX_MS = 120_000

const child = runInChild(join(import.meta.dirname, 'runaways-child.ts'), SMALL_HEAP, CHILD_MAX_MS)
const runs: readonly RunawayRun[] = child.stdout
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line))

describe('functions without end or measure fail alone (CFF-150, CFF-151)', () => {
  test('none ends the process', () => {
    expect(child).toMatchObject({ status: 0, stderr: '' })
  })
  test('none takes much of it, not even the most of them', () => {
    expect(Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes))).toBeLessThan(PEAK_MEGABYTES_MAX)
  })
  const wanted = RUNAWAYS.flatMap(({ name, bounds, runtimes }) =>
    runtimes.map(runtime => ({ name, runtime, words: bounds.map(bound => BOUND_WORDS[bound]) })),
  )
  test.each(wanted)('$name ($runtime)', ({ name, runtime, words }) => {
    const run = runs.find(one => one.name === name && one.runtime === runtime)
    expect(run?.next).toBe('/well')
    expect(words.filter(word => run?.outcome.startsWith(word))).not.toEqual([])
  })
})

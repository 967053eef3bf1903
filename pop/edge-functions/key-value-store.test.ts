import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cacheBehavior, distribution } from '../../test/support/distribution.ts'
import { context, requestOf } from '../../test/support/function-runner.ts'
import { createRunners } from './create-runners.ts'
import { historyOf, pairsAt, updated, type KeyValuePairs, type KeyValueSource } from './key-value-store.ts'

const pairsOf = (value: string): KeyValuePairs => new Map([['a', value]])

const fn = {
  logicalId: 'Fn',
  name: 'fn',
  runtime: 'cloudfront-js-2.0',
  code: `import cf from 'cloudfront';
async function handler(event) {
  const store = cf.kvs();
  const value = await store.get('a');
  event.request.headers['x-seen'] = { value: value };
  return event.request;
}`,
  keyValueStore: { logicalId: 'Flags', name: 'flags' },
  place: { file: 'fn.js' },
} as const

const site = distribution({ behaviors: [cacheBehavior({ functions: { 'viewer-request': fn } })] })

/** What the function reads at a time. */
const reader = (source: KeyValueSource, keyValueStorePropagationSeconds?: number) => {
  const { runnerOf, memoryStats } = createRunners({
    distributions: [site],
    keyValueStores: new Map([['flags', source]]),
    remembers: true,
    ...(keyValueStorePropagationSeconds === undefined ? {} : { keyValueStorePropagationSeconds }),
  })
  const seenAt = (now: number): string | undefined => {
    const outcome = runnerOf(fn).viewerRequest({ ...context, now }, requestOf())
    return outcome.kind === 'request' ? outcome.headers.get('x-seen') : JSON.stringify(outcome)
  }
  return { seenAt, memoryStats }
}

test('an update takes effect at the next invocation, remembered answers or not', () => {
  let pairs = pairsOf('1')
  const { seenAt, memoryStats } = reader(() => pairs)
  expect([seenAt(0), seenAt(1), seenAt(2)]).toEqual(['1', '1', '1'])
  expect(memoryStats()['fn']?.remembered).toBeGreaterThan(0)
  pairs = pairsOf('2')
  expect(seenAt(3)).toBe('2')
  pairs = pairsOf('1')
  expect(seenAt(4)).toBe('1')
})

test.each([
  { propagationSeconds: 0, at: 9_999, sees: 'old' },
  { propagationSeconds: 0, at: 10_000, sees: 'new' },
  { propagationSeconds: 5, at: 14_999, sees: 'old' },
  { propagationSeconds: 5, at: 15_000, sees: 'new' },
])('with $propagationSeconds s of propagation an update at 10,000 ms: $sees at $at', row => {
  const history = updated(historyOf(pairsOf('old')), { pairs: pairsOf('new'), since: 10_000 })
  expect(reader(time => pairsAt(history, time), row.propagationSeconds).seenAt(row.at)).toBe(row.sees)
})

test('CFF-69b values do not change during one invocation', () => {
  let asked = 0
  const { seenAt } = reader(() => pairsOf(String(++asked)))
  expect([seenAt(0), seenAt(1)]).toEqual(['1', '2'])
})

test('a history gives the newest version in force, and stays small', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 40 })
  fc.assert(
    fc.property(gaps, fc.nat(50_000), (steps, at) => {
      let since = 0
      const versions = steps.map(step => ({ pairs: pairsOf(String((since += step))), since }))
      const history = versions.reduce(updated, historyOf(pairsOf('start')))
      expect(history.length).toBeLessThanOrEqual(16)
      const known = [{ pairs: pairsOf('start'), since: -Infinity }, ...versions].slice(-16)
      const inForce = known.filter(version => version.since <= at).at(-1) ?? known[0]
      expect(pairsAt(history, at)).toEqual(inForce?.pairs)
    }),
  )
})

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasOracle, runHere, runOnOracle, type Outcome } from './run-program.ts'

/** The probes are not ours to ship: they are read where they are, and `language.test.ts` holds the same ground with cases of our own. */
const FILE = join(import.meta.dirname, '../../../shared/reference/runtime-probe/probes.json')

type Expectation = 'ok' | 'missing' | 'syntax-error' | 'unlisted'

interface Probe {
  readonly id: string
  readonly feature: string
  readonly source: string
  readonly want: string
  readonly expect: Readonly<Record<'1.0' | '2.0', Expectation>>
}

const probes: readonly Probe[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : []

/** Reference 7.3: a feature is missing when its probe says anything else than it would with the feature. */
const verdictOf = (outcome: Outcome, want: string): Expectation => {
  if (outcome.kind === 'refused') return 'syntax-error'
  return outcome.kind === 'value' && outcome.value === want ? 'ok' : 'missing'
}

describe.skipIf(probes.length === 0)('probes of the reference (7.3)', () => {
  describe.each([
    { version: '1.0', runtime: 'cloudfront-js-1.0', count: 149 },
    { version: '2.0', runtime: 'cloudfront-js-2.0', count: 169 },
  ] as const)('runtime $version', ({ version, runtime, count }) => {
    const decided = probes.filter(probe => probe.expect[version] !== 'unlisted')
    test(`all ${count} that documentation or measurement decides are there`, () => {
      expect(decided).toHaveLength(count)
    })
    test.each(decided)('$id: $feature', ({ source, want, expect: expected }) => {
      expect(verdictOf(runHere(source, runtime), want)).toBe(expected[version])
    })
  })
})

/** ENG-20: where Debian's engine is not the one of runtime 2.0. */
const ORACLE_DIFFERS = new Set(
  (
    'str-replaceAll arr-from str-bytesFrom str-fromBytes str-fromUTF8 str-toBytes str-toUTF8 ' +
    'date-frozen g-timers g-setImmediate g-process syn-import-cf str-length-astral'
  ).split(' '),
)

describe.skipIf(probes.length === 0 || !hasOracle)('the same probes on an independent engine (ENG-13)', () => {
  const decided = probes.filter(probe => probe.expect['2.0'] !== 'unlisted')
  test('ENG-03, ENG-20: 156 of 169 agree; the 13 differences are known, no other', () => {
    const differing = decided.filter(({ source, want, expect: expected }) => {
      return verdictOf(runOnOracle(source), want) !== expected['2.0']
    })
    expect(new Set(differing.map(({ id }) => id))).toEqual(ORACLE_DIFFERS)
    expect(decided.length - differing.length).toBe(156)
  }, 60_000)
  test('what both refuse they refuse in the same words', () => {
    const here = decided.map(({ id, source }) => ({ id, source, outcome: runHere(source, 'cloudfront-js-2.0') }))
    for (const { id, source, outcome } of here) {
      if (outcome.kind === 'refused') expect([id, runOnOracle(source)]).toEqual([id, outcome])
    }
  }, 60_000)
})

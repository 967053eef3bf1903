import { describe, expect, test } from 'vitest'
import { LANGUAGE_CASES, type LanguageCase, type Verdict } from './language-cases.ts'
import { hasOracle, runHere, runOnOracle, type Outcome } from './run-program.ts'

const verdictOf = (outcome: Outcome, { value }: LanguageCase): Verdict => {
  if (outcome.kind === 'refused') return 'refused'
  return outcome.kind === 'value' && outcome.value === value ? 'runs' : 'absent'
}

describe.each(['cloudfront-js-1.0', 'cloudfront-js-2.0'] as const)('%s', runtime => {
  test.each(LANGUAGE_CASES)('$rule', one => {
    const outcome = runHere(one.source, runtime)
    expect([verdictOf(outcome, one), outcome]).toEqual([one.verdict[runtime], outcome])
  })
})

/** ENG-10, ENG-13: where `njs` is not installed there is nothing to compare with. */
describe.skipIf(!hasOracle)("runtime 2.0 and Debian's engine", () => {
  test.each(LANGUAGE_CASES.filter(({ oracleDiffers }) => oracleDiffers === undefined))('$rule', one => {
    const there = runOnOracle(one.source)
    expect(verdictOf(there, one)).toBe(one.verdict['cloudfront-js-2.0'])
    if (there.kind === 'refused') expect(runHere(one.source, 'cloudfront-js-2.0')).toEqual(there)
  })
  test.skip.each(LANGUAGE_CASES.filter(({ oracleDiffers }) => oracleDiffers !== undefined))(
    '$rule: $oracleDiffers',
    () => {},
  )
})

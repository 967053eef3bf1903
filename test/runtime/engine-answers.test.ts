import { describe, expect, test } from 'vitest'
import { ENGINE_ANSWERS } from './engine-answers.ts'
import { hasOracle, runHere, runOnOracle } from './run-program.ts'

/** A function that answers with the value of the last expression of the statements. */
const answering = (statements: string): string => {
  const last = statements.lastIndexOf('; ') + 1
  return `function handler(event) {
  ${statements.slice(0, last)}
  event.request.headers['x-probe'] = { value: '' + (${statements.slice(last)}) }
  return event.request
}`
}

describe('answers of the built-ins', () => {
  test.each(ENGINE_ANSWERS)('%s', (statements, answer) => {
    expect(runHere(answering(statements), 'cloudfront-js-2.0')).toEqual({ kind: 'value', value: answer })
  })
})

describe.skipIf(!hasOracle)('the same on an independent engine (ENG-13)', () => {
  test.each(ENGINE_ANSWERS)('%s', (statements, answer) => {
    expect(runOnOracle(answering(statements))).toEqual({ kind: 'value', value: answer })
  })
})

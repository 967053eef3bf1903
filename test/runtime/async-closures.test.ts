import { describe, expect, test } from 'vitest'
import { codeFindings } from '../../pop/edge-functions/cloudfront-js/language/check-code.ts'
import { hasOracle, runHere, runOnOracle } from './run-program.ts'

const asyncHandler = (statements: string): string => `async function handler(event) {
  var r
  ${statements}
  event.request.headers['x-probe'] = { value: '' + r }
  return event.request
}`

const splitLines = (source: string): number[] =>
  codeFindings(source, 'cloudfront-js-2.0').flatMap(({ rule, line }) => (rule === 'CFF-31' ? [line] : []))

const SPLIT = [
  {
    rule: 'written by a closure, read after the await',
    code: 'var n = 0; var add = x => { n += x }; add(2); await 0; r = n',
    value: '2',
  },
  {
    rule: 'a closure made before is called after',
    code: 'var n = 0; var up = function () { n++ }; await 0; up(); r = n',
    value: '1',
  },
  {
    rule: 'a closure made before reads what is written after',
    code: 'var n = 1; var get = () => n; await 0; n = 5; r = get()',
    value: '5',
  },
] as const

const WHOLE = [
  {
    rule: 'a closure made after the last await',
    code: 'var n = 0; await 0; var up = () => { n++ }; up(); r = n',
    value: '1',
  },
  {
    rule: 'a property of a captured object',
    code: 'var o = { n: 0 }; var up = () => { o.n++ }; up(); await 0; r = o.n',
    value: '1',
  },
] as const

describe('ENG-24, CFF-31: a variable that splits in two at an await', () => {
  test.each(SPLIT)('$rule: is told with its line', ({ code, value }) => {
    const source = asyncHandler(code)
    expect(splitLines(source)).toContain(3)
    // The engine below does what JavaScript says: that is why it has to be told.
    expect(runHere(source, 'cloudfront-js-2.0')).toEqual({ kind: 'value', value })
  })
  test.each(WHOLE)('$rule: nothing to tell', ({ code, value }) => {
    expect(splitLines(asyncHandler(code))).toEqual([])
    expect(runHere(asyncHandler(code), 'cloudfront-js-2.0')).toEqual({ kind: 'value', value })
  })
})

describe.skipIf(!hasOracle)('the same on an engine with the defect', () => {
  test.each(SPLIT)('$rule: the value is wrong', ({ code, value }) => {
    expect(runOnOracle(asyncHandler(code))).not.toEqual({ kind: 'value', value })
  })
  test.each(WHOLE)('$rule: the value is right', ({ code, value }) => {
    expect(runOnOracle(asyncHandler(code))).toEqual({ kind: 'value', value })
  })
})

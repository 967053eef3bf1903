import { describe, expect, test } from 'vitest'
import { NOT_COMPILED, THROWN } from './error-words.ts'
import { hasOracle, programOnOracle, runHere, runOnOracle } from './run-program.ts'

/** The message of what the statement throws, as the function itself reads it. */
const catching = (statement: string): string => `function handler(event) {
  var r
  try { (function () { ${statement} })() } catch (e) { r = e.name + ': ' + e.message }
  event.request.headers['x-probe'] = { value: r }
  return event.request
}`

describe('errors of a run (ENG-26)', () => {
  test.each(THROWN)('%s', (statement, words) => {
    expect(runHere(catching(statement), 'cloudfront-js-2.0')).toEqual({ kind: 'value', value: words })
  })
  test('the developer reads the same words when nothing catches', () => {
    const outcome = runHere('function handler(event) {\n  return event.nowhere.x\n}', 'cloudfront-js-2.0')
    expect(outcome).toEqual({
      kind: 'threw',
      message: 'TypeError: cannot get property "x" of undefined (probe.js:2)',
    })
  })
  test('a handler of a rejection reads them too', () => {
    const source = `function handler(event) {
      return Promise.reject(1).catch(function () { return event.nowhere.x }).catch(function (e) {
        event.request.headers['x-probe'] = { value: e.message }
        return event.request
      })
    }`
    expect(runHere(source, 'cloudfront-js-2.0')).toEqual({
      kind: 'value',
      value: 'cannot get property "x" of undefined',
    })
  })
  test("the function's own errors keep their words", () => {
    const source = catching('throw new TypeError("my words is not a function of yours")')
    expect(runHere(source, 'cloudfront-js-2.0')).toMatchObject({
      value: 'TypeError: my words is not a function of yours',
    })
  })
  test('runtime 1.0 ends the sentence about an unknown name with its line', () => {
    const outcome = runHere(catching('\nnowhere()'), 'cloudfront-js-1.0')
    expect(outcome).toEqual({ kind: 'value', value: 'ReferenceError: "nowhere" is not defined in 4' })
  })
})

describe('programs that do not compile (ENG-01)', () => {
  test.each(NOT_COMPILED)('%s', (program, words) => {
    expect(runHere(program, 'cloudfront-js-2.0')).toEqual({ kind: 'refused', message: words })
  })
  test('the line is that of the mistake', () => {
    expect(runHere('var a = 1\n\nfor (var x of a) {}', 'cloudfront-js-2.0')).toEqual({
      kind: 'refused',
      message: 'SyntaxError: Token "of" not supported in this version in 3',
    })
  })
  test('the first mistake in the file is told, not the first that is looked for', () => {
    expect(runHere('var a = 1n\nclass B {}', 'cloudfront-js-2.0')).toMatchObject({
      message: 'SyntaxError: Unexpected token "n" in 1',
    })
  })
})

describe.skipIf(!hasOracle)('the same on an independent engine (ENG-13)', () => {
  test.each(THROWN)('%s', (statement, words) => {
    expect(runOnOracle(catching(statement))).toEqual({ kind: 'value', value: words })
  })
  test.each(NOT_COMPILED)('%s', (program, words) => {
    expect(programOnOracle(program)).toMatchObject({ message: words })
  })
})

import { describe, expect, test } from 'vitest'
import { context, requestOf, runnerOf } from '../support/function-runner.ts'
import { hasOracle, programOnOracle } from './run-program.ts'

const LOGGED: readonly (readonly [expression: string, line: string])[] = [
  ['"a\\tb"', 'a\tb'],
  ['undefined', 'undefined'],
  ['-0', '-0'],
  ['null', 'null'],
  ['Symbol("s")', 'Symbol(s)'],
  ['{}', '{}'],
  ['[]', '[]'],
  ['{ "x-a": { value: "it\'s" }, n: 1, t: true, u: undefined }', "{x-a:{value:'it's'},n:1,t:true,u:undefined}"],
  ['[1, "a\\nb", null, [2]]', "[1,'a\\nb',null,[2]]"],
  ['[1, , 2]', '[1,<empty>,2]'],
  ['function f() {}', '[Function: f]'],
  ['{ g: () => 1 }', '{g:[Function: g]}'],
  ['new TypeError("t")', 'TypeError: t'],
  ['[new Error("x")]', '[Error: x]'],
  ['{ d: new Date(0), r: /a/g }', '{d:1970-01-01T00:00:00.000Z,r:/a/g}'],
  ['{ get a() { return 1 } }', "{a:'[Getter]'}"],
  ['(function () { var a = {}; a.a = a; return a })()', '{a:[Circular]}'],
  ['Buffer.from("ab")', 'Buffer [97,98]'],
  ['new Uint8Array([1, 2])', 'Uint8Array [1,2]'],
  ['new String("x")', "[String: 'x']"],
  ['Promise.resolve(1)', 'Promise {}'],
]

const logsOf = (statements: string): readonly string[] =>
  runnerOf(`function handler(event) { ${statements}; return event.request }`).viewerRequest(context, requestOf()).logs

describe('CFF-59 a value in the log', () => {
  test.each(LOGGED)('%s', (expression, line) => {
    expect(logsOf(`console.log(${expression})`)).toEqual([line])
  })
  test.skipIf(!hasOracle).each(LOGGED)('ENG-13 %s on an independent engine', (expression, line) => {
    expect(programOnOracle(`console.log('=' + 'x');console.log(${expression})`)).toEqual({
      kind: 'value',
      value: `x\n${line}`,
    })
  })
  test('CFF-155 the log is cut, however much there is to write', () => {
    const logs = logsOf('var a = []; for (var i = 0; i < 100000; i++) a.push({ i: i }); console.log(a); console.log(a)')
    expect(logs.join('\n').length).toBeLessThanOrEqual(10_240)
  })
  test('an object that is deeper than anyone reads', () => {
    expect(logsOf('var a = {}; for (var i = 0; i < 20000; i++) a = { a: a }; console.log(a)')[0]).toContain('[...]')
  })
})

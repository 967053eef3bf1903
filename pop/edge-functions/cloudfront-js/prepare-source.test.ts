import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { context, requestOf, runnerOf, valueOf } from '../../../test/support/function-runner.ts'
import { prepareSource } from './prepare-source.ts'

describe('counting steps and memory changes no meaning', () => {
  test.each([
    { code: 'var n = 0; for (var i = 0; i < 3; i++) n += i', value: 3 },
    { code: 'var n = 0; for (var i = 0; i < 3; i++) for (var k in { a: 1, b: 2 }) n++', value: 6 },
    { code: 'var n = 0; while (n < 3) n++', value: 3 },
    { code: 'var n = 0; do n++; while (n < 3)', value: 3 },
    { code: 'var n = 0; for (; n < 3; n++);', value: 3 },
    { code: 'var n = 0; out: for (;;) { while (true) { n++; break out } }', value: 1 },
    { code: 'var n = [1, 2].map(x => y => x + y).map(f => f(1)).join()', value: '2,3' },
    { code: 'var n = (() => ({ a: 1 }))().a', value: 1 },
    { code: 'var n = (x => (1, x))(4)', value: 4 },
    { code: 'var n = (function f(x) { return x ? f(x - 1) + 1 : 0 })(5)', value: 5 },
    { code: 'var o = { get n() { return 7 }, m() { return 8 } }; var n = o.n + o.m()', value: 15 },
    { code: 'var n = `${[1].map(x => `<${x}>`)}`', value: '<1>' },
    { code: 'var n = 0; if (true) for (;;) if (n++ > 3) break; else continue', value: 5 },
    { code: 'var understudySteps = 1, n = understudySteps', value: 1 },
    { code: 'var n = "a"; for (var i = 0; i < 3; i++) n += n', value: 'aaaaaaaa' },
    { code: 'var f = function (x) { return"a"+x }, n = f(1) + typeof"a" + f(2)', value: 'a1stringa2' },
    { code: 'var f = x => x + "b" + 1, n = f("a")', value: 'ab1' },
    { code: 'var f = x => `<${x}>`.length + "c", n = f("a")', value: '3c' },
    { code: 'var n = 1 + 2 + "a"; n += (n, "b")', value: '3ab' },
    { code: 'var a = [1, 2], k = "length"; a[k] = 1; a.length += 1; var n = a', value: [1, null] },
    {
      code: 'var o = {}, n = ["length", "constructor"].map(k => { o[k] = k; return o[(0, k)] })',
      value: ['length', 'constructor'],
    },
    { code: 'var n = ""; for (var k in (0, { a: 1, b: 2 })) n += k', value: 'ab' },
    {
      code: 'var n = [new Array(2, 3), new Array(3).length, Array(200000).length, new Uint8Array([1, 2])[1]]',
      value: [[2, 3], 3, 200000, 2],
    },
    {
      code: 'var n = [[].constructor === Array, (function (T) { return new T(2).length })(Array), new ([].constructor)(1, 2)]',
      value: [true, 2, [1, 2]],
    },
    { code: 'var o = { a: "x" }, k = "a"; o[k] += `${o[k]}y`; var n = o.a', value: 'xxy' },
    { code: 'if (true) { var n = []; n.push([1], { a: 1 }) } else { n = 1 }', value: [[1], { a: 1 }] },
  ])('$code', ({ code, value }) => {
    expect(valueOf('n', requestOf(), code)).toEqual(value)
  })
})

describe('lines stay where they are', () => {
  const piece = fc.constantFrom(
    'for (;;)\n  break',
    'var f = x =>\n  x',
    'function g() {\n}',
    '/* a\nb */',
    '`\n`',
    '',
    'while (false)\n{\n}',
    'if (g)\n  g()',
  )
  test('an error after any code names its line', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), pieces => {
        const before = ["import cf\n  from 'cloudfront'", 'var g, f', ...pieces].join(';\n')
        const line = before.split('\n').length + 1
        const outcome = runnerOf(`${before};\nthrow new Error("here")\nfunction handler() {}`).viewerRequest(
          context,
          requestOf(),
        )
        expect(outcome).toHaveProperty('message', `Error: here (fn.js:${line})`)
      }),
    )
  })
})

describe('what the code may do', () => {
  const flags = (code: string) => {
    const prepared = prepareSource(code, 'cloudfront-js-2.0', ['Array', 'String', 'Object', 'Promise'])
    return prepared.kind === 'ready' ? [prepared.mayAwait, prepared.changesBuiltins, prepared.mentionsGlobal] : prepared
  }
  test.each([
    { code: 'var a = Array.prototype.slice.call([])', expected: [false, false, false] },
    { code: 'Array.prototype.flat = 1', expected: [false, true, false] },
    { code: 'Object.fromEntries = 1', expected: [false, true, false] },
    { code: 'Object.defineProperty(String.prototype, "at", {})', expected: [false, true, false] },
    { code: 'delete Array.prototype.map', expected: [false, true, false] },
    { code: 'async function f() {}', expected: [true, false, false] },
    { code: 'var p = Promise.resolve()', expected: [true, false, false] },
    { code: 'global.handler = 1', expected: [false, false, true] },
  ])('$code', ({ code, expected }) => {
    expect(flags(code)).toEqual(expected)
  })
  test('CFF-04 a handler on global', () => {
    expect(runnerOf('global.handler = e => e.request').viewerRequest(context, requestOf()).kind).toBe('request')
  })
})

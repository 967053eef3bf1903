import { describe, expect, test } from 'vitest'
import { valueOf } from '../../../../test/support/function-runner.ts'
import { DEPTH_MAX } from './bounded-depth.ts'

const depthOf = (fn: string): unknown => valueOf('n', undefined, `var n = 0; ${fn}; try { f(1, 2) } catch (e) {}`)

describe('calls stand in one another only so deep (ENG-13)', () => {
  test.each([
    ['a function', 'function f() { n++; f() }'],
    ['an arrow', 'const f = () => f(n++)'],
    ['a method', 'const o = { f() { n++; o.f() } }; const f = o.f'],
    ['a getter', 'const o = { get f() { n++; return o.f } }; function f() { return o.f }'],
    ['one that declares a name twice', 'function f() { var g; function g() {} n++; f() }'],
  ])('%s', (_, fn) => {
    const depth = depthOf(fn)
    expect(depth).toBeGreaterThan(DEPTH_MAX / 2 - 5)
    expect(depth).toBeLessThanOrEqual(DEPTH_MAX)
  })

  test('a large function counts for several, as its frame is large', () => {
    expect(depthOf(`function f() { n++; var text = '${'x'.repeat(1_000)}'; f() }`)).toBeLessThan(DEPTH_MAX / 4)
  })

  test('it is an error that can be caught, in the words of the engine', () => {
    expect(
      valueOf('m', undefined, 'var m; function f() { f() } try { f() } catch (e) { m = e.name + ": " + e.message }'),
    ).toBe('RangeError: Maximum call stack size exceeded')
  })

  test.each([
    ['returns', 'function f() { return 1 }'],
    ['throws', 'function f() { throw new Error() }'],
    ['throws through an arrow', 'const g = () => { throw new Error() }; const h = () => g(); function f() { h() }'],
    ['is left by a return in a loop', 'function f() { for (;;) { return 1 } }'],
    ['runs to its end', 'function f() { if (n) {} }'],
  ])('what %s gives its level back', (_, fn) => {
    const calls = `${fn}; for (var i = 0; i < ${2 * DEPTH_MAX}; i++) { try { f(); } catch (e) { if (e.name === 'RangeError') n = -1 } }`
    expect(valueOf('n', undefined, `var n = 0; ${calls}`)).toBe(0)
  })

  test('awaited calls do not add up', () => {
    const code = `async function f(i) { return i } async function all() { for (var i = 0; i < 1000; i++) n += (await f(1)) }`
    expect(valueOf('n', undefined, `var n = 0; ${code}; all()`)).toBeTypeOf('number')
  })
})

describe('a function that declares a name twice is what it was', () => {
  test.each([
    [
      'arguments and this',
      'function f(a, b) { var g; function g() {} return [arguments.length, a, b, this === undefined] } f(1, 2)',
      [2, 1, 2, true],
    ],
    ['rest parameters', 'function f(...r) { var g; function g() {} return r } f(1, 2)', [1, 2]],
    [
      'the later function counts',
      'function f() { function g() { return 1 } function g() { return 2 } return g() } f()',
      2,
    ],
    ['a method of an object', '({ a: 1, f() { var g; function g() {} return this.a } }).f()', 1],
  ])('%s', (_, code, expected) => {
    const [before, call] = [code.slice(0, code.lastIndexOf('} ') + 2), code.slice(code.lastIndexOf('} ') + 2)]
    expect(valueOf(code.startsWith('(') ? code : call, undefined, code.startsWith('(') ? '' : before)).toEqual(expected)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWithin, pathText, readPath } from './case-path.ts'
import { comparableOutput } from './comparable-output.ts'
import { differences } from './differences.ts'
import { isObject, type JsonObject } from './event-shape.ts'

describe('paths', () => {
  test.each([
    {
      path: ['request', 'headers', 'x-a', 'multiValue', '0', 'value'],
      text: 'request.headers.x-a.multiValue[0].value',
    },
    { path: ['request', 'querystring', 'a.b'], text: 'request.querystring["a.b"]' },
    { path: ['request', 'querystring', ''], text: 'request.querystring[""]' },
  ])('$text', ({ path, text }) => {
    expect(pathText(path)).toBe(text)
    expect(readPath(text)).toEqual(path)
  })

  test.each(['', '.', 'a..b', 'a.', 'a[', 'a["b]', 'a b', 'a[-1]'])('%j is none', text => {
    expect(readPath(text)).toBeUndefined()
  })

  test('whatever is written is read again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), path => {
        expect(readPath(pathText(path))).toEqual(path)
      }),
    )
  })

  test.each([
    { path: 'a.b.c', pattern: 'a.b', within: true },
    { path: 'a.b', pattern: 'a.b', within: true },
    { path: 'a.b', pattern: 'a.b.c', within: false },
    { path: 'a.b.c', pattern: 'a.*.c', within: true },
    { path: 'a.bc', pattern: 'a.b', within: false },
    { path: 'a[1].b', pattern: 'a[*].b', within: true },
  ])('$path is within $pattern: $within', ({ path, pattern, within }) => {
    expect(isWithin(readPath(path) ?? [], readPath(pattern) ?? [])).toBe(within)
  })
})

describe('differences', () => {
  const found = (expected: unknown, got: unknown, ignore: string[] = []) =>
    differences(
      expected,
      got,
      ignore.map(text => readPath(text) ?? []),
    ).map(each => [pathText(each.path), each.expected, each.got])

  test.each([
    { rule: 'a value', expected: { a: 1 }, got: { a: 2 }, is: [['a', 1, 2]] },
    { rule: 'one that is missing', expected: { a: 1 }, got: {}, is: [['a', 1, undefined]] },
    { rule: 'one too much', expected: {}, got: { a: 1 }, is: [['a', undefined, 1]] },
    { rule: 'a text is not a number', expected: { a: '1' }, got: { a: 1 }, is: [['a', '1', 1]] },
    { rule: 'a list is not an object', expected: { a: [1] }, got: { a: { 0: 1 } }, is: [['a', [1], { 0: 1 }]] },
    {
      rule: 'items of lists',
      expected: { a: [1, 2] },
      got: { a: [1, 3, 4] },
      is: [
        ['a[1]', 2, 3],
        ['a[2]', undefined, 4],
      ],
    },
    { rule: 'null is not nothing', expected: { a: null }, got: {}, is: [['a', null, undefined]] },
    { rule: 'the order of names does not count', expected: { a: 1, b: 2 }, got: { b: 2, a: 1 }, is: [] },
  ])('$rule', ({ expected, got, is }) => {
    expect(found(expected, got)).toEqual(is)
  })

  test('nothing at or below an ignored path counts, everything beside it does', () => {
    const [expected, got] = [
      { a: { b: 1, c: 1 }, d: { b: 1 } },
      { a: { b: 2, c: 2 }, d: { b: 2 } },
    ]
    expect(found(expected, got, ['a'])).toEqual([['d.b', 1, 2]])
    expect(found(expected, got, ['*.b'])).toEqual([['a.c', 1, 2]])
  })

  test('none between equal documents, some between others', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [first, second]: unknown[] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))]
        expect(differences(first, JSON.parse(JSON.stringify(a)))).toEqual([])
        const bare = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
        const isSame = differences(first, second).length === 0
        expect(isSame).toBe(deepEqual(bare(first), bare(second)))
      }),
    )
  })

  const deepEqual = (a: unknown, b: unknown): boolean => {
    if (!isObject(a) && !Array.isArray(a)) return Object.is(a, b)
    if (isObject(a) !== isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false
    const [left, right] = [Object.entries(a), new Map(Object.entries(b as object))]
    return (
      left.length === right.size && left.every(([name, value]) => right.has(name) && deepEqual(value, right.get(name)))
    )
  }
})

describe('two ways to write the same output are the same', () => {
  const same = (a: JsonObject, b: JsonObject): boolean =>
    differences(comparableOutput(a, b), comparableOutput(b, a)).length === 0
  test.each([
    {
      rule: 'absent tables are empty ones',
      a: { response: { statusCode: 200 } },
      b: { response: { statusCode: 200, headers: {}, cookies: {} } },
      is: true,
    },
    {
      rule: 'a request has a query table too',
      a: { request: { uri: '/' } },
      b: { request: { uri: '/', querystring: {}, headers: {}, cookies: {} } },
      is: true,
    },
    {
      rule: 'CFF-84 a body in short',
      a: { response: { body: 'b' } },
      b: { response: { body: { encoding: 'text', data: 'b' } } },
      is: true,
    },
    {
      rule: 'CFF-84 an empty body is not an absent one',
      a: { response: { body: '' } },
      b: { response: {} },
      is: false,
    },
    {
      rule: 'CFF-81 a list of one',
      a: { request: { headers: { a: { value: '1', multiValue: [{ value: '1' }] } } } },
      b: { request: { headers: { a: { value: '1' } } } },
      is: true,
    },
    {
      rule: 'CFF-74 a query as text and as table',
      a: { request: { querystring: 'a=1&b=&a=2' } },
      b: {
        request: { querystring: { a: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] }, b: { value: '' } } },
      },
      is: true,
    },
    {
      rule: 'CFF-74 two texts in another order',
      a: { request: { querystring: 'a=1&b=2' } },
      b: { request: { querystring: 'b=2&a=1' } },
      is: false,
    },
    { rule: 'a request is no response', a: { request: {} }, b: { response: {} }, is: false },
  ])('$rule: $is', ({ a, b, is }) => {
    expect(same(a, b)).toBe(is)
    expect(same(b, a)).toBe(is)
  })
})

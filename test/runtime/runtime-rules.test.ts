import { describe, expect, test } from 'vitest'
import { codeFindings } from '../../pop/edge-functions/cloudfront-js/language/check-code.ts'
import { onRequest, requestOf, runnerOf, context, valueOf } from '../support/function-runner.ts'
import { hasOracle, programOnOracle, runHere } from './run-program.ts'

const answering = (expression: string): string =>
  `function handler(event) { event.request.headers['x-probe'] = { value: '' + (${expression}) }; return event.request }`
const in1 = (expression: string): unknown => runHere(answering(expression), 'cloudfront-js-1.0')
const in2 = (expression: string): unknown => runHere(answering(expression), 'cloudfront-js-2.0')
const value = (text: string) => ({ kind: 'value', value: text })

describe('the language', () => {
  test.each([
    { code: 'var t = tag`a`', severity: 'warning' },
    { code: 'var n = 0b11', severity: 'warning' },
    { code: 'var ä = 1', severity: 'error' },
    { code: 'var o = { m() { return super.x } }', severity: 'error' },
  ])('CFF-02: $code is on no list, and told as $severity', ({ code, severity }) => {
    const findings = codeFindings(`function handler(event) { return event.request }\n${code}`, 'cloudfront-js-2.0')
    expect(findings.map(one => one.severity)).toContain(severity)
  })

  test('CFF-06: it runs to its end in one go; a promise that nothing settles fails', () => {
    expect(valueOf('[typeof setTimeout, typeof setImmediate, typeof fetch, typeof queueMicrotask]')).toEqual(
      Array<string>(4).fill('undefined'),
    )
    const never = runnerOf('function handler(event) { return new Promise(function () {}) }')
    expect(never.viewerRequest(context, requestOf())).toMatchObject({
      kind: 'execution-error',
      message: expect.stringContaining('never settled') as unknown,
    })
  })

  test('CFF-07: an async handler, in 2.0 only', () => {
    const code = 'async function handler(event) { await 1; return event.request }'
    expect(runnerOf(code).viewerRequest(context, requestOf())).toMatchObject({ kind: 'request' })
    expect(runHere(code, 'cloudfront-js-1.0')).toEqual({
      kind: 'refused',
      message: 'SyntaxError: Token "async" not supported in this version in 1',
    })
  })

  test('CFF-87: no request body, in any form', () => {
    expect(valueOf('[Object.keys(event.request), typeof event.request.body]')).toEqual([
      ['method', 'uri', 'querystring', 'headers', 'cookies'],
      'undefined',
    ])
  })

  test('CFF-86: a body is bounded by nothing but memory and code', () => {
    const data = 'x'.repeat(1_000_000)
    const outcome = onRequest("return { statusCode: 200, body: 'x'.repeat(1000000) }")
    expect(outcome).toMatchObject({ kind: 'response', body: { encoding: 'text', data } })
  })

  test('HDR-03: CDN-Loop is read-only at viewer-request; the rows for Lambda@Edge bind no function', () => {
    expect(onRequest("request.headers['cdn-loop'] = { value: 'x' }; return request")).toMatchObject({
      kind: 'validation-error',
      pageText: 'The CloudFront function tried to add, delete, or change a read-only header.',
    })
    const runner = runnerOf(
      "function handler(event) { event.response.headers['content-encoding'] = { value: 'br' }; return event.response }",
    )
    const response = {
      status: 200,
      statusDescription: undefined,
      headers: requestOf(['content-encoding', 'gzip']).headers,
    }
    expect(runner.viewerResponse(context, requestOf(), response)).toMatchObject({ kind: 'response' })
  })
})

describe('the engine', () => {
  test('ENG-26: a second way out of a try block is told with its line', () => {
    const code =
      'function handler(event) {\n  for (;;) {\n    try {\n      if (event.x) break\n      return event.request\n    } finally {}\n  }\n}'
    expect(codeFindings(code, 'cloudfront-js-2.0')).toMatchObject([{ rule: 'ENG-26', severity: 'error', line: 5 }])
  })

  test('ENG-02: its vocabulary', () => {
    expect(in1('[typeof InternalError, typeof MemoryError, typeof String.bytesFrom, typeof "".toUTF8]')).toEqual(
      value('function,function,function,function'),
    )
    expect(in2("require('crypto').createHash('sha512')")).toMatchObject({ kind: 'threw' })
    expect(in2('/a++b/.test("aab")')).toEqual(value('true'))
  })
  test('ENG-04: 2.0 lies between the days on which String lost five methods, Array got from, and got toSorted', () => {
    expect(in2('[typeof String.bytesFrom, typeof "".fromUTF8, typeof Array.from, typeof [].toSorted]')).toEqual(
      value('undefined,undefined,function,undefined'),
    )
  })
  test('ENG-05: what AWS wrapped around it', () => {
    expect(in2('[typeof process, typeof setTimeout, Date.now() === new Date().getTime()]')).toEqual(
      value('undefined,undefined,true'),
    )
    expect(in2("require('fs')")).toMatchObject({ kind: 'threw' })
    expect(in2("Function('return 1')")).toMatchObject({ kind: 'threw' })
    expect(runHere(`import cf from 'cloudfront'\n${answering('typeof cf.kvs')}`, 'cloudfront-js-2.0')).toEqual(
      value('function'),
    )
  })
  test('ENG-25: a shorthand async method gets its argument', () => {
    const code = `var o = { async m(x) { return x } }
async function handler(event) { var x = await o.m('given'); event.request.headers['x-probe'] = { value: x }; return event.request }`
    expect(runHere(code, 'cloudfront-js-2.0')).toEqual(value('given'))
  })
})

describe.skipIf(!hasOracle)('ENG-21: what the independent engine says of 1.0, too', () => {
  test.each([
    'class A {}',
    'for (var x of []) {}',
    'f(...a)',
    'var a = [...b]',
    'var f = ([a]) => a',
    'try {} catch {}',
    'function* g() {}',
    'a?.b',
  ])('%s', program => {
    expect(runHere(program, 'cloudfront-js-1.0')).toEqual(programOnOracle(program))
  })
})

test('CFF-05: this is undefined inside of a function, and the global object outside of every one', () => {
  const code = `this.own = 7\n${answering('globalThis.own + (function () { return typeof this })()')}`
  expect(runHere(code, 'cloudfront-js-2.0')).toEqual(value('7undefined'))
})

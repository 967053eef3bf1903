import { describe, expect, test } from 'vitest'
import { createFunctionRunner } from './create-function-runner.ts'
import { context, created, onRequest, requestOf, runnerOf } from '../../../test/support/function-runner.ts'

describe('refused results', () => {
  const READ_ONLY = 'The CloudFront function tried to add, delete, or change a read-only header.'
  const request = requestOf(['Host', 'h'])
  const invalid = (what: string): string => `The CloudFront function returned an invalid value: ${what}.`
  test.each([
    {
      rule: 'CFF-77 capitals',
      code: 'request.headers.AB = { value: "" }; return request',
      text: invalid('request.headers must have header names in lower case'),
    },
    {
      rule: 'CFF-77 in a response',
      code: 'return { statusCode: 200, headers: { AB: { value: "" } } }',
      text: invalid('response.headers must have header names in lower case'),
    },
    { rule: 'CFF-133 host changed', code: 'request.headers.host.value = "x"; return request', text: READ_ONLY },
    { rule: 'CFF-133 host deleted', code: 'delete request.headers.host; return request', text: READ_ONLY },
    { rule: 'CFF-133 via added', code: 'request.headers.via = { value: "x" }; return request', text: READ_ONLY },
    {
      rule: 'CFF-134 x-edge-a',
      code: 'request.headers["x-edge-a"] = { value: "x" }; return request',
      text: 'The CloudFront function tried to add a disallowed header.',
    },
    { rule: 'CFF-72 uri', code: 'request.uri = "x"; return request', text: invalid('request.uri must start with /') },
    {
      rule: 'CFF-89 query',
      code: 'request.querystring = "a b"; return request',
      text: invalid('request.querystring must not have spaces, control characters or #'),
    },
    {
      rule: 'CFF-71 method',
      code: 'request.method = "POST"; return request',
      text: invalid('request.method is read-only'),
    },
    {
      rule: 'CFF-79 headers.cookie',
      code: 'request.headers.cookie = { value: "a=1" }; return request',
      text: invalid('request.headers must not have cookie, use request.cookies'),
    },
    {
      rule: 'no value',
      code: 'request.headers.a = { value: 1 }; return request',
      text: invalid('request.headers[a].value must be a string'),
    },
    {
      rule: 'null entry',
      code: 'request.headers.host = null; return request',
      text: invalid('request.headers[host].value must be a string'),
    },
    { rule: 'nothing', code: '', text: invalid('the function returned undefined instead of an object') },
    {
      rule: 'a line break',
      code: 'request.headers.a = { value: "1\\r\\nb: 2" }; return request',
      text: invalid('request.headers.a has a control character'),
    },
    {
      rule: 'CFF-83 status as a string',
      code: 'return { statusCode: "200" }',
      text: invalid('response.statusCode must be a number'),
    },
    {
      rule: 'CFF-83 status 700',
      code: 'return { statusCode: 700 }',
      text: invalid('response.statusCode must be an integer from 100 to 599'),
    },
    {
      rule: 'CFF-84 base64',
      code: 'return { statusCode: 200, body: { encoding: "base64", data: "#" } }',
      text: invalid('response.body.data is not valid base64'),
    },
  ])('$rule', ({ code, text }) => {
    expect(onRequest(code, request)).toMatchObject({ kind: 'validation-error', pageText: text })
  })
})

describe('failures (CFF-131)', () => {
  const TEXT = 'The CloudFront function associated with the CloudFront distribution is invalid or could not run.'
  test('an exception names the line', () => {
    const outcome = runnerOf(
      'function handler(event) {\n  console.log("here")\n  return event.absent.x\n}',
    ).viewerRequest(context, requestOf())
    expect(outcome).toMatchObject({ kind: 'execution-error', pageText: TEXT, logs: ['here'] })
    expect(outcome).toHaveProperty('message', expect.stringMatching(/^TypeError: .* \(fn\.js:3\)$/))
  })
  test.each([
    {
      rule: 'CFF-21',
      code: 'function handler(e) {\n  for (const x of []) {}\n}',
      message: 'SyntaxError: Token "of" not supported in this version in 2',
    },
    {
      rule: 'CFF-25',
      code: 'function handler(e) { try {} catch {} }',
      message: 'SyntaxError: Token "{" not supported in this version in 1',
    },
    { rule: 'CFF-19', code: 'var f = ([a]) => a', message: 'SyntaxError: Unexpected token "=>" in 1' },
    {
      rule: 'CFF-30',
      code: 'async function handler(e) { f(await 1) }',
      message: 'SyntaxError: await in arguments not supported in 1',
    },
    {
      rule: 'CFF-03',
      code: 'function handler(e) {}\nexport { handler }',
      message: 'SyntaxError: Illegal export statement in 2',
    },
    { rule: 'nonsense', code: 'function handler(e) {\n  return }}', message: 'SyntaxError: Unexpected token "}" in 2' },
  ])('$rule CFF-140 a syntax error loads and fails at each call', ({ code, message }) => {
    const { runner, compileProblem } = created(code)
    expect(compileProblem?.message).toBe(message)
    expect(runner.viewerRequest(context, requestOf())).toMatchObject({
      kind: 'execution-error',
      pageText: TEXT,
      message,
    })
  })
  test.each([
    { rule: 'an endless loop', code: 'for (;;);' },
    { rule: 'a loop that catches its end', code: 'for (;;) { try { for (;;); } catch (e) {} }' },
    { rule: 'an endless recursion', code: 'var f = () => f(); f()' },
    { rule: 'exponential recursion', code: 'var f = n => n < 2 ? n : f(n - 1) + f(n - 2); f(90)' },
    { rule: 'backtracking without end', code: "/^(a+)+$/.test('a'.repeat(40) + '!'); for (;;);" },
    { rule: 'backtracking that ignores case', code: "/^(a+)+$/i.test('a'.repeat(40) + '!')" },
    { rule: 'backtracking behind a lookahead', code: "/^(?=a)(a+)+$/.test('a'.repeat(40) + '!')" },
    { rule: 'backtracking with a backreference', code: "/^(a+)+\\1$/.test('a'.repeat(40) + '!')" },
    { rule: 'an expression made of text', code: "new RegExp('^(a+)+$', 'i').test('a'.repeat(40) + '!')" },
    { rule: 'a text taken for an expression', code: "('a'.repeat(40) + '!').match('^(?=a)(a+)+$')" },
    { rule: 'a swallowed stop', code: 'try { while (true); } catch (e) { return request }' },
  ])('$rule ends', ({ code }) => {
    expect(onRequest(code).kind).toBe('execution-error')
  })
  test('backtracking is left to an engine without it where that can be', () => {
    expect(onRequest("request.uri = '/' + /^(a+)+$/.test('a'.repeat(40) + '!'); return request")).toMatchObject({
      kind: 'request',
      uri: '/false',
    })
  })
  test.each([
    { rule: 'the next call', code: 'function handler(event) {' },
    { rule: 'the next call of an async handler', code: 'async function handler(event) { await 1;' },
  ])('$rule after one that the clock stopped is answered', ({ code }) => {
    const runner = runnerOf(`${code} /^(?=a)(a+)+$/.test(event.request.headers.text.value); return event.request }`)
    const kindOf = (text: string) => runner.viewerRequest(context, requestOf(['text', text])).kind
    expect([kindOf('aa'), kindOf(`${'a'.repeat(40)}!`), kindOf('aa')]).toEqual([
      'request',
      'execution-error',
      'request',
    ])
  })
  test('a file without handler', () => {
    expect(runnerOf('function other() {}').viewerRequest(context, requestOf())).toMatchObject({
      kind: 'execution-error',
      message: expect.stringContaining('"handler" is not defined'),
    })
  })
  test('a promise that never settles', () => {
    const outcome = runnerOf('function handler(e) { return new Promise(function () {}) }').viewerRequest(
      context,
      requestOf(),
    )
    expect(outcome).toMatchObject({ kind: 'execution-error', message: expect.stringContaining('never settled') })
  })
  test('CFF-150 code over the quota is refused', () => {
    const fn = {
      logicalId: 'F',
      name: 'long',
      runtime: 'cloudfront-js-2.0',
      code: `${' '.repeat(10_240)};`,
      keyValueStore: undefined,
      place: { file: 'f.js' },
    } as const
    expect(createFunctionRunner(fn)).toEqual({
      kind: 'invalid',
      message: 'the function long has 10241 bytes of code, at most 10240',
    })
  })
})

describe('what compiles and may differ on CloudFront', () => {
  test.each([
    { rule: 'ENG-22', code: 'function handler(e) {\n  return { e }\n}', line: 2 },
    {
      rule: 'CFF-31',
      code: 'async function handler(e) {\n  var n = 0\n  var f = () => n++\n  await 0\n  return n\n}',
      line: 3,
    },
    { rule: 'CFF-58', code: 'function handler(e) {\n  return new Map()\n}', line: 2 },
  ])('$rule is told with its line when the function is loaded', ({ code, line }) => {
    const { compileProblem, warnings } = created(code)
    expect(compileProblem).toBeUndefined()
    expect(warnings).toMatchObject([{ line, file: 'fn.js', message: expect.any(String), remedy: expect.any(String) }])
  })
  test('the same thing is told once', () => {
    expect(created('function handler(e) { return [{ e }, { e }, { e }] }').warnings).toHaveLength(1)
  })
})

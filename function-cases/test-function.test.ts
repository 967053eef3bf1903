import { describe, expect, test } from 'vitest'
import { answerBatchLine, type BatchWorld } from './batch-line.ts'
import { createPreparedFunctions } from './prepared-functions.ts'
import { defaultEvent, readTestEvent } from './test-event.ts'
import { testFunction, type FunctionTestRun, type TestSettings } from './test-function.ts'
import { testResult } from './test-result.ts'

const runOf = (code: string, settings: Partial<TestSettings> = {}, event = defaultEvent()): FunctionTestRun =>
  testFunction({ name: 'fn', runtime: 'cloudfront-js-2.0', code, file: 'fn.js' }, event, { now: 0, ...settings })

describe('answered like TestFunction (CFF-158)', () => {
  test.each([
    {
      rule: 'a response without cookies gets an empty table of them',
      code: 'function handler() { return { statusCode: 302, headers: { location: { value: "/" } } } }',
      answer: {
        FunctionOutput: '{"response":{"statusCode":302,"headers":{"location":{"value":"/"}},"cookies":{}}}',
        FunctionErrorMessage: '',
      },
    },
    {
      rule: 'CFF-159 what CloudFront will refuse is shown all the same',
      code: 'function handler(event) { delete event.request.headers.host; return event.request }',
      answer: {
        FunctionOutput: '{"request":{"method":"GET","uri":"/","querystring":{},"headers":{},"cookies":{}}}',
        FunctionErrorMessage: '',
      },
    },
    {
      rule: 'CFF-141 an error has a sentence in front of it, and no line',
      code: 'function handler(event) { console.log("on the way"); throw new TypeError("out of tune") }',
      answer: {
        FunctionOutput: '',
        FunctionExecutionLogs: ['on the way'],
        FunctionErrorMessage:
          'The CloudFront function associated with the CloudFront distribution is invalid or could not run. TypeError: out of tune',
      },
    },
    {
      rule: 'CFF-141 a syntax error has its line',
      code: 'function handler(event) {\n  for (const a of []) {}\n}',
      answer: {
        FunctionErrorMessage: expect.stringMatching(
          /could not run\. SyntaxError: Token "of" not supported in this version in 2$/,
        ),
      },
    },
    {
      rule: 'what is no object is no output',
      code: 'function handler() { return 1 }',
      answer: { FunctionOutput: '', FunctionErrorMessage: expect.stringContaining('returned 1') },
    },
  ])('$rule', ({ code, answer }) => {
    expect(testResult(runOf(code))).toMatchObject(answer)
  })

  test('what does not compile is named with what to write instead', () => {
    const code = 'function handler(event) {\n  const { uri } = event.request\n  return uri?.x\n}'
    const { error, warnings } = runOf(code)
    expect(error?.text).toBe('SyntaxError: Token "uri" not supported in this version in 2')
    expect(warnings).toMatchObject([
      { rule: 'CFF-18', severity: 'error', file: 'fn.js', line: 2, remedy: expect.stringContaining('one by one') },
      { rule: 'CFF-22', severity: 'error', file: 'fn.js', line: 3, remedy: 'write a && a.b' },
    ])
    expect(runOf('function handler(event) {').warnings).toEqual([])
  })

  test('CFF-69c the edge location is known', () => {
    const code =
      'import cf from "cloudfront"; function handler(e) { console.log(cf.edgeLocation.name); return e.request }'
    expect(runOf(code).logs).toEqual(['CDG'])
  })

  test('a response lists its parts as the event did', () => {
    const read = readTestEvent({ response: { statusCode: 200, statusDescription: 'OK', headers: {} } })
    if (read.kind === 'problems') throw new Error('the event is none')
    const run = runOf('function handler(event) { return event.response }', {}, read.event)
    expect(JSON.stringify(run.output)).toBe(
      '{"response":{"statusCode":200,"statusDescription":"OK","headers":{},"cookies":{}}}',
    )
  })

  test('steps are told, and nothing that AWS alone can measure', () => {
    const result = testResult(runOf('function handler(event) { return event.request }'))
    expect(result.steps).toBe(1)
    expect(result.memoryBytes).toBeGreaterThan(0)
    expect(Object.keys(result)).toEqual([
      'FunctionOutput',
      'FunctionExecutionLogs',
      'FunctionErrorMessage',
      'steps',
      'memoryBytes',
    ])
  })
})

describe('what a run says besides', () => {
  test('CFF-133 what CloudFront refuses', () => {
    const { refused, error, output } = runOf(
      'function handler(event) { event.request.headers.via = { value: "a" }; return event.request }',
    )
    expect(refused).toBe('the header via is read-only')
    expect(error).toBeUndefined()
    expect(output).toBeDefined()
  })

  test('a result that has no JSON text', () => {
    expect(runOf('function handler() { var r = { statusCode: 200 }; r.r = r; return r }')).toMatchObject({
      output: undefined,
      refused: 'the result cannot be written as JSON',
    })
  })

  test('CFF-69 a store, and none', () => {
    const code =
      "import cf from 'cloudfront'\nasync function handler() { const v = await cf.kvs().get('k'); return { statusCode: 200, body: v } }"
    expect(runOf(code, { keyValues: new Map([['k', 'v']]) }).output).toEqual({
      response: { statusCode: 200, body: 'v' },
    })
    expect(runOf(code).error).toBeDefined()
  })

  test('CFF-83 a viewer-response function', () => {
    const read = readTestEvent({ response: { statusCode: 404, headers: { a: { value: '1' } } } })
    if (read.kind === 'problems') throw new Error('an event')
    const code = 'function handler(event) { event.response.statusCode = 200; return event.response }'
    expect(runOf(code, {}, read.event).output).toEqual({
      response: { statusCode: 200, headers: { a: { value: '1' } }, cookies: {} },
    })
  })

  test('CFF-150 ten kilobytes and not one byte more', () => {
    const code = (bytes: number): string => 'function handler(event) { return event.request }'.padEnd(bytes, ' ')
    expect(runOf(code(10_240)).output).toBeDefined()
    expect(runOf(code(10_241)).error?.text).toContain('10241 bytes')
  })
})

describe('a line of a batch', () => {
  const world: BatchWorld = {
    now: () => 0,
    run: createPreparedFunctions(),
    load: async (file, runtime) => {
      if (file === 'absent.js') throw new Error('✘ no such file   absent.js')
      return { name: 'f', runtime, code: 'function handler() { return { statusCode: 204 } }', file }
    },
  }
  const answer = (line: unknown) => answerBatchLine(typeof line === 'string' ? line : JSON.stringify(line), world)
  const code = 'function handler(event) { return event.request }'

  test.each([
    {
      rule: 'got is what the handler returned',
      line: { id: 1, code, event: { request: { uri: '/a', querystring: { b: { value: '' } } } } },
      is: {
        id: 1,
        got: { request: { method: 'GET', uri: '/a', querystring: { b: { value: '' } }, headers: {}, cookies: {} } },
      },
    },
    {
      rule: 'unchanged',
      line: { id: 'r', code: 'function handler() { return { statusCode: 200, body: "b" } }' },
      is: { id: 'r', got: { response: { statusCode: 200, body: 'b' } } },
    },
    {
      rule: 'a file',
      line: { id: 2, file: 'f.js', runtime: '2.0' },
      is: { id: 2, got: { response: { statusCode: 204 } } },
    },
    {
      rule: 'a store',
      line: {
        id: 3,
        code: "import cf from 'cloudfront'\nasync function handler() { const v = await cf.kvs().get('k'); return { statusCode: 200, body: v } }",
        kvs: { k: 'v' },
      },
      is: { id: 3, got: { response: { statusCode: 200, body: 'v' } } },
    },
    {
      rule: 'the error is that of the engine alone',
      line: { id: 4, code: 'function handler() { throw new TypeError("no") }' },
      is: { id: 4, error: 'TypeError: no' },
    },
    {
      rule: 'CFF-11 the runtime that the line names',
      line: { id: 12, code: `const a = 1;${code}`, runtime: '1.0' },
      is: { id: 12, error: 'SyntaxError: Token "const" not supported in this version in 1' },
    },
    {
      rule: 'no handler',
      line: { id: 5, code: 'var a' },
      is: { id: 5, error: 'ReferenceError: "handler" is not defined' },
    },
    { rule: 'no JSON', line: '{', is: { id: null, error: expect.stringContaining('not JSON') } },
    { rule: 'no object', line: '[]', is: { id: null, error: 'a line must be an object' } },
    { rule: 'no function', line: { id: 6 }, is: { id: 6, error: 'a line must have a text "code" or a text "file"' } },
    {
      rule: 'two functions',
      line: { id: 7, code, file: 'f.js' },
      is: { id: 7, error: 'a line must have a text "code" or a text "file"' },
    },
    { rule: 'no such file', line: { id: 8, file: 'absent.js' }, is: { id: 8, error: '✘ no such file   absent.js' } },
    {
      rule: 'no such runtime',
      line: { id: 9, code, runtime: '3.0' },
      is: { id: 9, error: 'runtime must be "1.0" or "2.0"' },
    },
    {
      rule: 'an event of the wrong shape',
      line: { id: 10, code, event: { request: { uri: 1 } } },
      is: { id: 10, error: 'event: request.uri must be a text' },
    },
    {
      rule: 'CFF-153 a key over its limit',
      line: { id: 11, code, kvs: { ['k'.repeat(513)]: '' } },
      is: { id: 11, error: expect.stringContaining('more than 512 bytes [CFF-153]') },
    },
    { rule: 'no id', line: { code: 'var a' }, is: { id: null, error: expect.anything() } },
  ])('$rule', async ({ line, is }) => {
    expect(await answer(line)).toEqual(is)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CloudFrontFunction } from '../../../distribution/model.ts'
import { HeaderList } from '../../../http/header-list.ts'
import { createFunctionRunner, type FunctionRunnerOptions } from './create-function-runner.ts'
import type { FunctionContext, FunctionRequest, FunctionRunner } from './invocation.ts'
import { OutcomeMemory, type StoreRead } from './outcome-memory.ts'

const functionOf = (code: string): CloudFrontFunction => ({
  logicalId: 'F',
  name: 'f',
  runtime: 'cloudfront-js-2.0',
  code,
  keyValueStore: { logicalId: 'S', name: 's' },
  place: { file: 'f.js' },
})

const runnerOf = (code: string, options: FunctionRunnerOptions = {}): FunctionRunner => {
  const created = createFunctionRunner(functionOf(code), { remembers: true, ...options })
  if (created.kind === 'invalid') throw new Error(created.message)
  return created.runner
}

const context = (parts: Partial<FunctionContext> = {}): FunctionContext => ({
  distributionDomainName: 'd.cloudfront.net',
  distributionId: 'E1',
  requestId: 'one',
  clientIp: '192.0.2.1',
  now: 1_000,
  ...parts,
})

const request = (parts: Partial<FunctionRequest> = {}): FunctionRequest => ({
  method: 'GET',
  uri: '/',
  queryString: undefined,
  headers: HeaderList.of({ host: 'a' }),
  ...parts,
})

/** The header `x-seen` that the function writes. */
const seen = (
  runner: FunctionRunner,
  at: Partial<FunctionContext> = {},
  of: Partial<FunctionRequest> = {},
): string | undefined => {
  const outcome = runner.viewerRequest(context(at), request(of))
  return outcome.kind === 'request' ? outcome.headers.get('x-seen') : undefined
}

const writes = (expression: string): string =>
  `function handler(event) { event.request.headers['x-seen'] = { value: '' + (${expression}) }; return event.request }`

describe('what an equal request may still change is never remembered', () => {
  test.each([
    { what: 'the clock (CFF-47)', code: writes('Date.now()'), later: { now: 2_000 } },
    { what: 'the clock through new Date()', code: writes('new Date().getTime()'), later: { now: 2_000 } },
    { what: 'the clock through Date()', code: writes('Date()'), later: { now: 90_000_000 } },
    { what: 'the request id', code: writes('event.context.requestId'), later: { requestId: 'two' } },
    { what: 'the address of the viewer', code: writes('event.viewer.ip'), later: { clientIp: '192.0.2.2' } },
    { what: 'the whole event as text', code: writes('JSON.stringify(event)'), later: { requestId: 'two' } },
  ])('$what', ({ code, later }) => {
    const runner = runnerOf(code)
    const first = seen(runner)
    expect(seen(runner, later)).not.toBe(first)
    expect(seen(runner)).toBe(first)
  })

  test('chance (CFF-46)', () => {
    let count = 0
    const runner = runnerOf(writes('Math.random()'), { random: () => ++count / 10 })
    expect([seen(runner), seen(runner)]).toEqual(['0.1', '0.2'])
  })

  test('a store that changes (CFF-69)', () => {
    const code = `import cf from 'cloudfront'
async function handler(event) { const value = await cf.kvs().get('k'); event.request.headers['x-seen'] = { value }; return event.request }`
    const pairs = new Map([['k', 'old']])
    const runner = runnerOf(code, { keyValues: () => pairs })
    expect([seen(runner), seen(runner)]).toEqual(['old', 'old'])
    pairs.set('k', 'new')
    expect(seen(runner)).toBe('new')
  })
})

test('CFF-08: state of the function does not leak through what is remembered', () => {
  const runner = runnerOf(`var count = 0\n${writes('++count')}`)
  expect([seen(runner), seen(runner, {}, { uri: '/b' }), seen(runner)]).toEqual(['1', '1', '1'])
})

test('a remembered response is not shared between viewers', () => {
  const runner = runnerOf(
    `function handler(event) { event.response.headers.x = { value: '1' }; return event.response }`,
  )
  const response = () => ({ status: 200, statusDescription: undefined, headers: HeaderList.of({ etag: '"a"' }) })
  const [first, second] = [
    runner.viewerResponse(context(), request(), response()),
    runner.viewerResponse(context(), request(), response()),
  ]
  if (first.kind !== 'response' || second.kind !== 'response') throw new Error('the function failed')
  first.headers.append('x-mine', '1')
  expect(second.headers.has('x-mine')).toBe(false)
  expect(second.headers.get('x')).toBe('1')
})

test('with and without memory a function answers alike', () => {
  const code = `function handler(event) {
    var r = event.request
    if (r.uri === '/b') return { statusCode: 302, headers: { location: { value: r.cookies.a ? r.cookies.a.value : '/' } } }
    if (r.headers.host.value === 'c') throw new Error('c')
    r.headers['x-seen'] = { value: r.method + Object.keys(r.querystring).join() }
    return r
  }`
  const remembering = runnerOf(code)
  const plain = runnerOf(code, { remembers: false })
  const input = fc.record({
    method: fc.constantFrom('GET', 'HEAD'),
    uri: fc.constantFrom('/a', '/b'),
    queryString: fc.constantFrom(undefined, '', 'q', 'q=1'),
    headers: fc
      .record({ host: fc.constantFrom('a', 'b', 'c'), cookie: fc.constantFrom('a=/x', 'a=/y', 'z=1') })
      .map(fields => HeaderList.of(fields)),
  })
  fc.assert(
    fc.property(fc.array(input, { maxLength: 60 }), inputs => {
      for (const one of inputs) {
        expect(remembering.viewerRequest(context(), one)).toEqual(plain.viewerRequest(context(), one))
      }
    }),
    { numRuns: 50 },
  )
})

describe('the memory', () => {
  const answer = { result: { headerChanges: [] }, isResponse: false, logs: [] }
  const reads: StoreRead[] = [{ key: 'k', seen: 'v' }]

  test('recalls while every read of the store would give the same', () => {
    let value = 'v'
    const memory = new OutcomeMemory(() => value)
    memory.keep('input', answer, reads)
    expect(memory.recall('input')).toBe(answer)
    value = 'w'
    expect(memory.recall('input')).toBeUndefined()
    expect(memory.recall('other')).toBeUndefined()
  })

  test('keeps nothing that depends on the moment, and no absurdly long input', () => {
    const memory = new OutcomeMemory(() => undefined)
    memory.keep('moment', answer, undefined)
    memory.keep('x'.repeat(10_000), answer, [])
    expect(memory.recall('moment')).toBeUndefined()
    expect(memory.recall('x'.repeat(10_000))).toBeUndefined()
  })

  test('pauses where hardly any input comes twice, forgets what it had, and tries again later', () => {
    const memory = new OutcomeMemory(() => undefined)
    const lookUp = (input: string): boolean => {
      if (memory.isPausing()) return false
      const known = memory.recall(input)
      if (known === undefined) memory.keep(input, answer, [])
      return known !== undefined
    }
    for (let i = 0; i < 1_001; i++) lookUp(`one of a kind ${i}`)
    expect(lookUp('one of a kind 1')).toBe(false)
    for (let i = 0; i < 20_000; i++) lookUp('again and again')
    lookUp('again and again')
    expect(lookUp('again and again')).toBe(true)
  })
})

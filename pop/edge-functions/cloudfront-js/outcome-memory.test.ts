import { describe, expect, test } from 'vitest'
import type { CloudFrontFunction } from '../../../distribution/model.ts'
import { HeaderList } from '../../../http/header-list.ts'
import { createFunctionRunner, type FunctionRunnerOptions } from './create-function-runner.ts'
import type { GuestAnswer } from './guest-answer.ts'
import type { FunctionInput } from './input-answers.ts'
import type { FunctionContext, FunctionRequest, FunctionRunner } from './invocation.ts'
import { OutcomeMemory } from './outcome-memory.ts'
import type { Question } from './questions.ts'

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

const answer: GuestAnswer = { result: { headerChanges: [] }, isResponse: false, logs: [], characters: 0 }
const uri: Question = { packed: 'uri', about: 'field', field: 'uri' }
const method: Question = { packed: 'method', about: 'field', field: 'method' }
const session: Question = { packed: 'sid', about: 'texts', table: 'request.cookies', name: 'sid' }

const inputOf = (parts: Partial<FunctionRequest> = {}): FunctionInput => ({
  context: context(),
  request: request(parts),
  response: undefined,
  keyValue: () => undefined,
})
const withSession = (sid: number): FunctionInput => inputOf({ headers: HeaderList.of({ cookie: `sid=${sid}` }) })

/** Looks an input up as the runner does, and learns it with these questions if the memory wants that. */
const meet = (
  memory: OutcomeMemory,
  input: FunctionInput,
  ...questions: Question[]
): 'known' | 'learned' | 'let go' => {
  const known = memory.recall(input)
  if (known.kind === 'outcome') return 'known'
  if (!known.isWorthRecording) return 'let go'
  memory.keep(input, questions, answer)
  return 'learned'
}

describe('the memory', () => {
  test('knows an input by what was asked, whatever the rest', () => {
    const memory = new OutcomeMemory()
    meet(memory, inputOf({ uri: '/a' }), uri)
    expect(meet(memory, inputOf({ uri: '/a', method: 'HEAD', queryString: 'q' }), uri)).toBe('known')
    expect(meet(memory, inputOf({ uri: '/b' }), uri, method)).toBe('learned')
    expect(meet(memory, inputOf({ uri: '/b', method: 'HEAD' }), uri, method)).toBe('learned')
    expect(memory.stats()).toEqual({ calls: 4, remembered: 1, recorded: 3, entries: 3 })
  })

  test('knows a function that asks nothing from its first call on', () => {
    const memory = new OutcomeMemory()
    expect(meet(memory, inputOf())).toBe('learned')
    expect(meet(memory, inputOf({ uri: '/b' }))).toBe('known')
  })

  test('keeps so many answers, and those used last', () => {
    const memory = new OutcomeMemory({ entriesMax: 2 })
    for (const path of ['/a', '/b', '/a', '/c']) meet(memory, inputOf({ uri: path }), uri)
    expect(memory.stats().entries).toBe(2)
    expect(meet(memory, inputOf({ uri: '/a' }), uri)).toBe('known')
    expect(meet(memory, inputOf({ uri: '/b' }), uri)).toBe('learned')
  })

  test('keeps nothing absurdly long, of the input or of the answer', () => {
    const memory = new OutcomeMemory()
    meet(memory, inputOf({ uri: '/'.repeat(20_000) }), uri)
    memory.keep(inputOf(), [uri], { ...answer, characters: 20_000 })
    expect(memory.stats().entries).toBe(0)
  })

  test('a way that contradicts the tree is not kept', () => {
    const memory = new OutcomeMemory()
    memory.keep(inputOf(), [uri], answer)
    memory.keep(inputOf({ uri: '/b' }), [method], answer)
    memory.keep(inputOf(), [uri, method], answer)
    memory.keep(inputOf(), [], answer)
    expect(memory.stats().entries).toBe(1)
  })

  test('where hardly any input comes twice it lets most of them go, and finds back when they repeat', () => {
    const memory = new OutcomeMemory()
    for (let sid = 0; sid < 1_000; sid++) meet(memory, withSession(sid), session)
    expect(memory.stats().recorded).toBeLessThan(100)
    for (let n = 0; n < 1_000; n++) meet(memory, withSession(-1), session)
    expect(meet(memory, withSession(-1), session)).toBe('known')
    expect(meet(memory, withSession(-2), session)).toBe('learned')
  })

  test('one question with answers without end keeps no other from being learned, nor from being known', () => {
    const memory = new OutcomeMemory({ entriesMax: 200 })
    meet(memory, inputOf({ uri: '/a' }), uri)
    const login = (sid: number): FunctionInput => ({
      ...withSession(sid),
      request: { ...withSession(sid).request, uri: '/login' },
    })
    for (let sid = 0; sid < 2_000; sid++) {
      meet(memory, login(sid), uri, session)
      expect(meet(memory, inputOf({ uri: '/a' }), uri)).toBe('known')
    }
    expect(memory.stats().recorded).toBeLessThan(200)
    expect(meet(memory, inputOf({ uri: '/b' }), uri)).toBe('learned')
  })
})

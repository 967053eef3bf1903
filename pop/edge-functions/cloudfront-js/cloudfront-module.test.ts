import { describe, expect, test } from 'vitest'
import { HeaderList } from '../../../http/header-list.ts'
import { context, requestOf, runnerOf } from '../../../test/support/function-runner.ts'

const run = (body: string, keys: Record<string, string> = {}) =>
  runnerOf(`import cf from 'cloudfront';\nasync function handler(event) { var request = event.request; ${body} }`, {
    keyValues: () => new Map(Object.entries(keys)),
  }).viewerRequest(context, requestOf())

describe('the key value store', () => {
  test.each([
    { rule: 'CFF-69 string by default', read: 'kvs.get("a")', value: '{"n":1}' },
    { rule: 'CFF-69 json', read: 'kvs.get("a", { format: "json" })', value: { n: 1 } },
    {
      rule: 'CFF-69 bytes',
      read: 'kvs.get("a", { format: "bytes" })',
      value: { type: 'Buffer', data: [123, 34, 110, 34, 58, 49, 125] },
    },
    { rule: 'CFF-69 exists', read: 'kvs.exists("a")', value: true },
    { rule: 'CFF-69 does not exist', read: 'kvs.exists("b")', value: false },
    { rule: 'an empty value exists', read: 'kvs.get("empty")', value: '' },
  ])('$rule', ({ read, value }) => {
    const outcome = run(
      `const kvs = cf.kvs(); const value = await ${read}; console.log(JSON.stringify(value)); return request`,
      { a: '{"n":1}', empty: '' },
    )
    expect(outcome.kind).toBe('request')
    expect(JSON.parse(outcome.logs[0] ?? '')).toEqual(value)
  })
  test('CFF-69 meta', () => {
    const outcome = run('const m = await cf.kvs().meta(); console.log(m.keyCount); return request', { a: '1', b: '2' })
    expect(outcome.logs).toEqual(['2'])
  })
  test('CFF-69 a missing key rejects', () => {
    expect(
      run(
        'try { await cf.kvs().get("b") } catch (e) { console.log(e instanceof Error); console.log("" + e); return request }',
      ).logs,
    ).toEqual(['true', 'Error: KeyNotFound'])
    expect(run('await cf.kvs().get("b"); return request').kind).toBe('execution-error')
  })
  test.each([
    {
      what: 'several reads at once settle in their order',
      reads:
        'const order = []; const note = name => () => { order.push(name) };' +
        'const k = cf.kvs(); const reads = [k.get("b").catch(note("b")), k.get("a").then(note("a")), k.exists("c").then(note("c"))];' +
        'await Promise.all(reads); return order.join()',
      value: 'b,a,c',
    },
    {
      what: 'reads after the first await settle too',
      reads:
        'const k = cf.kvs(); const first = await k.get("a"); let second; try { await k.get("b") } catch (e) { second = "absent" }' +
        'const both = await Promise.all([k.get("a"), k.exists("b")]); return [first, second].concat(both).join()',
      value: '1,absent,1,false',
    },
    {
      what: 'a handler of then goes before the handler goes on',
      reads:
        'let seen = "early"; cf.kvs().get("b").catch(() => { seen = "late" }); await cf.kvs().get("a"); return seen',
      value: 'late',
    },
    {
      what: 'a read nobody listens to harms nobody',
      reads: 'cf.kvs().get("b"); await null; cf.kvs().get("b"); return cf.kvs().get("a")',
      value: '1',
    },
    {
      what: 'what is not JSON rejects',
      reads: 'try { return await cf.kvs().get("text", { format: "json" }) } catch (e) { return e.name }',
      value: 'SyntaxError',
    },
  ])('$what', ({ reads, value }) => {
    const body = `const read = async () => { ${reads} }; const value = await read(); console.log(value); return request`
    const runner = runnerOf(
      `import cf from 'cloudfront';\nasync function handler(event) { var request = event.request; ${body} }`,
      {
        keyValues: () =>
          new Map([
            ['a', '1'],
            ['text', '{'],
          ]),
      },
    )
    for (let call = 0; call < 2; call++) expect(runner.viewerRequest(context, requestOf()).logs).toEqual([value])
  })
  test('the store is asked at each invocation', () => {
    let value = 'one'
    const runner = runnerOf(
      `import cf from 'cloudfront'\nasync function handler(e) { const v = await cf.kvs().get('k'); e.request.uri = '/' + v; return e.request }`,
      {
        keyValues: () => new Map([['k', value]]),
      },
    )
    expect(runner.viewerRequest(context, requestOf())).toMatchObject({ uri: '/one' })
    value = 'two'
    expect(runner.viewerRequest(context, requestOf())).toMatchObject({ uri: '/two' })
  })
})

describe('logCustomData', () => {
  test.each([
    { rule: 'URL-encoded', calls: 'cf.logCustomData("a b/é")', data: 'a%20b%2F%C3%A9' },
    { rule: 'the last call wins', calls: 'cf.logCustomData("a"); cf.logCustomData("b")', data: 'b' },
    {
      rule: 'cut at 800 bytes, not inside an octet',
      calls: 'cf.logCustomData("x".repeat(799) + "é")',
      data: 'x'.repeat(799),
    },
    { rule: 'a lone surrogate', calls: 'cf.logCustomData("\\ud800")', data: '%EF%BF%BD' },
    { rule: 'not called', calls: '', data: undefined },
  ])('$rule', ({ calls, data }) => {
    expect(run(`${calls}; return request`).customLogData).toBe(data)
  })
})

test('CFF-69c the edge location is known at viewer-request', () => {
  const code =
    'import cf from "cloudfront"; function handler(e) { console.log(JSON.stringify(cf.edgeLocation)); return e.request }'
  const edgeLocation = { name: 'FRA', serverIp: '192.0.2.1', region: 'eu-central-1' }
  const { logs } = runnerOf(code).viewerRequest({ ...context, edgeLocation }, requestOf())
  expect(JSON.parse(logs[0] ?? '')).toEqual(edgeLocation)
})

test('CFF-69c it is empty at viewer-response', () => {
  const code =
    'import cf from "cloudfront"; function handler(e) { console.log(JSON.stringify(cf.edgeLocation)); return e.response }'
  const edgeLocation = { name: 'FRA', serverIp: '192.0.2.1', region: 'eu-central-1' }
  const response = { status: 200, statusDescription: undefined, headers: new HeaderList() }
  expect(runnerOf(code).viewerResponse({ ...context, edgeLocation }, requestOf(), response).logs).toEqual(['{}'])
})

test('CFF-69f a standard distribution has no tenant', () => {
  expect(run('return cf.distributionTenant.id')).toMatchObject({
    kind: 'execution-error',
    message: expect.stringMatching(/^TypeError: distributionTenant module is not available/),
  })
})

import { describe, expect, test } from 'vitest'
import { context, created, requestOf } from '../../../test/support/function-runner.ts'
import type { InspectedCall } from './invocation.ts'
import { IDLE_TURNS_MAX, STEPS_MAX } from './source/counted-steps.ts'

const inspected = (code: string): InspectedCall => {
  const { runner } = created(code, { inspects: true })
  runner.viewerRequest(context, requestOf())
  const call = runner.inspected?.()
  if (call === undefined) throw new Error('it was to inspect')
  return call
}

describe('what the handler returned, before it is checked (CFF-159)', () => {
  test.each([
    {
      rule: 'a request',
      code: 'return event.request',
      returned: '{"method":"GET","uri":"/","querystring":{},"headers":{},"cookies":{}}',
    },
    {
      rule: 'a response as it was written',
      code: 'return { statusCode: 200, body: "b" }',
      returned: '{"statusCode":200,"body":"b"}',
    },
    {
      rule: 'a header that CloudFront refuses',
      code: 'return { statusCode: 200, headers: { "X-A": { value: "1" } } }',
      returned: '{"statusCode":200,"headers":{"X-A":{"value":"1"}}}',
    },
    {
      rule: 'a field of the wrong type',
      code: 'event.request.uri = 1; return event.request',
      returned: '{"method":"GET","uri":1,"querystring":{},"headers":{},"cookies":{}}',
    },
    { rule: 'nothing at all', code: '', returned: undefined },
    {
      rule: 'a cycle, which has no JSON text',
      code: 'var r = { statusCode: 200 }; r.self = r; return r',
      returned: undefined,
    },
    { rule: 'an error', code: 'throw new Error("no")', returned: undefined },
  ])('$rule', ({ code, returned }) => {
    expect(inspected(`function handler(event) { ${code} }`).returned).toBe(returned)
  })

  test('to look changes nothing: a result that has no JSON text is a result', () => {
    const code = 'function handler() { var r = { statusCode: 200 }; r.self = r; return r }'
    const [seen, unseen] = [{ inspects: true }, {}].map(options =>
      created(code, options).runner.viewerRequest(context, requestOf()),
    )
    expect(seen?.kind).toBe('response')
    expect(seen).toEqual(unseen)
  })

  test('a call leaves nothing to the next', () => {
    const code = 'function handler(event) { if (event.request.uri === "/fails") throw 1; return event.request }'
    const { runner } = created(code, { inspects: true })
    runner.viewerRequest(context, requestOf())
    runner.viewerRequest(context, requestOf([], '/fails'))
    expect(runner.inspected?.()).toMatchObject({ returned: undefined, failure: { text: 'the function threw 1' } })
    runner.viewerRequest(context, requestOf())
    expect(runner.inspected?.().failure).toBeUndefined()
  })
})

describe('steps', () => {
  test.each([
    { rule: 'one for the call of the handler', code: 'function handler(event) { return event.request }', steps: 1 },
    {
      rule: 'one for each turn of a loop',
      code: 'function handler(event) { for (let i = 0; i < 10; i++); return event.request }',
      steps: 11,
    },
    {
      rule: 'one for each call of a function, those of built-ins included',
      code: 'function handler(event) { [1, 2, 3].forEach(n => n); return event.request }',
      steps: 4,
    },
    {
      rule: 'those after an await',
      code: 'async function handler(event) { await 1; for (let i = 0; i < 5; i++); return event.request }',
      steps: 6,
    },
    {
      rule: 'those of a function that changes built-ins',
      code: 'Array.prototype.own = 1; function handler(event) { return event.request }',
      steps: 1,
    },
    {
      rule: 'all there are for one that never ends',
      code: 'function handler(event) { while (true); }',
      steps: STEPS_MAX,
    },
    { rule: 'more for one that only counts', code: 'function handler(event) { for (;;); }', steps: IDLE_TURNS_MAX + 1 },
    { rule: 'none where nothing compiles', code: 'function handler(event) { class A {} }', steps: 0 },
  ])('$rule', ({ code, steps }) => {
    expect(inspected(code).steps).toBe(steps)
    expect(inspected(code).steps).toBe(steps)
  })
})

describe('a place of the stack is found in the code as deployed', () => {
  test.each([
    { rule: 'on the first line, behind the harness', code: 'function handler(event) { missing }' },
    {
      rule: 'behind an import that was replaced',
      code: 'import cf from "cloudfront";function handler(event) { missing }',
    },
    {
      rule: 'behind loops and functions of the same line',
      code: 'function handler(event){for(var i=0;i<1;i++)(function(){[0].map(x=>x);while(i>5)i--;missing})()}',
    },
    {
      rule: 'on a later line',
      code: 'var a = 1\nfunction handler(event) {\n  if (a) { return [1].map(n => missing) }\n}',
    },
  ])('$rule', ({ code }) => {
    const { runner, placeOf } = created(code, { inspects: true })
    runner.viewerRequest(context, requestOf())
    const frame = /fn\.js:(\d+):(\d+)/.exec(runner.inspected?.().failure?.stack ?? '')
    const at = code.indexOf('missing')
    const lines = code.slice(0, at).split('\n')
    expect(placeOf({ line: Number(frame?.[1]), column: Number(frame?.[2]) })).toEqual({
      line: lines.length,
      column: (lines.at(-1)?.length ?? 0) + 1,
    })
  })
})

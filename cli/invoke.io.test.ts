import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultEvent } from '../function-cases/test-event.ts'
import { testFunction } from '../function-cases/test-function.ts'
import { Failure } from './failure.ts'
import { loadFunction } from './invoke-source.io.ts'
import { runLines } from './invoke-text.ts'
import { invoke } from './invoke.io.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-invoke-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const failureOf = async (run: () => Promise<unknown>): Promise<Failure> => {
  const failure = await run().catch((error: unknown) => error)
  if (failure instanceof Failure) return failure
  throw new Error(`it was to fail, and gave ${String(failure)}`)
}

const SOURCE = `// A line that the bundle leaves out.
const valueOf = (headers) => {
  return headers.absent.value
}

export function handler(event) {
  console.log('asked for ' + event.request.uri)
  return valueOf(event.request.headers)
}
`

const linesOf = async (file: string): Promise<string[]> => {
  const fn = await loadFunction(file, 'cloudfront-js-2.0')
  return runLines(testFunction(fn, defaultEvent(), { now: 0 }), defaultEvent(), file)
}

describe('stacks lead to the source', () => {
  const minified = transformSync(SOURCE.replace('export ', ''), {
    minify: true,
    sourcemap: 'external',
    sourcefile: 'source.js',
  })
  const place = 'source.js:3:25)'

  test('TypeScript that is bundled', async () => {
    const lines = await linesOf(write('source.ts', SOURCE))
    expect(lines.join('\n')).toContain('source.ts:3:25)')
    expect(lines.join('\n')).toContain('source.ts:8:10)')
  })

  test('JavaScript with a map inside', async () => {
    const map = Buffer.from(minified.map).toString('base64')
    const file = write('inline.js', `${minified.code}//# sourceMappingURL=data:application/json;base64,${map}\n`)
    expect((await linesOf(file)).join('\n')).toContain(place)
  })

  test('with a map beside it, named or not', async () => {
    write('beside.js.map', minified.map)
    expect((await linesOf(write('beside.js', minified.code))).join('\n')).toContain(place)
    const named = write('named.js', `${minified.code}//# sourceMappingURL=beside.js.map\n`)
    expect((await linesOf(named)).join('\n')).toContain(place)
  })

  test('without a map: the place in the file itself', async () => {
    const file = write('plain.js', SOURCE.replace('export ', ''))
    expect((await linesOf(file)).join('\n')).toContain(`${file}:3:25)`)
  })
})

test('CFF-155 console lines carry the id of their request', async () => {
  const [first] = await linesOf(write('logs.js', SOURCE.replace('export ', '')))
  expect(first).toBe(`${defaultEvent().context.requestId} asked for /`)
})

test('nothing a function says moves the cursor', async () => {
  const lines = await linesOf(
    write('escape.js', 'function handler() { console.log("\\u001b[2J"); throw new Error("\\u001b[1A") }'),
  )
  expect(lines.join('')).not.toContain('\u001b')
})

describe('what a function got wrong is said with a remedy', () => {
  test.each([
    {
      rule: 'CFF-03 no handler',
      code: 'function other() {}',
      says: ['"handler" is not defined', '→ declare function handler(event) { … } at the top level'],
    },
    {
      rule: 'CFF-03 an export',
      code: 'export function handler(event) { return event.request }',
      says: ['Illegal export statement', '→ leave out the export'],
    },
    {
      rule: 'CFF-30 await in arguments',
      code: 'async function handler(event) { String(await 1); return event.request }',
      says: ['await in arguments not supported', '→ await into a variable first'],
    },
    {
      rule: 'a handler of Lambda@Edge',
      code: 'exports.handler = async event => event.Records[0].cf.request',
      says: ['"exports" is not defined', 'a Lambda@Edge function runs on the stage'],
    },
    {
      rule: 'CFF-69 no store',
      code: "import cf from 'cloudfront'\nasync function handler() { const v = await cf.kvs().get('k'); return v }",
      says: ['has no associated key value store', '→ name its contents with --kvs FILE'],
    },
    {
      rule: 'CFF-131 an exception',
      code: 'function handler() { throw new TypeError("no") }',
      says: ['TypeError: no', 'viewers get 503'],
    },
    {
      rule: 'CFF-133 a read-only header',
      code: 'function handler(event) { delete event.request.headers.host; return event.request }',
      says: ['the header host is read-only', 'viewers get 502'],
    },
    {
      rule: 'CFF-150 too much code',
      code: `function handler(event) { return event.request } //${'x'.repeat(10_240)}`,
      says: ['bytes of code, at most 10240'],
      neverSays: 'viewers get',
    },
  ])('$rule', async ({ code, says, neverSays = 'a bug' }) => {
    const text = (await linesOf(write('wrong.js', code))).join('\n')
    expect(text).not.toContain(neverSays)
    for (const part of says) expect(text).toContain(part)
    expect(await invoke(write('wrong.js', code), { runtime: '2.0' })).toBe(1)
  })
})

test('ENG-22 what works and is outside of what AWS promises is told with its place', async () => {
  const file = write('unlisted.js', 'function handler(event) {\n  return event.request ?? {}\n}')
  expect((await linesOf(file)).join('\n')).toMatch(/^• .*unlisted\.js:2:\d+ \[CFF-23\]$/m)
})

describe('what cannot be run is a failure with place and remedy', () => {
  const FINE = 'function handler(event) { return event.request }'
  const store = { data: [{ key: 'k'.repeat(513), value: '' }] }
  test.each([
    { rule: 'no such file', code: undefined, says: ['no such file'] },
    {
      rule: 'a wrong export',
      name: 'f.ts',
      code: 'export function handle() {}',
      says: ['handler is not exported', 'f.ts', '→ write export function handler'],
    },
    {
      rule: 'syntax that no build can lower',
      name: 'f.ts',
      code: 'export function* handler() {}',
      says: ['[CFF-21]', 'f.ts:1:'],
    },
    {
      rule: 'a map that is none',
      code: `${FINE}\n//# sourceMappingURL=data:application/json;base64,e30=`,
      says: ['source map cannot be read', '→ build it again'],
    },
    {
      rule: 'a map that is not there',
      code: `${FINE}\n//# sourceMappingURL=gone.map`,
      says: ['no such file', 'gone.map'],
    },
    { rule: 'an event that is no JSON', code: FINE, event: '{', says: ['not JSON', 'event.json'] },
    {
      rule: 'an event of the wrong shape',
      code: FINE,
      event: '{"request":{"uri":"a"}}',
      says: ['request.uri must be a path that starts with /', 'event.json', '→ an event looks like'],
    },
    {
      rule: 'CFF-153 a store over its limits',
      code: FINE,
      kvs: JSON.stringify(store),
      says: ['more than 512 bytes', 'kvs.json', '[CFF-153]'],
    },
  ])('$rule', async ({ name = 'f.js', code, event, kvs, says }) => {
    const file = code === undefined ? join(folder, 'absent.js') : write(name, code)
    const options = {
      runtime: '2.0',
      ...(event === undefined ? {} : { event: write('event.json', event) }),
      ...(kvs === undefined ? {} : { kvs: write('kvs.json', kvs) }),
    }
    const failure = await failureOf(() => invoke(file, options))
    for (const text of says) expect(failure.message).toContain(text)
    expect(failure.exitStatus).toBe(1)
  })

  test.each([
    {
      rule: 'CFF-01 a runtime that does not exist',
      options: { runtime: '3.0' },
      says: '--runtime 3.0: expected 1.0 or 2.0',
    },
    {
      rule: 'CFF-112 an event that functions do not have',
      options: { runtime: '2.0', type: 'origin-request' },
      says: '--type origin-request',
    },
  ])('$rule is wrong usage', async ({ options, says }) => {
    const failure = await failureOf(() => invoke(write('f.js', FINE), options))
    expect(failure.message).toContain(says)
    expect(failure.exitStatus).toBe(2)
  })
})

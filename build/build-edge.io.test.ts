import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test } from 'vitest'
import { buildEdge } from './build-edge.io.ts'
import { readSourceMap } from '../pop/edge-functions/cloudfront-js/source-map.ts'

const roots: string[] = []
afterEach(() => roots.splice(0).forEach(root => rmSync(root, { recursive: true })))

/** A folder with these files. */
const project = (files: Readonly<Record<string, string>>): string => {
  const root = mkdtempSync(join(tmpdir(), 'edge-'))
  roots.push(root)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const FUNCTION = {
  'functions/config/flags.ts': "export const flags = { site: 'v4' }\n",
  'functions/demo/handler.ts': [
    "import { flags } from '../config/flags.ts'",
    "import { shout } from './shout.ts'",
    'export function handler(event: { request: { uri: string } }) {',
    '  const request = event.request',
    '  request.uri = shout(request.uri ?? flags.site)',
    '  return request',
    '}',
  ].join('\n'),
  'functions/demo/shout.ts': 'export const shout = (text: string): string => text.toUpperCase() + `!`\n',
}
const DEMO = 'dist/edge/functions/demo.js'
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

test('a function is one script with a top-level handler; folders without a handler are no functions', async () => {
  const root = project(FUNCTION)
  const { outputs, findings } = await buildEdge({ root })
  const text = read(root, DEMO)
  expect(findings).toEqual([])
  expect(outputs).toEqual([{ kind: 'function', name: 'demo', file: DEMO, bytes: text.length }])
  expect(runInNewContext(`${text};handler({ request: { uri: '/a' } }).uri`)).toBe('/A!')
  expect(text).not.toMatch(/export|sourceMappingURL/)
})

test('the source map leads from the built file to line and column of the source', async () => {
  const root = project(FUNCTION)
  await buildEdge({ root })
  const column = read(root, DEMO).indexOf('toUpperCase')
  const entry = readSourceMap(read(root, `${DEMO}.map`))?.findEntry(0, column)
  expect(entry).toMatchObject({ originalSource: '../../../functions/demo/shout.ts', originalLine: 0 })
})

test('the same sources give the same bytes, in another folder too', async () => {
  const [here, there] = [project(FUNCTION), project(FUNCTION)]
  await buildEdge({ root: here })
  const first = [read(here, DEMO), read(here, `${DEMO}.map`)]
  await buildEdge({ root: here })
  await buildEdge({ root: there })
  expect([read(here, DEMO), read(here, `${DEMO}.map`)]).toEqual(first)
  expect([read(there, DEMO), read(there, `${DEMO}.map`)]).toEqual(first)
})

test.each([
  {
    rule: 'CFF-21 found by esbuild',
    body: 'for (const x of [1]) console.log(String(x))',
    line: 3,
    remedy: 'use a counting loop or forEach',
  },
  {
    rule: 'CFF-20 found by esbuild',
    body: 'return new (class {})()',
    line: 3,
    remedy: 'write functions that take and return plain objects',
  },
  {
    rule: 'CFF-16 found by esbuild',
    body: 'return ((a = 1) => a)()',
    line: 3,
    remedy: 'test the parameter in the body: if (name === undefined) name = …',
  },
  {
    rule: 'CFF-17 found by esbuild',
    body: 'return Math.max(...event.l)',
    line: 3,
    remedy: 'use concat for arrays, Object.assign for objects, apply for calls',
  },
  {
    rule: 'CFF-18 found by esbuild',
    body: 'const { a } = event; return a',
    line: 3,
    remedy: 'read the properties or elements one by one: const a = source.a',
  },
  {
    rule: 'CFF-58 found in the bundle',
    body: 'return new Map()',
    line: 3,
    remedy: 'use an object made with Object.create(null)',
  },
  {
    rule: 'CFF-41 found in the bundle',
    body: 'return /x/s.test(event.a)',
    line: 3,
    remedy: 'leave the flag out; write [\\s\\S] for "any character"',
  },
])(
  '$rule: file and line of the source, and what to write instead; nothing is left to deploy',
  async ({ rule, body, line, remedy }) => {
    const root = project(FUNCTION)
    await buildEdge({ root })
    writeFileSync(
      join(root, 'functions/demo/handler.ts'),
      `// a comment\nexport function handler(event: any) {\n  ${body}\n}\n`,
    )
    const { findings } = await buildEdge({ root })
    expect(findings).toEqual([
      expect.objectContaining({
        rule: rule.split(' ')[0],
        severity: 'error',
        file: 'functions/demo/handler.ts',
        line,
        remedy,
      }),
    ])
    expect(() => read(root, DEMO)).toThrow('ENOENT')
  },
)

test('CFF-30 await in arguments is found although esbuild takes it', async () => {
  const root = project({
    'functions/a/handler.ts': 'export async function handler(event: any) {\n  return String(await event)\n}\n',
  })
  const { findings } = await buildEdge({ root })
  expect(findings).toMatchObject([{ rule: 'CFF-30', file: 'functions/a/handler.ts', line: 2 }])
})

const LAMBDA = {
  'edge-lambdas/origin-response/handler.ts': [
    "import page from 'virtual:static-index.html'",
    'export const handler = async (): Promise<string> => page',
  ].join('\n'),
  'edge-lambdas/origin-response/default-static-index.html': '<p>default ${page}</p>',
}
const LAMBDA_FILE = 'dist/edge/lambdas/origin-response/index.mjs'

test.each([
  { rule: 'a Lambda holds the default static page', files: LAMBDA, holds: '<p>default ${page}</p>' },
  {
    rule: 'a Lambda holds the built static page when there is one',
    files: { ...LAMBDA, 'dist/site/client/v4/static-index.html': '<p>built</p>' },
    holds: '<p>built</p>',
  },
])('$rule', async ({ files, holds }) => {
  const root = project(files)
  expect((await buildEdge({ root })).findings).toEqual([])
  const lambda: { handler: () => Promise<string> } = await import(join(root, LAMBDA_FILE))
  expect(await lambda.handler()).toBe(holds)
})

test('files have mode 0644, because the mode changes the version id of a Lambda', async () => {
  const root = project({ ...FUNCTION, ...LAMBDA })
  await buildEdge({ root })
  for (const file of [LAMBDA_FILE, DEMO]) chmodSync(join(root, file), 0o755)
  await buildEdge({ root })
  expect([LAMBDA_FILE, DEMO].map(file => statSync(join(root, file)).mode & 0o777)).toEqual([0o644, 0o644])
})

test('a missing import is a finding with its place', async () => {
  const root = project({
    'functions/a/handler.ts': "import { b } from './b.ts'\nexport function handler() { return b }\n",
  })
  const { findings } = await buildEdge({ root })
  expect(findings).toMatchObject([
    { rule: 'BUILD', file: 'functions/a/handler.ts', line: 1, message: 'Could not resolve "./b.ts"' },
  ])
})

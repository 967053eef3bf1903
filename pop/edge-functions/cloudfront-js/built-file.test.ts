import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleFunction } from '../../../build/bundle-function.io.ts'
import { context, created, requestOf } from '../../../test/support/function-runner.ts'
import { builtinNames } from './guest/builtins.ts'
import { prepareSource } from './prepare-source.ts'
import { sourceMapComment, type BuiltFile } from './script-source-map.ts'

const HANDLER = `import { shout } from './shout.ts'

const twice = (text: string): string => [0, 1].map(() => text).join()

export function handler(event: { request: { uri: string; missing?: { deep: string } } }) {
  for (let i = 0; i < 2; i++) twice(shout(event.request.uri))
  return shout(event.request.missing!.deep)
}
`
const SHOUT = `// A comment, so that lines differ.
export const shout = (text: string): string => {
  if (text === '/nothing') throw new Error(text)
  return text.toUpperCase()
}
`

let root: string
let code: string
let builtFile: BuiltFile

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'understudy-built-'))
  mkdirSync(join(root, 'functions/loud'), { recursive: true })
  writeFileSync(join(root, 'functions/loud/handler.ts'), HANDLER)
  writeFileSync(join(root, 'functions/loud/shout.ts'), SHOUT)
  const file = 'dist/edge/functions/loud.js'
  const bundle = await bundleFunction(root, { source: 'functions/loud/handler.ts', file })
  code = bundle.text
  builtFile = { file: join(root, file), sourceMap: bundle.sourceMap }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const messageFor = (uri: string): string => {
  const outcome = created(code, { builtFile }).runner.viewerRequest(context, requestOf([], uri))
  return 'message' in outcome ? outcome.message : outcome.kind
}

test.each([
  { uri: '/nothing', says: 'functions/loud/shout.ts:3' },
  { uri: '/', says: 'functions/loud/handler.ts:7' },
])('a failure names its place in the source: $says', ({ uri, says }) => {
  expect(messageFor(uri)).toContain(`(${join(root, says)})`)
})

test('the map of the script that runs: sources as file URLs, places moved with the code', () => {
  const prepared = prepareSource(code, 'cloudfront-js-2.0', builtinNames('cloudfront-js-2.0'))
  if (prepared.kind !== 'ready') throw new Error(prepared.message)
  const comment = sourceMapComment(builtFile, prepared.placeInScript)
  const [, encoded = ''] = /^\n\/\/# sourceMappingURL=data:application\/json;base64,(.*)$/.exec(comment) ?? []
  const inScript = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()))
  const inBuilt = new SourceMap(JSON.parse(builtFile.sourceMap))
  expect(inScript.payload.sources.toSorted()).toEqual(
    ['handler.ts', 'shout.ts'].map(name => pathToFileURL(join(root, 'functions/loud', name)).href),
  )
  const place = (map: SourceMap, column: number) => {
    const { originalLine, originalColumn } = { originalLine: -1, originalColumn: -1, ...map.findEntry(0, column) }
    return { originalLine, originalColumn }
  }
  fc.assert(
    fc.property(fc.nat(code.trimEnd().length - 1), column => {
      const moved = prepared.placeInScript({ line: 1, column: column + 1 })
      expect(prepared.placeOf(moved)).toEqual({ line: 1, column: column + 1 })
      expect(place(inScript, moved.column - 1)).toEqual(place(inBuilt, column))
    }),
  )
})

test('a map that cannot be read changes nothing', () => {
  const unreadable = { ...builtFile, sourceMap: '{' }
  expect(sourceMapComment(unreadable, place => place)).toBe('')
  const outcome = created(code, { builtFile: unreadable }).runner.viewerRequest(context, requestOf([], '/nothing'))
  expect(outcome).toMatchObject({ message: expect.stringContaining(`(${builtFile.file}:1)`) })
})

test('a source that is no URL stays as it is', () => {
  const odd = { ...builtFile, sourceMap: JSON.stringify({ version: 3, mappings: '', sources: ['http://['] }) }
  const [, encoded = ''] = /base64,(.*)$/.exec(sourceMapComment(odd, place => place)) ?? []
  expect(Buffer.from(encoded, 'base64').toString()).toContain('http://[')
})

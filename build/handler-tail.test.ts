import { SourceMap } from 'node:module'
import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { withoutExport } from './handler-tail.ts'

test.each([
  {
    rule: 'the export goes, the name stays',
    bundle: 'function handler(e){return e}export{handler};\n',
    text: 'function handler(e){return e}\n',
  },
  {
    rule: 'a renamed handler gets its name back',
    bundle: 'function R(e){return e}export{R as handler};\n',
    text: 'function handler(e){return e}\n',
  },
  {
    rule: 'CFF-29 an async handler stays async',
    bundle: 'async function $(e){return e}export{$ as handler};',
    text: 'async function handler(e){return e}\n',
  },
  {
    rule: 'a handler that other code mentions keeps its short name behind a wrapper',
    bundle: 'async function R(e){return e?R(0):e}export{R as handler};\n',
    text: 'async function R(e){return e?R(0):e}async function handler(e){return await R(e)}\n',
  },
  {
    rule: 'a property of the same name is no mention',
    bundle: 'function R(e){return e.R}export{R as handler};\n',
    text: 'function handler(e){return e.R}\n',
  },
  {
    rule: 'only the end of the text changes',
    bundle: 'var s="export{a};";function handler(){}\nexport {\n  handler\n};\n',
    text: 'var s="export{a};";function handler(){}\n\n',
  },
])('$rule', ({ bundle, text }) => {
  expect(withoutExport(bundle, '', 'handler.ts')).toEqual({ kind: 'deployable', text, sourceMap: '' })
})

test.each([
  { rule: 'CFF-03 nothing exported', bundle: 'var a=1;', message: 'handler is not exported' },
  { rule: 'CFF-03 another name exported', bundle: 'var a=1;export{a as main};', message: 'handler is not exported' },
  {
    rule: 'more than the handler exported',
    bundle: 'export{R as handler,q as pick};',
    message: 'pick is exported besides handler',
  },
])('$rule', ({ bundle, message }) => {
  const result = withoutExport(bundle, '', 'functions/a/handler.ts')
  expect(result).toMatchObject({
    kind: 'refused',
    finding: { rule: 'CFF-03', severity: 'error', file: 'functions/a/handler.ts', message },
  })
})

test('the source map follows the name: every identifier still leads to its place in the source', async () => {
  const source =
    'const first = 1\nfunction entry(event) {\n  return first + event.second + unknownThird\n}\nexport { entry as handler }\n'
  const { code, map } = await transform(source, {
    minify: true,
    format: 'esm',
    sourcemap: 'external',
    sourcefile: 'source.js',
  })
  const result = withoutExport(code, map, 'source.js')
  if (result.kind === 'refused') throw new Error(result.finding.message)
  expect(result.text).toMatch(/function handler\(/)
  const decoded = new SourceMap(JSON.parse(result.sourceMap))
  const column = result.text.indexOf('unknownThird')
  expect(decoded.findEntry(0, column)).toMatchObject({
    originalLine: 2,
    originalColumn: source.split('\n')[2]?.indexOf('unknownThird'),
  })
})

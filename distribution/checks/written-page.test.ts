import { expect, test } from 'vitest'
import { largestWrittenPage } from './written-page.ts'

test.each([
  { what: 'a text', code: `const page = '<html><p>é</p></html>'`, page: { byteLength: 22, line: 1 } },
  {
    what: 'a template text',
    code: 'const a = 1\nconst page = `<!DOCTYPE html>\n${a}`',
    page: { byteLength: 16, line: 2 },
  },
  { what: 'the largest of several', code: `f('<body >')\nf('<body >x')`, page: { byteLength: 8, line: 2 } },
  { what: 'behind a regular expression', code: `a = /['"]/.test(b)\nc = '<head>'`, page: { byteLength: 6, line: 2 } },
  { what: 'before a mistake', code: `c = '<head>'; d = '`, page: { byteLength: 6, line: 1 } },
  { what: 'no page', code: `c = '<p>'; d = '{"a":"<b>"}' // <html>`, page: undefined },
  { what: 'no code', code: '\u0000', page: undefined },
])('$what', ({ code, page }) => {
  expect(largestWrittenPage(code)).toEqual(page)
})

test('a large bundle is looked at in little time', () => {
  const code = `${'function f(a) { return a / 2 + "x".length }\n'.repeat(60_000)}const page = '<html>${'x'.repeat(1_000_000)}'`
  expect(largestWrittenPage(code)?.byteLength).toBe(1_000_006)
})

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
    text: 'function R(e){return e}function handler(e){return R(e)}\n',
  },
  {
    rule: 'CFF-29 an async handler stays async',
    bundle: 'async function $(e){return e}export{$ as handler};',
    text: 'async function $(e){return e}async function handler(e){return await $(e)}\n',
  },
  {
    rule: 'only the end of the text changes',
    bundle: 'var s="export{a};";function handler(){}\nexport {\n  handler\n};\n',
    text: 'var s="export{a};";function handler(){}\n\n',
  },
])('$rule', ({ bundle, text }) => {
  expect(withoutExport(bundle, 'handler.ts')).toEqual({ kind: 'deployable', text })
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
  const result = withoutExport(bundle, 'functions/a/handler.ts')
  expect(result).toMatchObject({
    kind: 'refused',
    finding: { rule: 'CFF-03', severity: 'error', file: 'functions/a/handler.ts', message },
  })
})

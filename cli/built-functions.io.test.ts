import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CloudFrontFunction } from '../distribution/model.ts'
import { builtFunctions } from './built-functions.io.ts'

const CODE = '\nfunction handler(event) { return event.request }'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-functions-'))
  writeFileSync(join(folder, 'mapped.js'), `${CODE}\n`)
  writeFileSync(join(folder, 'mapped.js.map'), '{}')
  writeFileSync(join(folder, 'bare.js'), 'bare')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const withCode = (code: string): CloudFrontFunction => ({
  logicalId: 'Fn',
  name: 'fn',
  runtime: 'cloudfront-js-2.0',
  code,
  keyValueStore: undefined,
  place: { file: 'template.yml' },
})

test('a function is found by its text; a template may have cut the last line break', () => {
  const expected = { file: join(folder, 'mapped.js'), sourceMap: '{}' }
  expect(builtFunctions(folder)(withCode(CODE))).toEqual(expected)
  expect(builtFunctions(folder)(withCode(`${CODE}\n`))).toEqual(expected)
})

test.each([
  { what: 'other text', code: 'other' },
  { what: 'a file without a map', code: 'bare' },
  { what: 'text that starts on another line', code: CODE.trim() },
])('$what: none', ({ code }) => {
  expect(builtFunctions(folder)(withCode(code))).toBeUndefined()
})

test('a folder that is not there has no files', () => {
  expect(builtFunctions(join(folder, 'absent'))(withCode(CODE))).toBeUndefined()
})

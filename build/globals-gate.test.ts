import { expect, test } from 'vitest'
import { checkFunctionCode } from './check-function.ts'

const found = (statement: string) =>
  checkFunctionCode(`function handler(event) { ${statement} }`).map(({ rule, severity }) => `${rule} ${severity}`)

test.each([
  { rule: 'CFF-58 Map', code: 'return new Map()', finds: 'CFF-58 error' },
  { rule: 'CFF-58 URL', code: 'return new URL(event.request.uri)', finds: 'CFF-58 error' },
  { rule: 'CFF-58 structuredClone', code: 'return structuredClone(event)', finds: 'CFF-58 error' },
  { rule: 'CFF-60 eval', code: 'return eval("1")', finds: 'CFF-60 error' },
  { rule: 'CFF-60 function constructor', code: 'return new Function("return 1")', finds: 'CFF-60 error' },
  { rule: 'CFF-61 fetch', code: 'return fetch("https://example.com")', finds: 'CFF-61 error' },
  { rule: 'CFF-61 setTimeout', code: 'setTimeout(function () {}, 1)', finds: 'CFF-61 error' },
  { rule: 'CFF-61 process', code: 'return process.env.STAGE', finds: 'CFF-61 error' },
  { rule: 'CFF-62 crypto is no global', code: 'return crypto.createHash("md5")', finds: 'CFF-62 error' },
  { rule: 'CFF-62 require of another module', code: 'return require("fs")', finds: 'CFF-62 error' },
  { rule: 'CFF-05 assignment to an undeclared name', code: 'total = 1', finds: 'CFF-05 error' },
  { rule: 'CFF-42 Object.fromEntries', code: 'return Object.fromEntries([])', finds: 'CFF-42 error' },
  { rule: 'CFF-59 console.error', code: 'console.error("x")', finds: 'CFF-59 error' },
  { rule: 'CFF-59 console.log with two arguments', code: 'console.log("x", event)', finds: 'CFF-59 warning' },
  { rule: 'CFF-50 flat', code: 'return event.list.flat()', finds: 'CFF-50 warning' },
  { rule: 'ENG-22 AggregateError', code: 'throw new AggregateError([])', finds: 'ENG-22 warning' },
])('$rule', ({ code, finds }) => {
  expect(found(code)).toEqual([finds])
})

test.each([
  {
    rule: 'names of ES 5.1 and of CFF-57',
    code: 'return [Object, Math, JSON, Buffer, atob, globalThis, undefined, arguments]',
  },
  { rule: 'a declared name hides a missing global', code: 'var Map = function () {}; return new Map()' },
  {
    rule: 'a name in an inner block is seen there',
    code: 'for (var i = 0, n = 1; i < n; i++) { const URL = i; console.log(URL) }',
  },
  { rule: 'a function is known before its declaration', code: 'return later(); function later() { return 1 }' },
  { rule: 'the parameter of catch', code: 'try { event() } catch (error) { return error }' },
  {
    rule: 'names of properties and labels are no uses',
    code: 'outer: while (event.Map) { event = { fetch: event.URL }; break outer }',
  },
  { rule: 'typeof asks safely', code: 'return typeof URL === "undefined"' },
  { rule: 'CFF-62 modules that exist', code: 'return [require("crypto"), require("querystring"), require("buffer")]' },
])('$rule', ({ code }) => {
  expect(found(code)).toEqual([])
})

test('a let of one block is unknown outside of it', () => {
  expect(found('{ let inner = 1; console.log(inner) } return inner')).toEqual(['CFF-05 error'])
})

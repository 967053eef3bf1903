import { expect, test } from 'vitest'
import type { Runtime } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import { checkFunctionCode } from './check-function.ts'

const inHandler = (statement: string): string =>
  `async function handler(event) { var a = event, b, x; ${statement} return a }`

const found = (code: string, runtime: Runtime = 'cloudfront-js-2.0') =>
  checkFunctionCode(code, { runtime }).map(({ rule, severity }) => `${rule} ${severity}`)

test.each([
  { rule: 'CFF-16 default parameter', code: 'b = function (c = 1) { return c };', finds: 'CFF-16 error' },
  { rule: 'CFF-17 spread in a call', code: 'Math.max(...a);', finds: 'CFF-17 error' },
  { rule: 'CFF-17 spread in an array', code: 'b = [...a];', finds: 'CFF-17 error' },
  { rule: 'CFF-17 spread in an object', code: 'b = Object({...a});', finds: 'CFF-17 error' },
  { rule: 'CFF-18 object destructuring', code: 'var { c } = a;', finds: 'CFF-18 error' },
  { rule: 'CFF-18 array destructuring by assignment', code: '[b] = a;', finds: 'CFF-18 error' },
  { rule: 'CFF-18 destructured parameter', code: 'b = function ([c]) { return c };', finds: 'CFF-18 error' },
  { rule: 'CFF-19 destructured parameter of an arrow function', code: 'b = ([c]) => c;', finds: 'CFF-19 error' },
  { rule: 'CFF-20 class', code: 'b = class {};', finds: 'CFF-20 error' },
  { rule: 'CFF-21 for-of', code: 'for (b of a) {}', finds: 'CFF-21 error' },
  { rule: 'CFF-21 for await', code: 'for await (b of a) {}', finds: 'CFF-21 error' },
  { rule: 'CFF-21 generator', code: 'b = function* () {};', finds: 'CFF-21 error' },
  { rule: 'CFF-22 optional chaining', code: 'b = a?.c;', finds: 'CFF-22 error' },
  { rule: 'CFF-23 ??, unlisted', code: 'b = a ?? 1;', finds: 'CFF-23 warning' },
  { rule: 'CFF-24 logical assignment', code: 'b ||= a;', finds: 'CFF-24 error' },
  { rule: 'CFF-25 optional catch binding', code: 'try { a() } catch { b = 1 }', finds: 'CFF-25 error' },
  { rule: 'CFF-28 shorthand property, unlisted', code: 'b = { a };', finds: 'CFF-28 warning' },
  { rule: 'CFF-28 computed key, unlisted', code: 'b = { [x]: 1 };', finds: 'CFF-28 warning' },
  { rule: 'CFF-30 await in arguments', code: 'b = a(await x);', finds: 'CFF-30 error' },
  { rule: 'CFF-30 await in arguments of new', code: 'b = new Date(await x);', finds: 'CFF-30 error' },
  { rule: 'CFF-30 await nested in arguments', code: 'b = a(1, [x + (await x)]);', finds: 'CFF-30 error' },
  { rule: 'CFF-36 import()', code: "b = import('x');", finds: 'CFF-36 error' },
  { rule: 'CFF-36 BigInt literal', code: 'b = 1n;', finds: 'CFF-36 error' },
  { rule: 'CFF-36 new.target', code: 'b = new.target;', finds: 'CFF-36 error' },
  { rule: 'CFF-38 binary literal, unlisted', code: 'b = 0b1;', finds: 'CFF-38 warning' },
  { rule: 'CFF-38 debugger, unlisted', code: 'debugger;', finds: 'CFF-38 warning' },
  { rule: 'CFF-14 tagged template, unlisted', code: 'b = a`x`;', finds: 'CFF-14 warning' },
  { rule: 'CFF-41 flag s', code: 'b = /x/s;', finds: 'CFF-41 error' },
  {
    rule: 'CFF-41 flag s after esbuild has moved it into a constructor',
    code: 'b = new RegExp("x", "s");',
    finds: 'CFF-41 error',
  },
  { rule: 'CFF-41 flag u', code: 'b = /x/u;', finds: 'CFF-41 error' },
  { rule: 'CFF-41 lookbehind, unlisted', code: 'b = /(?<=x)y/;', finds: 'CFF-41 warning' },
])('$rule', ({ code, finds }) => {
  expect(found(inHandler(code))).toEqual([finds])
})

test.each([
  {
    rule: 'CFF-10 ES 5.1 statements',
    code: 'out: for (b in a) { switch (b) { case 1: continue out; default: break } } do { b = 1 } while (0);',
  },
  { rule: 'CFF-11 let and const', code: 'let c = 1; const d = c; b = d;' },
  { rule: 'CFF-12 arrow functions and rest parameters', code: 'b = (...rest) => rest.map(c => c);' },
  { rule: 'CFF-13 template literals', code: 'b = `a${`b${a}`}`;' },
  { rule: 'CFF-15 **', code: 'b = 2 ** 3; b **= 2;' },
  { rule: 'CFF-26 numeric separators', code: 'b = 1_000;' },
  { rule: 'CFF-27 getters', code: 'b = { get c() { return 1 } };' },
  {
    rule: 'CFF-32 await as operand, in a template, in a condition',
    code: 'b = (await x) + `${await x}`; if (await x) { b = [await x] }',
  },
  { rule: 'CFF-30 await on the callee is no argument', code: 'b = (await x).slice(1);' },
  { rule: 'CFF-30 await in a function passed as an argument', code: 'b = a.map(async function () { await x });' },
  { rule: 'CFF-40 named groups and the sticky flag', code: 'b = /(?<year>x)/y;' },
])('$rule runs on runtime 2.0', ({ code }) => {
  expect(found(inHandler(code)).filter(text => text.endsWith('error'))).toEqual([])
})

test.each([
  { rule: 'CFF-11 let', code: 'function handler(event) { let a = event; return a }', finds: 'CFF-11 error' },
  { rule: 'CFF-29 async', code: 'async function handler(event) { return event }', finds: 'CFF-29 error' },
  {
    rule: 'CFF-34 the cloudfront module',
    code: "import cf from 'cloudfront'; function handler(e) { return cf ? e : e }",
    finds: 'CFF-34 error',
  },
  { rule: 'CFF-57 Buffer', code: 'function handler(event) { return Buffer.from(event) }', finds: 'CFF-05 error' },
])('$rule is missing in runtime 1.0', ({ code, finds }) => {
  expect(found(code, 'cloudfront-js-1.0')).toEqual([finds])
  expect(found(code)).toEqual([])
})

const HANDLER = 'function handler(event) { return event }'

test.each([
  { rule: 'CFF-03 export', code: `export ${HANDLER}`, finds: ['CFF-03 error'] },
  { rule: 'CFF-03 no handler', code: 'function main(event) { return event }', finds: ['CFF-03 error'] },
  { rule: 'CFF-03 a handler inside a function', code: `function main() { ${HANDLER} }`, finds: ['CFF-03 error'] },
  { rule: 'CFF-04 handler as a constant', code: 'const handler = e => e', finds: ['CFF-04 warning'] },
  { rule: 'CFF-04 global.handler', code: 'global.handler = function (e) { return e }', finds: ['CFF-04 warning'] },
  { rule: 'CFF-33 top-level await', code: `await 1; ${HANDLER}`, finds: ['CFF-33 error'] },
  { rule: 'CFF-34 named import', code: `import { kvs } from 'cloudfront'; kvs(); ${HANDLER}`, finds: ['CFF-34 error'] },
  { rule: 'CFF-34 late import', code: `var a = 1; import cf from 'cloudfront'; ${HANDLER}`, finds: ['CFF-34 warning'] },
  { rule: 'CFF-34 default import first', code: `import cf from 'cloudfront'; ${HANDLER}`, finds: [] },
  { rule: 'CFF-35 import of another module', code: `import fs from 'fs'; ${HANDLER}`, finds: ['CFF-35 error'] },
  { rule: 'CFF-140 no JavaScript at all', code: 'function handler(event) {', finds: ['CFF-140 error'] },
])('$rule', ({ code, finds }) => {
  expect(found(code)).toEqual(finds)
})

test('a finding names line and column, and what to write instead', () => {
  expect(checkFunctionCode('function handler(event) {\n  return event?.request\n}', { file: 'f.js' })).toEqual([
    {
      rule: 'CFF-22',
      severity: 'error',
      file: 'f.js',
      line: 2,
      column: 10,
      message: 'optional chaining (?.) does not work in cloudfront-js-2.0',
      remedy: 'write a && a.b',
    },
  ])
})

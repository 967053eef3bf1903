import { expect, test } from 'vitest'
import { checkFunctionCode } from './check-function.ts'

const warned = (body: string) =>
  checkFunctionCode(`async function handler(event) { ${body} }`)
    .filter(({ rule }) => rule === 'CFF-31')
    .map(({ message }) => message.split(' ')[0])

test.each([
  {
    rule: 'ENG-24 a sum written by a closure before the await',
    names: ['sum'],
    code: 'let sum = 0; event.l.forEach(x => { sum += x }); await event.p; return sum',
  },
  {
    rule: 'ENG-24 written after the closure was made',
    names: ['n'],
    code: 'let n = 0; const f = () => n; await event.p; n = 1; return f()',
  },
  {
    rule: 'ENG-24 a parameter of the async function',
    names: ['event'],
    code: 'const f = () => event; event = await event.p; return f()',
  },
  {
    rule: 'ENG-24 a loop comes back to the closure',
    names: ['n'],
    code: 'let n = 0; for (let i = 0; i < 2; i++) { await event.p; event.l.forEach(() => { n++ }) } return n',
  },
  {
    rule: 'ENG-24 a declared inner function',
    names: ['n'],
    code: 'let n = 0; function add() { n++ } await event.p; add(); return n',
  },
])('$rule', ({ code, names }) => {
  expect(warned(code)).toEqual(names)
})

test.each([
  {
    rule: 'closures after the last await are safe',
    code: 'let n = 0; await event.p; event.l.forEach(x => { n += x }); return n',
  },
  {
    rule: 'properties of a captured object are safe',
    code: 'const sum = { n: 0 }; event.l.forEach(x => { sum.n += x }); await event.p; return sum.n',
  },
  {
    rule: 'a variable that is never written again is safe',
    code: 'const n = 1; const f = () => n; await event.p; return f()',
  },
  {
    rule: 'a variable of the closure itself is safe',
    code: 'event.l.forEach(x => { let n = 0; n += x }); await event.p; return 1',
  },
])('$rule', ({ code }) => {
  expect(warned(code)).toEqual([])
})

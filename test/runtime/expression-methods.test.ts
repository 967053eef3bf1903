import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runHere } from './run-program.ts'

// match, replace and split by an expression are our own there (guest/expression-methods.ts); those of the engine below say what has to come out.

const atom = fc.constantFrom(
  'a',
  'b',
  'aa',
  '[ab]',
  '[^a]',
  '\\b',
  '(a)',
  '(b)?',
  '(?:)',
  '(?=b)',
  'a|',
  '^',
  ',',
  '(a)(b)?',
  'a*?',
  '\\n',
)
const pattern = fc
  .tuple(fc.array(atom, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '', '*', '+', '?'))
  .map(([atoms, count]) => `(?:${atoms.join('')})${count}`)
const flags = fc.constantFrom('', 'g', 'i', 'm', 'gm', 'gi', 'y', 'gy')
const text = fc
  .array(fc.constantFrom('a', 'b', 'A', ',', '\n', 'ab', '\u{1f600}', '\ud83d', 'é'), { maxLength: 8 })
  .map(parts => parts.join(''))
const replacement = fc.constantFrom(
  "''",
  "'-'",
  "'$&$&'",
  "'[$1]'",
  'undefined',
  '7',
  'function () { return Array.prototype.join.call(arguments, "/") }',
  'function (found) { pattern.lastIndex = 1; return found + "!" }',
  'function () {}',
  "String.prototype.toUpperCase.call.bind(''.toUpperCase)",
)
const limit = fc.constantFrom('', ', undefined', ', 0', ', 1', ', 2', ', -1')

/** Twice, as an expression keeps its place. */
const twice = (call: string): string =>
  `var first = ${call}; return JSON.stringify([first, pattern.lastIndex, ${call}, pattern.lastIndex])`

const program = (source: string, call: string): string => `function probe() { var pattern = ${source}; ${twice(call)} }`

const check = (source: string, call: string): void => {
  const code = program(source, call)
  const here = runHere(
    `${code}
function handler(event) { event.request.headers['x-probe'] = { value: encodeURIComponent(probe()) }; return event.request }`,
    'cloudfront-js-2.0',
  )
  expect(here, code).toEqual({ kind: 'value', value: runInNewContext(`${code}; encodeURIComponent(probe())`) })
}

// Half a character does not go through encodeURIComponent of V8; JSON spells it out.
test('replace by an expression is what the engine makes of it', () => {
  fc.assert(
    fc.property(pattern, flags, text, replacement, (source, marks, subject, by) =>
      check(`/${source}/${marks}`, `${JSON.stringify(subject)}.replace(pattern, ${by})`),
    ),
    { numRuns: 400 },
  )
})

test('split by an expression is what the engine makes of it', () => {
  fc.assert(
    fc.property(pattern, flags, text, limit, (source, marks, subject, parts) =>
      check(`/${source}/${marks}`, `${JSON.stringify(subject)}.split(pattern${parts})`),
    ),
    { numRuns: 400 },
  )
})

test('match with a global expression gives what the engine finds; nothing is an empty list (ENG-13)', () => {
  fc.assert(
    fc.property(pattern, fc.constantFrom('g', 'gi', 'gm', 'gy'), text, (source, marks, subject) =>
      check(`/${source}/${marks}`, `(${JSON.stringify(subject)}.match(pattern) || [])`),
    ),
    { numRuns: 200 },
  )
})

test('what the expression has of its own goes the way of the engine', () => {
  check(
    `/b/g`,
    `(Object.defineProperty(pattern, 'exec', { value: function () { return null }, configurable: true }), 'abc'.replace(pattern, '-'))`,
  )
  check(`/b/`, `(pattern.lastIndex = 2, 'abc'.split(pattern))`)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from './parse-json.ts'
import { ProblemLog } from './problem-log.ts'
import type { TemplateNode } from './template-node.ts'
import { child } from './template-node.ts'

const plain = (node: TemplateNode): unknown => {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(plain)
  return node.kind === 'map'
    ? Object.fromEntries([...node.entries].map(([name, entry]) => [name, plain(entry)]))
    : node.kind
}

const parse = (text: string): { value: unknown; log: ProblemLog; node: TemplateNode | undefined } => {
  const log = new ProblemLog()
  const node = parseJson('template.json', text, log)
  return { value: node === undefined ? undefined : plain(node), log, node }
}

test('reads what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      expect(parse(text).value).toEqual(JSON.parse(text))
    }),
    { numRuns: 300 },
  )
})

test('reads nothing that JSON.parse refuses', () => {
  const cut = fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(), fc.nat({ max: 3 }), fc.string({ maxLength: 2 }))
  fc.assert(
    fc.property(cut, ([value, place, length, inserted]) => {
      const whole = JSON.stringify(value, null, 1)
      const start = place % whole.length
      const text = whole.slice(0, start) + inserted + whole.slice(start + length)
      const { log } = parse(text)
      const refused = log.problems.some(({ message }) => !message.includes('stands twice'))
      let wanted = true
      try {
        JSON.parse(text)
      } catch {
        wanted = false
      }
      expect(refused).toBe(!wanted)
    }),
    { numRuns: 1_000 },
  )
})

test('a value stands where its key is written', () => {
  const { node } = parse('{\n  "a": {\n    "b": [1, 2]\n  }\n}')
  expect(child(child(node, 'a'), 'b')?.place).toEqual({ file: 'template.json', line: 3, column: 5, path: 'a.b' })
})

test.each([
  { what: 'a missing comma', text: '{\n "a": 1\n "b": 2\n}', message: 'a comma or } is expected', line: 3 },
  { what: 'a missing value', text: '{\n "a": }', message: 'a value is expected', line: 2 },
  { what: 'a trailing comma', text: '{ "a": 1, }', message: 'a key in double quotes is expected', line: 1 },
  { what: 'a line break in a text', text: '{ "a": "x\n" }', message: 'a text ends at the end of its line', line: 1 },
  { what: 'a bad escape', text: '{ "a": "\\x" }', message: 'a text holds a bad escape', line: 1 },
  { what: 'a cut file', text: '{ "a": [1,', message: 'the template ends too early', line: 1 },
  { what: 'text after the end', text: '{}\n{}', message: 'there is text after the end of the template', line: 2 },
  { what: 'deep lists', text: '['.repeat(100_000), message: 'the template is nested deeper than 100 levels', line: 1 },
  { what: 'a repeated key', text: '{ "a": 1,\n "a": 2 }', message: 'the key a stands twice', line: 2 },
])('$what', ({ text, message, line }) => {
  expect(parse(text).log.problems).toMatchObject([{ message, place: { line } }])
})

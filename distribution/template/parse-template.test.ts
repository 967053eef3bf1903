import { describe, expect, test } from 'vitest'
import { parseTemplate } from './parse-template.ts'
import { ProblemLog } from './problem-log.ts'
import type { TemplateNode } from './template-node.ts'
import { child, children } from './template-node.ts'

const parse = (text: string, file = 'template.yml'): { root: TemplateNode | undefined; log: ProblemLog } => {
  const log = new ProblemLog()
  return { root: parseTemplate({ file, text }, log), log }
}

const plain = (node: TemplateNode | undefined): unknown => {
  if (node?.kind === 'scalar') return node.value
  if (node?.kind === 'list') return node.items.map(plain)
  if (node?.kind === 'map') return Object.fromEntries([...node.entries].map(([name, entry]) => [name, plain(entry)]))
  return node?.kind
}

describe('short tags', () => {
  test.each([
    { written: '!Ref Name', long: { Ref: 'Name' } },
    {
      written: '!GetAtt Function.FunctionMetadata.FunctionARN',
      long: { 'Fn::GetAtt': ['Function', 'FunctionMetadata.FunctionARN'] },
    },
    { written: '!GetAtt [Bucket, Arn]', long: { 'Fn::GetAtt': ['Bucket', 'Arn'] } },
    { written: '!Condition IsLive', long: { Condition: 'IsLive' } },
    { written: '!Not [!Equals [!Ref A, b]]', long: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'A' }, 'b'] }] } },
    {
      written: '!Sub ["${A}", { A: !ImportValue x }]',
      long: { 'Fn::Sub': ['${A}', { A: { 'Fn::ImportValue': 'x' } }] },
    },
    { written: '!Base64 !Sub x', long: undefined },
    { written: '!!str 012', long: '012' },
  ])('$written', ({ written, long }) => {
    const { root, log } = parse(`value: ${written}`)
    if (long === undefined) expect(log.problems).toMatchObject([{ severity: 'error', place: { line: 1 } }])
    else expect(plain(child(root, 'value'))).toEqual(long)
  })
})

describe('places', () => {
  test('a value stands at the line of its key, an item at its own', () => {
    const { root } = parse('Resources:\n  A:\n    List:\n      - one\n      - !Ref two\n')
    const list = child(child(child(root, 'Resources'), 'A'), 'List')
    expect(list?.place).toEqual({ file: 'template.yml', line: 3, column: 5, path: 'Resources.A.List' })
    expect(list?.kind === 'list' && list.items[1]?.place).toMatchObject({ line: 5, path: 'Resources.A.List.1' })
  })

  test('JSON indented with tabs has places too', () => {
    const { root, log } = parse('{\n\t"a": {\n\t\t"b": [1, "\\u00e9\\/"]\n\t}\n}\n')
    expect(log.problems).toEqual([])
    expect(plain(root)).toEqual({ a: { b: [1, 'é/'] } })
    expect(child(child(root, 'a'), 'b')?.place).toMatchObject({ line: 3, path: 'a.b' })
  })

  test('numbers keep their digits as text', () => {
    const { root } = parse('a: 012345678901\nb: 1.10\n')
    expect([child(root, 'a'), child(root, 'b')]).toMatchObject([{ text: '012345678901' }, { text: '1.10' }])
  })
})

describe('broken templates give one problem', () => {
  test.each([
    { what: 'nothing', text: '  \n', message: /empty/ },
    { what: 'a comment only', text: '# nothing\n', message: /empty/ },
    { what: 'a byte order mark only', text: '\uFEFF', message: /empty/ },
    { what: 'a list', text: '- a\n', message: /holds a list, which is no configuration/ },
    { what: 'a text', text: 'hello', message: /holds the text "hello"/ },
    { what: 'an unclosed list', text: 'a:\n  b: [1, 2\nc: 3\n', message: /.+/, line: 3 },
    { what: 'broken JSON', text: '{\n  "a": 1\n  "b": 2 }\n', message: /.+/ },
    { what: 'cut JSON', text: '{\n  "a": {\n    "b": "x', message: /.+/ },
    { what: 'two documents', text: 'a: 1\n---\nb: 2\n', message: /more than one/, line: 2 },
    { what: 'a repeated key', text: 'a: 1\nb: 2\na: 3\n', message: /the key a stands twice/, line: 3 },
    { what: 'an unknown tag', text: 'a: !Reff b\n', message: /the tag !Reff is not known/, line: 1 },
    { what: 'an alias to nothing', text: 'a: *nowhere\n', message: /.+/, line: 1 },
    { what: 'an alias to itself', text: 'a: &x [*x]\n', message: /leads nowhere/, line: 1 },
    { what: 'deep lists', text: '['.repeat(20_000), message: /nested deeper/ },
    { what: 'deep dashes', text: `${'- '.repeat(20_000)}a`, message: /nested deeper/ },
    { what: 'deep JSON', text: `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, message: /nested deeper/ },
  ])('$what', ({ text, message, line }) => {
    const { log } = parse(text)
    expect(log.problems).toHaveLength(1)
    expect(log.problems[0]).toMatchObject({
      severity: 'error',
      message: expect.stringMatching(message),
      place: { file: 'template.yml' },
    })
    if (line !== undefined) expect(log.problems[0]?.place.line).toBe(line)
  })

  test('what only YAML allows is refused in a JSON file', () => {
    const { log } = parse('{\n  "a": 1,\n  "b": }\n', 'template.json')
    expect(log.problems).toMatchObject([
      { message: 'a value is expected', place: { file: 'template.json', line: 3, column: 8 } },
    ])
  })

  test('an alias bomb is stopped', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const lines = names.map((name, index) => {
      const items = index === 0 ? 'lol' : `*${names[index - 1]}`
      return `${name}: &${name} [${Array.from({ length: 10 }, () => items).join(', ')}]`
    })
    expect(parse(lines.join('\n')).log.problems).toMatchObject([{ message: expect.stringMatching(/aliases expand/) }])
  })
})

test('a merge is written out, own keys count more and then the first, with a warning', () => {
  const log = new ProblemLog()
  const text = 'a: &a { one: 1, two: 1 }\nb: &b { two: 2, three: 2 }\nc:\n  <<: [*a, *b]\n  one: own\n'
  const merged = child(parseTemplate({ file: 'a.yml', text }, log), 'c')
  const texts = [...children(merged)].map(([name, node]) => [name, node.kind === 'scalar' ? node.text : ''])
  expect(Object.fromEntries(texts)).toEqual({ one: 'own', two: '1', three: '2' })
  expect(log.problems).toMatchObject([{ severity: 'warning', place: { line: 4 } }])
})

test.each([
  { written: 'yes', value: true },
  { written: 'Off', value: false },
  { written: 'NO', value: false },
  { written: "'yes'", value: 'yes' },
  { written: '"off"', value: 'off' },
  { written: 'y', value: 'y' },
])('CloudFormation reads YAML 1.1: $written', ({ written, value }) => {
  const root = parseTemplate({ file: 'a.yml', text: `a: ${written}\nyes: 1` }, new ProblemLog())
  expect(child(root, 'a')).toMatchObject({ value, text: String(value) })
  expect(child(root, 'yes')).toBeDefined()
})

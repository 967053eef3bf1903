import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDistributions } from './checks/check-distributions.ts'
import { CORPUS, corpusFiles } from './fixtures/corpus.ts'
import type { FilesAtHand } from './files-at-hand.ts'
import { loadConfiguration } from './load-configuration.ts'
import type { LambdaFunction } from './model.ts'
import { problemText, stops } from './problem.ts'
import { parseTemplate } from './template/parse-template.ts'
import { ProblemLog } from './template/problem-log.ts'
import type { TemplateNode } from './template/template-node.ts'

/** The disk, so that damage meets the real companions. */
const DISK: FilesAtHand = {
  exists: existsSync,
  text: path => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  jsonNames: folder => readdirSync(folder).filter(name => name.endsWith('.json')),
}

const inlineSource = ({ code }: LambdaFunction): string | undefined =>
  code.kind === 'inline' ? code.source : undefined

/** A model that can be checked, or problems in words: with file, cause and remedy, and never half of both. */
const expectAllOrNothing = (file: string, text: string): void => {
  const { distributions, problems, notes } = loadConfiguration([{ file, text }], { parameters: {}, files: DISK })
  expect(stops(problems)).toBe(distributions.length === 0)
  for (const { message, place, remedy } of checkDistributions({ distributions, notes, sourceOf: inlineSource })) {
    expect(place.file, message).not.toBe('')
    expect(`${message} ${remedy}`).not.toMatch(/undefined|\[object|NaN/)
  }
  for (const problem of problems.filter(one => stops([one]))) {
    expect(problem.message).not.toBe('')
    expect(problem.place.file, problemText(problem)).not.toBe('')
    expect(problem.remedy, problemText(problem)).toBeDefined()
    expect(problemText(problem)).not.toMatch(/undefined|\[object|NaN/)
  }
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const REPLACEMENTS: readonly Json[] = [
  null,
  true,
  -1,
  1e300,
  '',
  'text',
  '{{resolve:ssm:x}}',
  [],
  {},
  [null],
  [[[]]],
  { Ref: 'Nowhere' },
  { Ref: 'AWS::NoValue' },
  { 'Fn::GetAtt': ['Site', 'DomainName'] },
  { 'Fn::Sub': '${Site.Arn}${' },
  { 'Fn::ForEach::X': ['A', ['b'], { '${A}': 1 }] },
  { 'Fn::Unknown': 1 },
  { Quantity: 1, Items: 'x' },
  { Quantity: -1 },
  { references: ['module.a.b', 'var.x', 'aws_x.y.z'] },
  { constructor: 1, toString: 2 },
]

interface Mutation {
  /** Picks a child at each step down the tree. */
  readonly steps: readonly number[]
  /** An index into REPLACEMENTS; beyond them the node is deleted, doubled or given another name. */
  readonly change: number
}

const isTree = (value: Json): value is Json[] | { [name: string]: Json } => value !== null && typeof value === 'object'

const mutate = (node: Json, { steps, change }: Mutation): Json => {
  const [step, ...rest] = steps
  if (step === undefined || !isTree(node)) return REPLACEMENTS[change % REPLACEMENTS.length] ?? null
  const keys = Object.keys(node)
  const key = keys[step % keys.length]
  if (key === undefined) return node
  const beyond = rest.length === 0 ? change - REPLACEMENTS.length : -1
  const changed = (value: Json): Json[] => {
    if (beyond < 0) return [mutate(value, { steps: rest, change })]
    return beyond % 3 === 0 ? [] : [value, value]
  }
  if (Array.isArray(node)) return node.flatMap((item, index) => (String(index) === key ? changed(item) : [item]))
  return Object.fromEntries(
    Object.entries(node).flatMap(([name, value]): [string, Json][] =>
      name !== key ? [[name, value]] : changed(value).map((one, index) => [index === 0 ? name : `${name}s`, one]),
    ),
  )
}

const mutation = fc.record({
  steps: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 12 }),
  change: fc.nat({ max: REPLACEMENTS.length * 2 }),
})

/** A template in the long form, without short tags and aliases. */
const longForm = (node: TemplateNode | undefined): Json => {
  if (node === undefined || node.kind === 'unresolved') return null
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(longForm)
  return Object.fromEntries([...node.entries].map(([name, value]) => [name, longForm(value)]))
}

const edited = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat({ max: text.length }), fc.nat({ max: 60 }), fc.string({ maxLength: 6, unit: 'binary' }))
    .map(([start, length, inserted]) => text.slice(0, start) + inserted + text.slice(start + length))

const cut = (text: string): fc.Arbitrary<string> => fc.nat({ max: text.length }).map(end => text.slice(0, end))

const FILES = [...new Set(corpusFiles())]

test('every case gives a file to damage', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(CORPUS.length)
})

describe.each(FILES.map(file => ({ file, name: file.slice(file.indexOf('corpus/') + 7) })))('$name', ({ file }) => {
  const text = readFileSync(file, 'utf8')
  const runs = file.endsWith('.json') ? 30 : 8

  test('bytes replaced, or cut off', () => {
    fc.assert(
      fc.property(fc.oneof(edited(text), cut(text)), damaged => expectAllOrNothing(file, damaged)),
      { numRuns: runs },
    )
  })

  test('nodes deleted, doubled and replaced', () => {
    const tree = longForm(parseTemplate({ file, text }, new ProblemLog()))
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), mutations => {
        expectAllOrNothing(`${file}.json`, JSON.stringify(mutations.reduce(mutate, tree)))
      }),
      { numRuns: 50 },
    )
  })
})

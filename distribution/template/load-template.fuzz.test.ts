import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadText, SAMPLE_JSON, SAMPLE_YAML } from '../fixtures/sample.ts'
import { stops } from '../problem.ts'
import type { LoadedTemplate } from './load-template.ts'

/** Half a load would serve something that nobody wrote. */
const expectAllOrNothing = ({ distributions, problems }: LoadedTemplate): void => {
  expect(stops(problems)).toBe(distributions.length === 0)
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const isJson = (_value: unknown): _value is Json => true

const sampleTree = (): Json => {
  const tree: unknown = JSON.parse(SAMPLE_JSON.text)
  return isJson(tree) ? tree : null
}

const REPLACEMENTS: readonly Json[] = [
  null,
  true,
  -1,
  1.5,
  1e300,
  '',
  'text',
  [],
  {},
  [null],
  { Ref: 'Nowhere' },
  { Ref: 'AWS::NoValue' },
  { Ref: 'Aliases' },
  { 'Fn::If': ['IsLive', 1] },
  { 'Fn::GetAtt': ['Site', 'DomainName'] },
  { 'Fn::Sub': '${Site}' },
  { 'Fn::Select': [0, { 'Fn::Split': ['', 'x'] }] },
  { 'Fn::Unknown': 1 },
  { __proto__: 1, constructor: 2 },
]

interface Mutation {
  /** Picks a child at each step down the tree. */
  readonly steps: readonly number[]
  /** An index into REPLACEMENTS; beyond them the node is deleted. */
  readonly change: number
}

const mutate = (node: Json, { steps, change }: Mutation): Json => {
  const [step, ...rest] = steps
  if (step === undefined || node === null || typeof node !== 'object')
    return REPLACEMENTS[change % REPLACEMENTS.length] ?? null
  const keys = Object.keys(node)
  const key = keys[step % keys.length]
  if (key === undefined) return node
  const remove = rest.length === 0 && change >= REPLACEMENTS.length
  if (Array.isArray(node)) {
    return node.flatMap((item, index) =>
      String(index) !== key ? [item] : remove ? [] : [mutate(item, { steps: rest, change })],
    )
  }
  const entries = Object.entries(node).flatMap(([name, value]): [string, Json][] =>
    name !== key ? [[name, value]] : remove ? [] : [[name, mutate(value, { steps: rest, change })]],
  )
  return Object.fromEntries(entries)
}

const mutation = fc.record({
  steps: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 9 }),
  change: fc.nat({ max: REPLACEMENTS.length * 2 }),
})

test('changed trees load whole or not at all', () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), mutations => {
      const tree = mutations.reduce(mutate, sampleTree())
      expectAllOrNothing(loadText(JSON.stringify(tree), {}, 'sample.json'))
    }),
    { numRuns: 400 },
  )
})

const editedText = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat({ max: text.length }), fc.nat({ max: 40 }), fc.string({ maxLength: 6, unit: 'binary' }))
    .map(([start, length, inserted]) => text.slice(0, start) + inserted + text.slice(start + length))

test.each([
  { kind: 'YAML', ...SAMPLE_YAML, file: 'sample.yml', runs: 60 },
  { kind: 'JSON', ...SAMPLE_JSON, file: 'sample.json', runs: 300 },
])('edited $kind text loads whole or not at all', ({ file, text, runs }) => {
  fc.assert(
    fc.property(editedText(text), edited => expectAllOrNothing(loadText(edited, {}, file))),
    { numRuns: runs },
  )
})

test.each([
  { kind: 'YAML', ...SAMPLE_YAML, file: 'sample.yml', runs: 40 },
  { kind: 'JSON', ...SAMPLE_JSON, file: 'sample.json', runs: 100 },
])('cut $kind text loads whole or not at all', ({ file, text, runs }) => {
  fc.assert(
    fc.property(fc.nat({ max: text.length }), end => expectAllOrNothing(loadText(text.slice(0, end), {}, file))),
    { numRuns: runs },
  )
})

test('any text at all is answered with problems', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('x.yml', 'x.json', 'x'),
      (text, file) => {
        const loaded = loadText(text, {}, file)
        expect(loaded.distributions).toEqual([])
        expect(stops(loaded.problems)).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})

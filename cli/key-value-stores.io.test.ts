import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadText, SAMPLE_YAML } from '../distribution/fixtures/sample.ts'
import { Failure } from './failure.ts'
import { parseKeyValueFiles, readKeyValueFiles } from './key-value-stores.io.ts'

const { distributions } = loadText(SAMPLE_YAML.text)
const withoutStores = distributions.map(distribution => ({
  ...distribution,
  behaviors: distribution.behaviors.map(behavior => ({ ...behavior, functions: {} })),
}))

const failureOf = (run: () => unknown): Failure | undefined => {
  try {
    run()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  return undefined
}

let folder: string
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-kvs-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('--kvs NAME=FILE', () => {
  test('CFF-153 the pairs of an import file', () => {
    const path = file('flags.json', '{ "data": [{ "key": "a", "value": "1" }] }')
    expect(readKeyValueFiles(parseKeyValueFiles([`flags=${path}`], distributions)).get('flags')?.()).toEqual(
      new Map([['a', '1']]),
    )
  })

  test.each([
    { rule: 'a store that does not exist', on: distributions, says: '→ stores: flags' },
    { rule: 'a template whose functions have none', on: withoutStores, says: '→ no function has a key value store' },
  ])('$rule is wrong usage, told before the file is read', ({ on, says }) => {
    const failure = failureOf(() => parseKeyValueFiles([`flag=${join(folder, 'absent.json')}`], on))
    expect(failure?.exitStatus).toBe(2)
    expect(failure?.message).toContain('--kvs flag: no function of the template is associated with such a store')
    expect(failure?.message).toContain(says)
  })

  test.each([
    {
      rule: 'CFF-153 a key twice',
      data: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
      says: /a is given twice/,
    },
    { rule: 'CFF-153, QUO-18 a long key', data: [{ key: 'k'.repeat(513), value: '' }], says: /more than 512 bytes/ },
    {
      rule: 'CFF-153, QUO-18 a long value',
      data: [{ key: 'a', value: 'é'.repeat(513) }],
      says: /more than 1024 bytes/,
    },
    { rule: 'CFF-153 another shape', data: [{ key: 'a' }], says: /expected \{ "data"/ },
  ])('$rule is refused with the file', ({ data, says }) => {
    const path = file('bad.json', JSON.stringify({ data }))
    const failure = failureOf(() => readKeyValueFiles(parseKeyValueFiles([`flags=${path}`], distributions)))
    expect(failure?.message).toMatch(says)
    expect(failure?.message).toContain(path)
    expect(failure?.exitStatus).toBe(1)
  })

  test('CFF-153, QUO-18 more than 5 MB is refused, however it is filled', () => {
    const path = file('large.json', ' '.repeat(5 * 1024 * 1024 + 1))
    expect(failureOf(() => readKeyValueFiles(new Map([['flags', path]])))?.message).toBe(
      `✘ a store holds at most 5 MB   ${path} [CFF-153]`,
    )
  })
})

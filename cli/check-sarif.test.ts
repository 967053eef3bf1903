import { expect, test } from 'vitest'
import type { Finding } from '../distribution/checks/rule.ts'
import { RULES } from '../distribution/checks/rules.ts'
import type { Place } from '../distribution/problem.ts'
import { LOAD_RULES, sarifLog } from './check-sarif.ts'

const [rule] = RULES
if (rule === undefined) throw new Error('there are no rules')

const finding = (place: Place): Finding => ({
  rule,
  message: 'it is so',
  place,
  remedy: 'change it',
  accepted: undefined,
})

const log = (places: readonly Place[]) =>
  sarifLog({
    version: '1.2.3',
    rules: RULES,
    findings: places.map(finding),
    problems: [
      { severity: 'warning', message: 'a name', place: { file: '/repo/a.yml', line: 2 }, remedy: 'write b' },
      { severity: 'ignored', message: 'no effect', place: { file: '/repo/a.yml', line: 3 } },
      { severity: 'refused', message: 'not emulated', place: { file: '/repo/a.yml' } },
    ],
    folder: '/repo',
  })

/** What the schema of SARIF 2.1.0 asks of the parts that are written; the log as JSON, as a reader meets it. */
test('the log has what the schema asks for', () => {
  const parsed: unknown = JSON.parse(JSON.stringify(log([{ file: '/repo/cdn/a b.yml', line: 4, column: 7 }])))
  expect(parsed).toEqual({
    $schema: expect.stringMatching(/^https:\/\/.*sarif.*2\.1\.0.*\.json$/),
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'understudy', version: '1.2.3', rules: expect.any(Array) } },
        columnKind: 'utf16CodeUnits',
        results: expect.any(Array),
      },
    ],
  })
})

test('rules have one id each, a help and a level', () => {
  const { rules } = log([]).runs[0].tool.driver
  const ids = rules.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual([...RULES.map(({ id }) => id), ...Object.values(LOAD_RULES).map(({ id }) => id)])
  for (const { id, shortDescription, help, helpUri, defaultConfiguration } of rules) {
    expect(shortDescription.text).toMatch(/\w/)
    expect(help.markdown).toContain(id)
    expect(['error', 'warning', 'note']).toContain(defaultConfiguration.level)
    if (helpUri !== undefined) expect(new URL(helpUri).protocol).toBe('https:')
  }
})

test('results name their rule, message and region', () => {
  const { results, tool } = log([{ file: '/repo/cdn/a b.yml', line: 4, column: 7 }]).runs[0]
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
  expect(results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
    'load-warning warning',
    'load-refused error',
    `${rule.id} warning`,
  ])
  expect(results[2]).toMatchObject({
    message: { text: 'it is so. Remedy: change it' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'cdn/a%20b.yml' },
          region: { startLine: 4, startColumn: 7 },
        },
      },
    ],
  })
})

test('what the configuration accepts is suppressed with its reason', () => {
  const findings = [{ ...finding({ file: '/repo/a.yml', line: 1 }), accepted: 'we know' }]
  const { results } = sarifLog({ version: '1', rules: RULES, findings, problems: [], folder: '/repo' }).runs[0]
  expect(results[0]?.suppressions).toEqual([{ kind: 'inSource', justification: 'we know' }])
})

test.each([
  {
    what: 'a file outside of the folder',
    place: { file: '/other/a.yml', line: 1 },
    uri: 'file:///other/a.yml',
    line: 1,
  },
  { what: 'a place without a line', place: { file: '/repo/a.yml' }, uri: 'a.yml', line: 1 },
])('$what', ({ place, uri, line }) => {
  const { results } = log([place]).runs[0]
  expect(results.at(-1)?.locations[0]).toEqual({
    physicalLocation: { artifactLocation: { uri }, region: { startLine: line } },
  })
})

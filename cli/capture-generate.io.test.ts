import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { captureGenerate, captureScenario, type CaptureGenerateOptions } from './capture-generate.io.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-generate-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => vi.restoreAllMocks())

const DEFAULTS = { scenario: 'live-event', rows: '200', seed: '1' }

/** What the command says and prints. */
const run = async (options: Partial<CaptureGenerateOptions>): Promise<{ stdout: string; stderr: string }> => {
  const printed = { stdout: '', stderr: '' }
  vi.spyOn(process.stdout, 'write').mockImplementation(text => Boolean((printed.stdout += String(text))))
  vi.spyOn(process.stderr, 'write').mockImplementation(text => Boolean((printed.stderr += String(text))))
  await captureGenerate({ ...DEFAULTS, ...options })
  return printed
}

test('a file, and a summary in words', async () => {
  const output = join(folder, 'words.log.gz')
  const { stdout, stderr } = await run({ output })
  expect(stdout).toBe('')
  expect(stderr).toContain('200 rows of live-event, seed 1')
  const lines = gunzipSync(await readFile(output))
    .toString('latin1')
    .trimEnd()
    .split('\n')
  expect(lines).toHaveLength(202)
})

test('--json: the same summary for machines', async () => {
  const { stdout, stderr } = await run({ output: join(folder, 'json.log'), json: true })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({ scenario: 'live-event', seed: 1, rows: 200, crawlers: 0.02 })
})

test('--start moves the evening, and nothing else', async () => {
  const [first, moved] = [join(folder, 'first.log'), join(folder, 'moved.log')]
  await run({ output: first, start: '2026-11-21T19:40:00Z' })
  await run({ output: moved, start: '2027-06-11T18:00:00+00:00' })
  const times = (text: string): string[] =>
    text
      .split('\n')
      .slice(2)
      .map(line => line.slice(0, 19))
  expect(times(await readFile(moved, 'latin1'))[0]).toMatch(/^2027-06-11\t18:/)
  expect(times(await readFile(first, 'latin1'))[0]).toMatch(/^2026-11-21\t19:/)
})

test('a scenario of one’s own', async () => {
  const [scenario, output] = [join(folder, 'mine.json'), join(folder, 'mine.log')]
  await writeFile(scenario, JSON.stringify({ name: 'mine', host: 'shop.example', edgeLocations: ['CDG50-P1'] }))
  const { stderr } = await run({ scenario, output })
  expect(stderr).toContain('200 rows of mine')
  const rows = (await readFile(output, 'latin1')).trimEnd().split('\n').slice(2)
  expect(new Set(rows.map(row => [row.split('\t')[2], row.split('\t')[15]].join()))).toEqual(
    new Set(['CDG50-P1,shop.example']),
  )
})

test('capture scenario prints what can be given back', async () => {
  const scenario = join(folder, 'printed.json')
  let stdout = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => Boolean((stdout += String(text))))
  await captureScenario({ scenario: 'live-event' })
  await writeFile(scenario, stdout)
  stdout = ''
  await captureScenario({ scenario })
  expect(JSON.parse(stdout)).toEqual(JSON.parse(await readFile(scenario, 'utf8')))
})

describe('wrong use: place, cause and remedy', () => {
  test.each<{ rule: string; options: Partial<CaptureGenerateOptions>; says: RegExp; status: 1 | 2 }>([
    { rule: 'no rows', options: { rows: '0' }, says: /--rows 0: expected a whole number/, status: 2 },
    { rule: 'rows that are no number', options: { rows: '1e6' }, says: /--rows 1e6/, status: 2 },
    { rule: 'a seed too large', options: { seed: '4294967296' }, says: /--seed 4294967296/, status: 2 },
    {
      rule: 'an instant without zone',
      options: { start: '2026-11-21' },
      says: /--start 2026-11-21: .*zone/,
      status: 2,
    },
    { rule: '--json without --output', options: { json: true }, says: /--json: .*stdout/, status: 2 },
    { rule: 'no such scenario', options: { scenario: 'derby' }, says: /no such scenario {3}derby/, status: 1 },
  ])('$rule', async ({ options, says, status }) => {
    await expect(run(options)).rejects.toMatchObject({ message: expect.stringMatching(says), exitStatus: status })
  })

  test('a scenario that is a folder', async () => {
    await expect(run({ scenario: folder })).rejects.toThrow(/it is a folder, not a scenario/)
  })

  test.each([
    { rule: 'not JSON', text: '{', says: /not JSON: .*wrong\.json/ },
    {
      rule: 'a wrong field',
      text: '{"crawlers":{"share":"much"}}',
      says: /crawlers\.share: expected a number from 0 to 1; found "much" {3}.*wrong\.json/,
    },
    {
      rule: 'too large',
      text: ' '.repeat(1_000_001),
      says: /at most 1000000 bytes, this has 1000001 {3}.*wrong\.json/,
    },
    {
      rule: 'more problems than anybody reads',
      text: JSON.stringify({ edgeLocations: Array(12).fill('x') }),
      says: /edgeLocations\[9\][^]*and 2 more/,
    },
  ])('$rule in a scenario file', async ({ text, says }) => {
    const scenario = join(folder, 'wrong.json')
    await writeFile(scenario, text)
    await expect(run({ scenario })).rejects.toMatchObject({ message: expect.stringMatching(says), exitStatus: 1 })
  })
})

describe('a log that cannot be written', () => {
  test('in a folder that is not there', async () => {
    const output = join(folder, 'absent', 'evening.log')
    await expect(run({ output })).rejects.toMatchObject({
      message: expect.stringMatching(/: ENOENT: [\w ]+ {3}\S+evening\.log\n {2}→/),
      exitStatus: 1,
    })
  })

  test.skipIf(!existsSync('/dev/full'))('on a full disk', async () => {
    await expect(run({ output: '/dev/full' })).rejects.toThrow(/cannot be written: ENOSPC.* {3}\/dev\/full/)
  })

  test('because it was stopped: the old one stays, nothing else is left', async () => {
    const own = await mkdtemp(join(folder, 'stopped-'))
    const output = join(own, 'evening.log')
    await writeFile(output, 'old')
    const writing = run({ output, rows: '100000000' })
    await vi.waitFor(() => expect(readdirSync(own)).toHaveLength(2), { interval: 5 })
    process.emit('SIGTERM', 'SIGTERM')
    await expect(writing).rejects.toThrow(/stopped before the log was whole/)
    expect(await readFile(output, 'utf8')).toBe('old')
    expect(readdirSync(own)).toEqual(['evening.log'])
  })
})

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleRecord } from '../../access-log/sample-record.test-data.ts'
import { v1Header, v1Row } from '../../access-log/write-v1.ts'

interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

const understudy = (args: readonly string[], input = ''): Promise<Run> =>
  new Promise(resolve => {
    const child = execFile(
      process.execPath,
      ['dist/cli/understudy.js', ...args],
      { timeout: 30_000 },
      (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
    )
    child.stdin?.end(input)
  })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-replay-command-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const row = (seconds: number): string =>
  `${v1Row({ ...sampleRecord(), uri: '/live', queryString: undefined, timeTakenMs: 0, endedAt: Date.UTC(2026, 5, 11, 18, 0, seconds) })}\n`
const log = (rows = 40): string => v1Header() + Array.from({ length: rows }, (_, i) => row(i)).join('')

describe('understudy replay', () => {
  test('prints what was read, the origin model, origin requests, classes and ratios', async () => {
    const { status, stdout } = await understudy([
      'replay',
      file('good.log', `${log()}not a row\n`),
      '--parameter',
      'FallbackMode=origin-response',
    ])
    expect(status).toBe(0)
    expect(stdout).toContain('40 rows of 1 file, skipped: 1 too-few-columns')
    expect(stdout).toContain('period    2026-06-11T18:00:00')
    expect(stdout).toMatch(/^origin model$/m)
    expect(stdout).toMatch(/^Lambda@Edge is left out$/m)
    expect(stdout).toMatch(/viewer-request: 40 calls, 1 run and 39 answered by what it reads$/m)
    expect(stdout).toMatch(/^origin requests .+ 7$/m) // 40 seconds at the default TTL of 5 s: every sixth asks
    expect(stdout).toMatch(/^ratio_console .+ 100\.00 % +82\.50 %$/m)
    expect(stdout).toMatch(/^flag variant/m)
  })

  test('two configurations stand side by side, and as JSON', async () => {
    const path = file('two.log.gz', gzipSync(log()))
    const parameters = ['--against-parameter', 'FallbackMode=origin-group']
    const text = await understudy(['replay', path, ...parameters])
    expect(text.stdout).toContain('B − A')
    const { stdout } = await understudy(['replay', path, ...parameters, '--json'])
    const forecast = JSON.parse(stdout)
    expect(forecast.inputs.rows).toBe(40)
    expect(forecast.summary.byResultType).toEqual({ Hit: 33, Miss: 7 })
    expect(forecast.against.summary.byResultType).toEqual({ Hit: 33, Miss: 7 })
    expect(forecast.against.difference).toMatchObject({ originRequests: 0, originRequestsFactor: 1 })
    expect(forecast.summary.minutes).toHaveLength(1)
  })

  test('rules of an origin model change what it answers', async () => {
    const rules = file(
      'rules.json',
      '{ "rules": [{ "path": "/live", "headers": { "cache-control": "s-maxage=20" } }] }',
    )
    const { stdout } = await understudy(['replay', file('rules.log', log()), '--origin-model', rules, '--json'])
    expect(JSON.parse(stdout).summary.originRequests).toBe(2)
  })

  test('a log from standard input', async () => {
    const { stdout } = await understudy(['replay', '-', '--json'], log(3))
    expect(JSON.parse(stdout).inputs.rows).toBe(3)
  })

  const bad: readonly {
    readonly name: string
    readonly args: () => string[]
    readonly status: number
    readonly says: readonly RegExp[]
  }[] = [
    { name: 'an empty log', args: () => [file('empty.log', '')], status: 1, says: [/no request in/, /empty\.log/] },
    {
      name: 'wrong columns',
      args: () => [file('columns.log', '#Fields: date time\n2026\t1\t2\n')],
      status: 1,
      says: [/1 row skipped: too-many-columns, first at line 2/, /no request in/],
    },
    {
      name: 'no header',
      args: () => [file('header.log', row(1))],
      status: 1,
      says: [/no-field-list/, /no line begins with #Fields/],
    },
    {
      name: 'a file that is not there',
      args: () => [join(folder, 'absent.log')],
      status: 1,
      says: [/no such file/, /absent/],
    },
    { name: 'a folder', args: () => [folder], status: 1, says: [/a folder, not a log/] },
    { name: 'Parquet', args: () => [file('a.parquet', 'PAR1xxxx')], status: 1, says: [/Parquet/] },
    {
      name: 'an unknown template',
      args: () => [file('template.log', log()), '--template', join(folder, 'none.json')],
      status: 1,
      says: [/does not exist/, /none\.json/],
    },
    {
      name: 'a store that no function has, before a log is read',
      args: () => [join(folder, 'absent.log'), '--kvs', 'nobody=flags.json'],
      status: 2,
      says: [/--kvs nobody/, /no function of the template/],
    },
    {
      name: 'an unknown second template',
      args: () => [file('against.log', log()), '--against', join(folder, 'none.json')],
      status: 1,
      says: [/does not exist/, /none\.json/],
    },
    {
      name: 'an origin model that is not there',
      args: () => [file('model.log', log()), '--origin-model', join(folder, 'none.json')],
      status: 1,
      says: [/no such file/],
    },
    {
      name: 'an origin model with a mistake',
      args: () => [
        file('mistake.log', log()),
        '--origin-model',
        file('mistake.json', '{ "rules": [{ "paht": "/" }] }'),
      ],
      status: 1,
      says: [/rule 1 has no field paht/, /mistake\.json/],
    },
    {
      name: 'a capacity that is none',
      args: () => [file('capacity.log', log()), '--cache-megabytes', 'much'],
      status: 2,
      says: [/--cache-megabytes much/],
    },
    { name: 'no log', args: () => [], status: 2, says: [/missing required argument/] },
  ]
  test.each(bad)('$name', async ({ args, status, says }) => {
    const run = await understudy(['replay', ...args()])
    expect(run.status).toBe(status)
    for (const pattern of says) expect(run.stderr).toMatch(pattern)
    expect(run.stderr).not.toMatch(/ {4}at |bug of Understudy/)
    expect(run.stdout).toBe('')
  })

  test('a log that breaks off is named, and what stood before is replayed', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => row(i % 60)).join('')
    const gzip = gzipSync(v1Header() + rows)
    const { status, stdout, stderr } = await understudy([
      'replay',
      file('cut.log.gz', gzip.subarray(0, gzip.length - 40)),
      '--json',
    ])
    expect(status).toBe(0)
    expect(stderr).toMatch(/✘ .*cut\.log\.gz\n {2}the gzip data breaks off; \d+ rows before that/)
    const { inputs } = JSON.parse(stdout)
    expect(inputs.files[0].damage).toBe('the gzip data breaks off')
    expect(inputs.rows).toBeGreaterThan(0)
  })
})

describe('understudy logs read', () => {
  test('one JSON object a record, keyed by field name', async () => {
    const { status, stdout } = await understudy(['logs', 'read', file('read.log', log(2))])
    const records = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect([status, records.length]).toEqual([0, 2])
    expect(records[1]).toMatchObject({ date: '2026-06-11', time: '18:00:01', 'sc-status': 200, 'cs-uri-stem': '/live' })
  })

  test('chosen fields, the first records, standard input', async () => {
    const { stdout } = await understudy(['logs', 'read', '-', '--fields', 'time,sc-status', '--limit', '1'], log(3))
    expect(stdout).toBe('{"time":"18:00:00","sc-status":200}\n')
  })

  test('what cannot be read is told with its place, and the exit status says so', async () => {
    const { status, stdout, stderr } = await understudy(['logs', 'read', file('half.log', `${log(1)}2026-06-11\t18:`)])
    expect([status, stdout.split('\n').length]).toEqual([1, 2])
    expect(stderr).toMatch(/1 row skipped: too-few-columns, first at line 4/)
  })

  test('a field that no log has is wrong usage', async () => {
    const { status, stderr } = await understudy(['logs', 'read', file('usage.log', log(1)), '--fields', 'sc_status'])
    expect([status, stderr]).toEqual([2, expect.stringContaining('→ fields: date, time,')])
  })
})

test('every command of docs/replay.md is one that exists', async () => {
  const commands = readFileSync('docs/replay.md', 'utf8').match(/^understudy .+$/gm) ?? []
  expect(commands.length).toBeGreaterThan(4)
  for (const command of commands) {
    const [, name = ''] = command.split(' ')
    const options = command.match(/--[a-z-]+/g) ?? []
    const { stdout } = await understudy(name === 'capture' ? ['capture', 'generate', '--help'] : [name, '--help'])
    for (const option of options) expect(stdout).toContain(option)
  }
})

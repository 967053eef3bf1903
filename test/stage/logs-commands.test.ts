import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleRecord } from '../../access-log/sample-record.test-data.ts'
import { v1Header, v1Row } from '../../access-log/write-v1.ts'

const endedAt = Date.UTC(2026, 5, 11, 18)
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-logs-'))
  const rows = Array.from({ length: 5 }, (_, i) =>
    v1Row({ ...sampleRecord(), endedAt, queryString: `page=${i}&mail=me` }),
  )
  writeFileSync(join(folder, 'access.log'), `${v1Header()}${rows.join('\n')}\n`)
  writeFileSync(join(folder, 'notes.txt'), 'no log\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `understudy logs …` in the folder of the logs. */
const logs = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(process.cwd(), 'dist/cli/understudy.js'), 'logs', ...args],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  return { status, stdout, stderr }
}

describe('understudy logs', () => {
  test('ingest makes the store in its default place', () => {
    expect(logs('ingest', 'access.log')).toEqual({
      status: 0,
      stdout: '',
      stderr: '5 rows of 1 file ingested   .understudy/logs\n',
    })
    expect(logs('ingest', '.', '--json')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('"kind":"known"'),
    })
  })

  test('ingest of what is no log is a finding', () => {
    const { status, stderr } = logs('ingest', 'notes.txt')
    expect([status, stderr]).toEqual([1, expect.stringContaining('✘ set aside: it is no access log')])
  })

  test('query prints a table, JSON or CSV, and says when there was more', () => {
    const sql = 'SELECT count(*) AS rows FROM requests'
    expect(logs('query', sql)).toEqual({ status: 0, stdout: 'rows\n   5\n', stderr: '' })
    expect(logs('query', sql, '--json').stdout).toBe('{"rows":5}\n')
    expect(logs('query', sql, '--csv').stdout).toBe('rows\r\n5\r\n')
    expect(logs('query', 'FROM requests', '--limit', '2', '--json').stderr).toBe(
      '• the first 2 rows; more with --limit\n',
    )
  })

  test('values of query parameters are kept by name', () => {
    const [first] = logs('query', 'SELECT query_raw FROM requests ORDER BY line_no', '--json').stdout.split('\n')
    expect(first).toBe('{"query_raw":"page=0&mail"}')
    expect(logs('ingest', 'access.log', '--store', 'all', '--keep-parameters', '*').status).toBe(0)
    expect(logs('query', 'SELECT query_raw FROM requests LIMIT 1', '--store', 'all').stdout).toContain('mail=me')
  })

  test.each([
    { rule: 'a query that writes', args: ['query', 'DELETE FROM objects'], status: 1, says: 'read-only' },
    { rule: 'a query that is none', args: ['query', 'SELEC'], status: 1, says: '✘' },
    { rule: 'no store', args: ['query', 'SELECT 1', '--store', 'nowhere'], status: 2, says: 'understudy logs ingest' },
    { rule: 'two formats', args: ['query', 'SELECT 1', '--json', '--csv'], status: 2, says: 'choose one' },
    { rule: 'Athena without a bucket', args: ['schema', '--athena'], status: 2, says: '--bucket s3://' },
    {
      rule: 'a bucket that is none',
      args: ['schema', '--athena', '--bucket', 'logs'],
      status: 2,
      says: 'expected s3://',
    },
    { rule: 'a table that needs quotes', args: ['schema', '--table', 'a b'], status: 2, says: 'lower-case letters' },
    {
      rule: 'Athena without distributions',
      args: ['schema', '--athena', '--bucket', 's3://example-logs', '--store', 'nowhere'],
      status: 2,
      says: '--distribution',
    },
  ])('$rule: exit status $status, and the remedy', ({ args, status, says }) => {
    const ran = logs(...args)
    expect([ran.status, ran.stdout, ran.stderr]).toEqual([status, '', expect.stringContaining(says)])
    expect(ran.stderr).not.toContain('    at ')
  })

  test('schema lists the distributions of the store for Athena', () => {
    const { status, stdout } = logs('schema', '--athena', '--bucket', 's3://example-logs/understudy')
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining(`'projection.distribution.values' = 'd111111abcdef8.cloudfront.net'`),
    ])
  })

  test('the statements of schema for DuckDB run, and give the rows of the store', () => {
    const { stdout } = logs('schema')
    const statements = stdout.replaceAll('CREATE OR REPLACE VIEW', 'CREATE OR REPLACE TEMP VIEW')
    const { stdout: answer } = logs(
      'query',
      `${statements} SELECT sum(requests)::INTEGER AS rows FROM cache_minute`,
      '--json',
    )
    expect(answer).toBe('{"rows":5}\n')
  })
})

import { HiveSQL, TrinoSQL } from 'dt-sql-parser'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LOG_FIELDS } from '../access-log/fields.ts'
import { PARTITION_COLUMNS, REQUEST_COLUMNS } from './columns.ts'
import { ATHENA, DUCKDB, type Dialect } from './dialect.ts'
import { columnTable, viewTable } from './schema-document.ts'
import { athenaSchema, isBucketLocation, isPlainIdentifier } from './schema.ts'
import { temporaryStore } from './store-for-test.test-data.ts'
import { VIEWS } from './views.ts'

const [glueTable = '', ...athenaViews] = athenaSchema({
  table: 'requests',
  location: 's3://example-logs/understudy',
  distributions: ['d111111abcdef8.cloudfront.net', 'd222222abcdef8.cloudfront.net'],
  days: 90,
})

describe('Athena', () => {
  test('the table of Glue is Hive DDL', () => {
    const hive = new HiveSQL()
    expect(hive.validate(glueTable)).toEqual([])
    expect(hive.validate(glueTable.replace('PARTITIONED BY', 'PARTITION BY'))).not.toEqual([])
  })

  test.each(athenaViews.map(statement => ({ statement, name: /VIEW (\w+)/.exec(statement)?.[1] })))(
    '$name is Trino SQL',
    ({ statement }) => {
      const trino = new TrinoSQL()
      expect(trino.validate(statement)).toEqual([])
      expect(trino.validate(statement.replace('GROUP BY', 'GROUP'))).not.toEqual([])
    },
  )

  test('every view is there once', () => {
    expect(athenaViews.map(statement => /VIEW (\w+)/.exec(statement)?.[1])).toEqual(VIEWS.map(({ name }) => name))
  })

  test('every hour of the day is projected, with two digits as the folders have (cloudfront-logs 7, trap 1)', () => {
    expect(glueTable).toContain(`'projection.hour.range' = '00,23'`)
    expect(glueTable).toContain(`'projection.hour.digits' = '2'`)
    expect(glueTable).toContain('/requests/distribution=${distribution}/dt=${dt}/hour=${hour}/')
  })

  test('days are projected up to now, distributions by name (cloudfront-logs 7, traps 5 and 10)', () => {
    expect(glueTable).toContain(`'projection.dt.range' = 'NOW-90DAYS,NOW+1DAYS'`)
    expect(glueTable).toContain(
      `'projection.distribution.values' = 'd111111abcdef8.cloudfront.net,d222222abcdef8.cloudfront.net'`,
    )
  })
})

/** A view with what the dialect wrote taken out, and what it was asked for. */
const skeleton = (view: (typeof VIEWS)[number], dialect: Dialect) => {
  const asked: unknown[] = []
  const text = view.select(
    {
      ...dialect,
      distinctValues: (...args) => {
        asked.push(args)
        return '<distinctValues>'
      },
    },
    'requests',
  )
  return { text, asked }
}

test.each(VIEWS)('$name says the same in both dialects', view => {
  expect(skeleton(view, ATHENA)).toEqual(skeleton(view, DUCKDB))
})

test('a column that is a field of the log has the type of the field', () => {
  const typeOf = new Map<string, string>(LOG_FIELDS.map(({ name, type }) => [name, type]))
  const fields = REQUEST_COLUMNS.flatMap(({ name, type, meaning }) => {
    const from = /^`([^`]+)`, /.exec(meaning)?.[1]
    return from === undefined ? [] : [{ name, type, from: typeOf.get(from) }]
  })
  expect(fields.length).toBeGreaterThan(30)
  const expected: Record<string, string> = { text: 'text', integer: 'bigint', status: 'integer', seconds: 'double' }
  expect(fields.filter(({ type, from }) => from === undefined || expected[from] !== type)).toEqual([])
})

test('the store has the columns of the definition, in its order and with its types', async () => {
  const store = await temporaryStore()
  const columns = await store.query<{ column_name: string; column_type: string }>('DESCRIBE requests')
  expect(columns.map(({ column_name, column_type }) => [column_name, column_type])).toEqual(
    [...REQUEST_COLUMNS, ...PARTITION_COLUMNS].map(({ name, type }) => [name, DUCKDB.typeOf[type]]),
  )
})

test.each([
  { name: 'requests', ok: true },
  { name: 'requests; DROP TABLE x', ok: false },
  { name: '"x"', ok: false },
  { name: '1st', ok: false },
  { name: '', ok: false },
])('table name $name: $ok', ({ name, ok }) => expect(isPlainIdentifier(name)).toBe(ok))

test.each([
  { location: 's3://example-logs', ok: true },
  { location: 's3://example-logs/a/b', ok: true },
  { location: `s3://example-logs/a'b`, ok: false },
  { location: 's3://example-logs/${dt}', ok: false },
  { location: 'https://example.com', ok: false },
])('location $location: $ok', ({ location, ok }) => expect(isBucketLocation(location)).toBe(ok))

describe('docs/logs.md', () => {
  const document = readFileSync(new URL('../docs/logs.md', import.meta.url), 'utf8')
  test('has the columns', () => expect(document).toContain(columnTable()))
  test('has the views', () => expect(document).toContain(viewTable()))
})

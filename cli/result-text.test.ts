import { expect, test } from 'vitest'
import { asCsv, asJsonLines, asTable } from './result-text.ts'

const table = {
  columns: ['path', 'requests', 'minute'],
  rows: [
    ['/a', 10, new Date(0)],
    [null, null, null],
    ['a,"b"\n', 1, null],
  ],
  isCut: false,
}

test('a table: numbers to the right, nothing that could move the cursor', () => {
  expect(asTable(table).split('\n')).toEqual([
    'path       requests  minute',
    '/a               10  1970-01-01T00:00:00.000Z',
    '',
    String.raw`a,"b"\x0a` + '         1',
    '',
  ])
})

test('a table cuts long cells', () => {
  const [, row = ''] = asTable({ columns: ['x'], rows: [['y'.repeat(500)]], isCut: false }).split('\n')
  expect([row.length, row.includes('…')]).toEqual([80, true])
})

test('a table of very many rows', () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => [i])
  expect(asTable({ columns: ['x'], rows, isCut: false })).toHaveLength(200_001 * 7)
})

test('JSON: one object a row', () => {
  expect(
    asJsonLines(table)
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as unknown),
  ).toEqual([
    { path: '/a', requests: 10, minute: '1970-01-01T00:00:00.000Z' },
    { path: null, requests: null, minute: null },
    { path: 'a,"b"\n', requests: 1, minute: null },
  ])
})

test('CSV: quotes where needed, as RFC 4180 has it', () => {
  expect(asCsv(table)).toBe('path,requests,minute\r\n/a,10,1970-01-01T00:00:00.000Z\r\n,,\r\n"a,""b""\n",1,\r\n')
})

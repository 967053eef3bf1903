import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FIELD, V1_FIELDS, type FieldIndex } from './fields.ts'
import { cellValues, type LogRow } from './log-row.ts'
import { LogScanner } from './log-scanner.ts'
import { sampleRecord } from './sample-record.test-data.ts'
import { v1Header, v1Row } from './write-v1.ts'
import { v2Header, v2Row } from './write-v2.ts'

const scan = <T>(text: string | Buffer, read: (row: LogRow) => T) => {
  const rows: T[] = []
  const scanner = new LogScanner(row => rows.push(read(row)))
  scanner.push(Buffer.from(text as string, 'latin1'))
  scanner.end(true)
  return { ...scanner.counts, rows }
}

const NAMES = V1_FIELDS.map(({ name }) => name)

/** A v1 row in which some cells are as given. */
const rowWith = (cells: Readonly<Record<string, string>>): string =>
  v1Row(sampleRecord())
    .split('\t')
    .map((cell, column) => cells[NAMES[column] ?? ''] ?? cell)
    .join('\t')

const only = (cells: Readonly<Record<string, string>>, field: FieldIndex): string | undefined =>
  scan(`${v1Header()}${rowWith(cells)}\n`, row => row.text(field)).rows[0]

describe('cloudfront-logs 1.3: a logged value becomes the wire value', () => {
  test.each([
    { name: 'cs(User-Agent)', logged: 'Mozilla/5.0%20(X11)', wire: 'Mozilla/5.0 (X11)' },
    { name: 'cs-uri-query', logged: 'q=a%2520b', wire: 'q=a%20b' },
    { name: 'cs-uri-stem', logged: '/words/%25E5%25A5%25BD/', wire: '/words/%E5%A5%BD/' },
    { name: 'cs(User-Agent)', logged: 'Mozilla/5.0%2520(X11)', wire: 'Mozilla/5.0 (X11)' },
    { name: 'cs(Referer)', logged: '-', wire: undefined },
    { name: 'cs-uri-stem', logged: '%FF', wire: '\xff' },
    { name: 'cs-uri-query', logged: '100%25', wire: '100%' },
    { name: 'x-forwarded-for', logged: '192.0.2.1,%2010.0.0.1', wire: '192.0.2.1, 10.0.0.1' },
  ] as const)('$name $logged', ({ name, logged, wire }) => expect(only({ [name]: logged }, FIELD[name])).toBe(wire))
})

describe('cloudfront-logs 1.4: types', () => {
  const values = (cells: Readonly<Record<string, string>>) =>
    scan(`${v1Header()}${rowWith(cells)}\n`, row => ({
      status: row.integer(FIELD['sc-status']),
      contentLength: row.integer(FIELD['sc-content-len']),
      takenMs: row.milliseconds(FIELD['time-taken']),
      endedAtMs: row.endedAtMs,
      precision: row.timePrecisionMs,
    }))
  test.each([
    { rule: '9: 000 is 0', cells: { 'sc-status': '000' }, expected: { status: 0 } },
    { rule: '9: a hyphen is none', cells: { 'sc-status': '-' }, expected: { status: undefined } },
    {
      rule: '31: a length with decimals is tolerated',
      cells: { 'sc-content-len': '1024.0' },
      expected: { contentLength: 1_024 },
    },
    { rule: '31: absent', cells: { 'sc-content-len': '-' }, expected: { contentLength: undefined } },
    { rule: '19: three decimals', cells: { 'time-taken': '1.203' }, expected: { takenMs: 1_203 } },
    { rule: '19: one decimal', cells: { 'time-taken': '0.5' }, expected: { takenMs: 500 } },
    { rule: '19: none', cells: { 'time-taken': '90' }, expected: { takenMs: 90_000 } },
    { rule: '19: more than three', cells: { 'time-taken': '0.0019' }, expected: { takenMs: 1 } },
    {
      rule: '1, 2: day and second',
      cells: { date: '2026-02-28', time: '23:59:59' },
      expected: { endedAtMs: Date.UTC(2026, 1, 28, 23, 59, 59), precision: 1_000 },
    },
  ])('$rule', ({ cells, expected }) => expect(values(cells).rows[0]).toMatchObject(expected))

  test('1.5: v2 has the end in milliseconds, the behaviour and the log data', () => {
    const record = {
      ...sampleRecord(),
      pathPattern: '/live*',
      viewerRequestLogData: 'v%3Dsite%3Av5',
      originFirstByteMs: 12,
    }
    const { rows } = scan(`${v2Header()}${v2Row(record)}\n`, row => [
      row.endedAtMs,
      row.timePrecisionMs,
      row.text(FIELD['cache-behavior-path-pattern']),
      row.text(FIELD['viewer-request-log-data']),
      row.milliseconds(FIELD['origin-fbl']),
      row.milliseconds(FIELD['origin-lbl']),
    ])
    expect(rows).toEqual([[record.endedAt, 1, '/live*', 'v=site:v5', 12, undefined]])
  })
})

describe('rows that fail are counted by reason, and the others are read', () => {
  const good = v1Row(sampleRecord())
  test.each([
    { rule: 'no field list', log: good, skipped: { 'no-field-list': 1 }, line: 1 },
    { rule: 'a column too many', log: `${v1Header()}${good}\tx`, skipped: { 'too-many-columns': 1 }, line: 3 },
    {
      rule: 'a few hundred too many',
      log: v1Header() + 'x\t'.repeat(400),
      skipped: { 'too-many-columns': 1 },
      line: 3,
    },
    {
      rule: 'cut before time-taken',
      log: v1Header() + good.split('\t').slice(0, 18).join('\t'),
      skipped: { 'too-few-columns': 1 },
      line: 3,
    },
    { rule: 'another format', log: `${v1Header()}127.0.0.1 - - "GET /"`, skipped: { 'too-few-columns': 1 }, line: 3 },
    { rule: 'no such day', log: v1Header() + rowWith({ date: '2026-02-30' }), skipped: { 'no-time': 1 }, line: 3 },
    { rule: 'no such time', log: v1Header() + rowWith({ time: '24:00:00' }), skipped: { 'no-time': 1 }, line: 3 },
    { rule: 'absent time', log: v1Header() + rowWith({ time: '-' }), skipped: { 'no-time': 1 }, line: 3 },
    {
      rule: 'bytes in words',
      log: v1Header() + rowWith({ 'sc-bytes': 'many' }),
      skipped: { 'not-a-number': 1 },
      line: 3,
    },
    {
      rule: 'a negative time',
      log: v1Header() + rowWith({ 'time-taken': '-1' }),
      skipped: { 'not-a-number': 1 },
      line: 3,
    },
    {
      rule: 'longer than any line of CloudFront',
      log: v1Header() + rowWith({ 'cs-uri-query': 'x'.repeat(1_100_000) }),
      skipped: { 'line-too-long': 1 },
      line: 3,
    },
  ])('$rule', ({ log, skipped, line }) => {
    const outcome = scan(`${log}\n${v1Header()}${good}\n`, row => row.lineNumber)
    expect(outcome.skipped).toEqual(skipped)
    expect(Object.values(outcome.firstSkippedLine)).toEqual([line])
    expect(outcome.rows).toHaveLength(1)
  })

  test('a log that breaks off inside a row', () => {
    const rows: number[] = []
    const scanner = new LogScanner(row => rows.push(row.lineNumber))
    scanner.push(Buffer.from(`${v1Header()}${good}\n${good.slice(0, 300)}`))
    scanner.end(false)
    expect([rows, scanner.counts.skipped]).toEqual([[3], { 'cut-off': 1 }])
  })

  test('the last row may lack its line feed', () => {
    expect(scan(`${v1Header()}${good}`, row => row.lineNumber).rows).toEqual([3])
  })
})

describe('cloudfront-logs 1.10: older layouts', () => {
  test.each([19, 24, 26, 33])('%i columns', count => {
    const header = `#Version: 1.0\n#Fields: ${NAMES.slice(0, count).join(' ')}\n`
    const { rows } = scan(`${header}${v1Row(sampleRecord()).split('\t').slice(0, count).join('\t')}\n`, row => [
      row.milliseconds(FIELD['time-taken']),
      row.text(FIELD['sc-content-type']),
    ])
    expect(rows).toEqual([[1_003, count === 33 ? 'text/html; charset=utf-8' : undefined]])
  })

  test('a row of 31 values in a log of 33 is short, not wrong', () => {
    const short = v1Row(sampleRecord()).split('\t').slice(0, 31).join('\t')
    const { rows, shortRows, skipped } = scan(`${v1Header()}${short}\n`, row => row.integer(FIELD['sc-range-end']))
    expect([rows, shortRows, skipped]).toEqual([[undefined], 1, {}])
  })

  test('1.1 rule 5: a header in the middle counts from there on', () => {
    const log = `${v1Header()}${v1Row(sampleRecord())}\n#Fields: sc-status date time cs-method\n404\t2026-11-23\t10:00:00\tGET\n`
    const { rows } = scan(log, row => [row.integer(FIELD['sc-status']), row.has(FIELD['cs-uri-stem'])])
    expect(rows).toEqual([
      [200, true],
      [404, false],
    ])
  })

  test('fields that are not in the table are passed over and named; letter case does not matter', () => {
    const { rows, unknownFields } = scan(
      '#Fields: date x-new time CS-Method\r\n2026-11-23\tsecret\t10:00:00\tGET\r\n\r\n',
      cellValues,
    )
    expect(rows).toEqual([{ date: '2026-11-23', time: '10:00:00', 'cs-method': 'GET' }])
    expect([...unknownFields]).toEqual(['x-new'])
  })
})

test('a value of one name: numbers as numbers, text as on the wire, absent ones not at all', () => {
  const { rows } = scan(`${v1Header()}${v1Row(sampleRecord())}\n`, cellValues)
  expect(rows[0]).toMatchObject({ 'sc-status': 200, 'time-taken': 1.003, 'cs-uri-stem': '/programme/%25/live' })
  expect(rows[0]).not.toHaveProperty('cs(Cookie)')
})

test('wherever a log is cut into pieces, the same rows come out', () => {
  const log = Buffer.from(
    `${v1Header()}${['/a', '/b%', '/ü'].map(uri => `${v1Row({ ...sampleRecord(), uri })}\n`).join('')}bad\n${v1Row(sampleRecord())}`,
    'latin1',
  )
  const whole = scan(log, cellValues)
  fc.assert(
    fc.property(fc.array(fc.nat(log.length), { maxLength: 12 }), cuts => {
      const rows: unknown[] = []
      const scanner = new LogScanner(row => rows.push(cellValues(row)))
      const places = [0, ...cuts.toSorted((a, b) => a - b), log.length]
      // Pieces of their own, overwritten afterwards: a scanner that kept one would read nonsense.
      places.slice(1).forEach((to, index) => {
        const piece = Buffer.from(log.subarray(places[index], to))
        scanner.push(piece)
        piece.fill(0x78)
      })
      scanner.end(true)
      expect({ ...scanner.counts, rows }).toEqual(whole)
    }),
  )
})

test('any bytes are read without failing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.uint8Array(), fc.constantFrom('\t', '\n', '-', '#Fields: date time\n')), { maxLength: 20 }),
      pieces => {
        const scanner = new LogScanner(row => cellValues(row))
        for (const piece of pieces) scanner.push(Buffer.from(piece as string, 'latin1'))
        scanner.end(true)
        expect(scanner.counts.rows).toBeGreaterThanOrEqual(0)
      },
    ),
  )
})

test('many distinct values of one column stay right past the capacity of its memory', () => {
  const log = Array.from({ length: 40_000 }, (_, i) => `2026-11-23\t10:00:00\t/page/${i}%2520\n`).join('')
  let at = 0
  const scanner = new LogScanner(row => expect(row.text(FIELD['cs-uri-stem'])).toBe(`/page/${at++}%20`))
  scanner.push(Buffer.from(`#Fields: date time cs-uri-stem\n${log}`))
  scanner.push(Buffer.from(log.slice(0, log.indexOf('\n') + 1).replace('0%', '40000%')))
  expect(at).toBe(40_001)
})

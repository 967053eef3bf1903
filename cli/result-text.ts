import type { ResultTable, ResultValue } from '../ingest/store.io.ts'
import { shortened, visibleText } from '../report/visible-text.ts'

const cellText = (value: ResultValue): string => {
  if (value === null) return ''
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const CELL_MAX_CHARACTERS = 80

/** Columns for the eye: numbers to the right, long texts cut, nothing of a hostile log that acts on the terminal. */
export const asTable = ({ columns, rows }: ResultTable): string => {
  const cells = rows.map(row => row.map(value => shortened(visibleText(cellText(value)), CELL_MAX_CHARACTERS)))
  const widths = columns.map((name, i) =>
    cells.reduce((width, row) => Math.max(width, row[i]?.length ?? 0), name.length),
  )
  const isNumeric = columns.map((_, i) => rows.every(row => row[i] === null || typeof row[i] === 'number'))
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, i) => (isNumeric[i] === true ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(columns), ...cells.map(line)].map(text => `${text}\n`).join('')
}

/** One object a row; times in ISO 8601. */
export const asJsonLines = ({ columns, rows }: ResultTable): string =>
  rows.map(row => `${JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, row[i]])))}\n`).join('')

/** RFC 4180, with a header line. */
export const asCsv = ({ columns, rows }: ResultTable): string =>
  [columns, ...rows.map(row => row.map(cellText))].map(cells => `${cells.map(csvCell).join(',')}\r\n`).join('')

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

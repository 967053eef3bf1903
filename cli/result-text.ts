import type { ResultTable, ResultValue } from '../ingest/store.io.ts'

const cellText = (value: ResultValue): string => {
  if (value === null) return ''
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Control characters of hostile logs must not reach a terminal. */
// oxlint-disable-next-line no-control-regex
const visible = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '·')

const CELL_MAX_CHARACTERS = 80

const shortened = (text: string): string =>
  text.length > CELL_MAX_CHARACTERS ? `${text.slice(0, CELL_MAX_CHARACTERS - 1)}…` : text

/** Columns for the eye: numbers to the right, long texts cut. */
export const asTable = ({ columns, rows }: ResultTable): string => {
  const cells = rows.map(row => row.map(value => shortened(visible(cellText(value)))))
  const widths = columns.map((name, i) => Math.max(name.length, ...cells.map(row => row[i]?.length ?? 0)))
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

import { PARTITION_COLUMNS, REQUEST_COLUMNS } from './columns.ts'
import { DUCKDB } from './dialect.ts'
import { VIEWS } from './views.ts'

/** The columns of `requests` as a table of Markdown, laid out as the formatter would. */
export const columnTable = (): string =>
  markdownTable(
    ['column', 'type', 'what it says'],
    [...REQUEST_COLUMNS, ...PARTITION_COLUMNS].map(({ name, type, meaning }) => [
      `\`${name}\``,
      DUCKDB.typeOf[type],
      meaning,
    ]),
  )

/** The views, likewise. */
export const viewTable = (): string =>
  markdownTable(
    ['view', 'what it says'],
    VIEWS.map(({ name, meaning }) => [`\`${name}\``, meaning]),
  )

const markdownTable = (heads: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map(row => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [line(heads), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

import { FIELD, LOG_FIELDS } from '../access-log/fields.ts'

/**
 * The name of a field as a column of Parquet: runs of other than letters and digits are one underscore, none at the end
 * (cloudfront-logs 2.2). Lower case here; columns are looked up without regard to it.
 */
export const parquetColumnName = (field: string): string =>
  field
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '_')
    .replace(/_$/, '')

const FIELD_OF_COLUMN = new Map<string, string>(LOG_FIELDS.map(({ name }) => [parquetColumnName(name), name]))

/** What every delivery has that is worth ingesting, and no other table. */
const SIGNS = [FIELD['cs-method'], FIELD['sc-status'], FIELD['x-edge-result-type']].map(index =>
  parquetColumnName(LOG_FIELDS[index]?.name ?? ''),
)

/** In: the names of the columns of a Parquet file. */
export const isLogColumns = (columns: readonly string[]): boolean => {
  const names = new Set(columns.map(name => name.toLowerCase()))
  return SIGNS.every(sign => names.has(sign))
}

/** True when these bytes, of the end of a Parquet file, name the columns of an access log. */
export const isLogFooter = (end: Buffer): boolean => {
  const text = end.toString('latin1').toLowerCase()
  return SIGNS.every(sign => text.includes(sign))
}

/** The `#Fields` line, with its line feed, that makes lines of `logLineExpression` a log of format w3c. Unknown columns keep their name. */
export const parquetFieldsLine = (columns: readonly string[]): string =>
  `#Fields: ${columns.map(name => FIELD_OF_COLUMN.get(name.toLowerCase()) ?? name.replace(/\s/g, '_')).join(' ')}\n`

/** SQL of DuckDB: the cells of a row with tabs between them, a hyphen for an absent one; no value can add a cell or a line. */
export const logLineExpression = (columns: readonly string[]): string =>
  `concat_ws(chr(9), ${columns.map(cellExpression).join(', ')})`

const cellExpression = (column: string): string => {
  const text = `CAST("${column.replaceAll('"', '""')}" AS VARCHAR)`
  const escaped = ESCAPED.reduce((sql, [code, escape]) => `replace(${sql}, chr(${code}), '${escape}')`, text)
  return `coalesce(${escaped}, '-')`
}

/** Code points that would end a cell or a line, or begin a control line. */
const ESCAPED = [
  [9, '%09'],
  [10, '%0A'],
  [13, '%0D'],
  [35, '%23'],
] as const

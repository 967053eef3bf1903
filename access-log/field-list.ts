import { LOG_FIELDS, type FieldIndex, type LogField } from './fields.ts'

/** What the columns of a log are, from its `#Fields` line. */
export interface FieldList {
  /** In the order of the columns; undefined: a field that is not in the table. */
  readonly columns: readonly (LogField | undefined)[]
  /** Names that are not in the table, as they were given; their columns are passed over. */
  readonly unknownNames: readonly string[]
  /** By `FieldIndex`: the column, or -1. */
  readonly columnOf: Int16Array
}

const byName = new Map<string, FieldIndex>(LOG_FIELDS.map(({ name }, index) => [name.toLowerCase(), index]))

/** In: the names in order (cloudfront-logs 1.1 rule 5). A name given twice counts where it stands first. */
export const fieldListOf = (names: readonly string[]): FieldList => {
  const columnOf = new Int16Array(LOG_FIELDS.length).fill(-1)
  const columns = names.map((name, column) => {
    const index = byName.get(name.toLowerCase())
    if (index === undefined) return undefined
    if (columnOf[index] === -1) columnOf[index] = column
    return LOG_FIELDS[index]
  })
  return { columns, unknownNames: names.filter((_, column) => columns[column] === undefined), columnOf }
}

const FIELDS_LINE = /^#Fields:(.*)/is

/** The names of a `#Fields:` line, which v1 separates by spaces; undefined for any other line. */
export const namesInFieldsLine = (line: string): readonly string[] | undefined => {
  const names = FIELDS_LINE.exec(line)?.[1]?.trim()
  return names === undefined ? undefined : names.split(/\s+/).filter(name => name !== '')
}

import type { ColumnType } from './columns.ts'

/** The few words in which DuckDB and Athena (Trino) differ, for views that are otherwise one text. */
export interface Dialect {
  readonly name: 'duckdb' | 'athena'
  readonly typeOf: Readonly<Record<ColumnType, string>>
  /** A text literal. */
  text(value: string): string
  /** The first distinct values in order, joined; nulls are left out. */
  distinctValues(expression: string, most: number): string
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

export const DUCKDB: Dialect = {
  name: 'duckdb',
  typeOf: {
    text: 'VARCHAR',
    integer: 'INTEGER',
    bigint: 'BIGINT',
    double: 'DOUBLE',
    timestamp: 'TIMESTAMP_MS',
    boolean: 'BOOLEAN',
  },
  text,
  distinctValues: (expression, most) =>
    `array_to_string(list_slice(list_sort(list_distinct(list(${expression}))), 1, ${most}), ' ')`,
}

export const ATHENA: Dialect = {
  name: 'athena',
  typeOf: {
    text: 'varchar',
    integer: 'integer',
    bigint: 'bigint',
    double: 'double',
    timestamp: 'timestamp(3)',
    boolean: 'boolean',
  },
  text,
  distinctValues: (expression, most) =>
    `array_join(slice(array_sort(array_agg(DISTINCT ${expression})), 1, ${most}), ' ')`,
}

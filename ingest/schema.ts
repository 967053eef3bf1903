import { PARTITION_COLUMNS, REQUEST_COLUMNS } from './columns.ts'
import { ATHENA, DUCKDB, type Dialect } from './dialect.ts'
import { VIEWS } from './views.ts'

/** What names and addresses the statements use. */
export interface SchemaOptions {
  /** Name of the table; a plain lower-case identifier. */
  readonly table: string
  /** Where the folder `requests` lies: `s3://bucket/prefix`, or a folder for DuckDB; without final slash. */
  readonly location: string
}

/** Letters, digits and underscores: needs quotes in neither dialect. */
export const isPlainIdentifier = (name: string): boolean => /^[a-z_][a-z\d_]{0,127}$/.test(name)

/** A bucket and prefix that need no escape in a statement or in a partition template. */
export const isBucketLocation = (location: string): boolean =>
  /^s3:\/\/[a-z\d][a-z\d.-]{1,61}[a-z\d](?:\/[\w!.*()=-]+)*$/.test(location)

/** Names of columns and their types, one a line. */
export const columnList = (
  columns: readonly { readonly name: string; readonly type: keyof Dialect['typeOf'] }[],
  typeOf: Dialect['typeOf'],
): string => columns.map(({ name, type }) => `  ${name} ${typeOf[type]}`).join(',\n')

export const viewStatement = (dialect: Dialect, { name, select }: (typeof VIEWS)[number], table: string): string =>
  `CREATE OR REPLACE VIEW ${name} AS${select(dialect, table)}`

/** The views of a store, in DuckDB. Each ends with a semicolon. */
export const duckDbSchema = ({ table, location }: SchemaOptions): string[] => [
  `CREATE OR REPLACE VIEW ${table} AS\n${requestsFromParquet(DUCKDB.text(`${location}/requests/*/*/*/*.parquet`))};`,
  ...VIEWS.map(view => `${viewStatement(DUCKDB, view, table)};`),
]

const ALL_COLUMNS = [...REQUEST_COLUMNS, ...PARTITION_COLUMNS]

/** In: an expression for the files. Out: a SELECT of every column of `requests`. */
export const requestsFromParquet = (files: string): string => {
  const partitions = PARTITION_COLUMNS.map(({ name, type }) => `${name}: ${DUCKDB.typeOf[type]}`).join(', ')
  return `SELECT ${ALL_COLUMNS.map(({ name }) => name).join(', ')}
FROM read_parquet(${files}, hive_partitioning = true, hive_types = {${partitions}})`
}

/** A table without rows, for a store without objects. */
export const requestsWithoutRows = (): string =>
  `SELECT ${ALL_COLUMNS.map(({ name, type }) => `CAST(NULL AS ${DUCKDB.typeOf[type]}) AS ${name}`).join(', ')} WHERE false`

/** Hive's names of the types, for the table of Glue. */
const GLUE_TYPE_OF: Dialect['typeOf'] = {
  text: 'string',
  integer: 'int',
  bigint: 'bigint',
  double: 'double',
  timestamp: 'timestamp',
  boolean: 'boolean',
}

export interface AthenaSchemaOptions extends SchemaOptions {
  /** Domain names, as they stand in the folders. */
  readonly distributions: readonly string[]
  /** Days before today that queries reach. */
  readonly days: number
}

/**
 * The table of Glue over exactly the layout of a store, and the views, in Athena. Each ends with a semicolon. Partitions are projected:
 * nothing has to be registered when objects arrive.
 */
export const athenaSchema = (options: AthenaSchemaOptions): string[] => [
  glueTable(options),
  ...VIEWS.map(view => `${viewStatement(ATHENA, view, options.table)};`),
]

const glueTable = ({ table, location, distributions, days }: AthenaSchemaOptions): string =>
  `CREATE EXTERNAL TABLE IF NOT EXISTS ${table} (
${columnList(REQUEST_COLUMNS, GLUE_TYPE_OF)}
)
PARTITIONED BY (
${columnList(PARTITION_COLUMNS, GLUE_TYPE_OF)}
)
STORED AS PARQUET
LOCATION ${ATHENA.text(`${location}/requests/`)}
TBLPROPERTIES (
${properties({
  'projection.enabled': 'true',
  // Not injected: a query through a view could not name the distribution.
  'projection.distribution.type': 'enum',
  'projection.distribution.values': distributions.join(','),
  'projection.dt.type': 'date',
  'projection.dt.format': 'yyyy-MM-dd',
  // A row can bear tomorrow's date where a clock is ahead.
  'projection.dt.range': `NOW-${days}DAYS,NOW+1DAYS`,
  'projection.dt.interval': '1',
  'projection.dt.interval.unit': 'DAYS',
  'projection.hour.type': 'integer',
  // The page of AWS says 01,12, which hides half the day (cloudfront-logs 7, trap 1).
  'projection.hour.range': '00,23',
  'projection.hour.digits': '2',
  'storage.location.template': `${location}/requests/distribution=\${distribution}/dt=\${dt}/hour=\${hour}/`,
})}
);`

const properties = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `  ${ATHENA.text(name)} = ${ATHENA.text(value)}`)
    .join(',\n')

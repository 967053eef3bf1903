import type { Command } from 'commander'

/** As in ingest/store.io.ts, which is loaded only when a command runs. */
const STORE_FOLDER_DEFAULT = '.understudy/logs'

const storeOption = ['--store <folder>', 'folder of the store', STORE_FOLDER_DEFAULT] as const

/** `understudy logs ingest`, `logs query` and `logs schema`. */
export const addLogsIngestCommands = (logs: Command): void => {
  addIngest(logs)
  addQuery(logs)
  addSchema(logs)
}

const addIngest = (logs: Command): void => {
  logs
    .command('ingest')
    .description('bring access logs into a store: Parquet by hour and a DuckDB catalogue, each log once')
    .argument('<files...>', 'log files (v1; v2 as w3c or Parquet), and folders, searched for logs by content')
    .option(...storeOption)
    .option('--keep-parameters <names>', 'query parameters whose values are kept, separated by commas; * for all')
    .option('--json', 'print what became of each file, one JSON object a line')
    .addHelpText(
      'after',
      '\nExit status 1 when a file was set aside, 0 otherwise.\n\nExample:\n  understudy logs ingest .understudy/access.log',
    )
    .action(async (files: string[], options: { store: string; keepParameters?: string; json?: boolean }) => {
      const { ingestLogs } = await import('./logs-ingest.io.ts')
      process.exitCode = await ingestLogs(files, options)
    })
}

const addQuery = (logs: Command): void => {
  logs
    .command('query')
    .description('ask the store in SQL (DuckDB), read-only: the table requests and the views of `logs schema`')
    .argument('<sql>', 'one statement')
    .option(...storeOption)
    .option('-n, --limit <n>', 'rows printed at most', '1000')
    .option('--json', 'print one JSON object a row')
    .option('--csv', 'print comma-separated values')
    .addHelpText(
      'after',
      "\nExample:\n  understudy logs query 'SELECT minute, requests, ratio_console FROM cache_minute ORDER BY minute'",
    )
    .action(async (sql: string, options: { store: string; limit: string; json?: boolean; csv?: boolean }) => {
      const { queryLogs } = await import('./logs-query.io.ts')
      await queryLogs(sql, options)
    })
}

const addSchema = (logs: Command): void => {
  logs
    .command('schema')
    .description('print the statements that make the table requests and the views, for DuckDB or Athena')
    .option('--duckdb', 'for DuckDB, over the Parquet files of the store or of --bucket (the default)')
    .option('--athena', 'for Athena: the table of Glue with partition projection, and the views')
    .option(...storeOption)
    .option('--bucket <address>', 'where the folder requests of the store was copied to: s3://BUCKET/PREFIX')
    .option('--table <name>', 'name of the table', 'requests')
    .option('--distribution <domains...>', 'distributions in the table of Athena; by default those of the store')
    .option('--days <n>', 'days that queries of Athena reach back', '90')
    .addHelpText(
      'after',
      '\nExample:\n  understudy logs schema --athena --bucket s3://example-logs/understudy --distribution d111111abcdef8.cloudfront.net',
    )
    .action(async (options: SchemaCommandOptions) => {
      const { printSchema } = await import('./logs-schema.io.ts')
      await printSchema(options)
    })
}

export interface SchemaCommandOptions {
  readonly duckdb?: boolean
  readonly athena?: boolean
  readonly store: string
  readonly bucket?: string
  readonly table: string
  readonly distribution?: readonly string[]
  readonly days: string
}

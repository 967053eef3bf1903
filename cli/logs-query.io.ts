import type { ResultTable } from '../ingest/store.io.ts'
import { wholeNumber } from './numbers.ts'
import { Failure } from './failure.ts'
import { withLogStore } from './open-log-store.io.ts'
import { asCsv, asJsonLines, asTable } from './result-text.ts'
import { say } from './terminal.io.ts'

/** More than this on a terminal is read by nobody, and a file is better made with COPY. */
const LIMIT_MAX = 1_000_000

/** `understudy logs query`: prints a bounded number of rows. */
export const queryLogs = (
  sql: string,
  options: { readonly store: string; readonly limit: string; readonly json?: boolean; readonly csv?: boolean },
): Promise<void> => {
  const limit = wholeNumber('--limit', options.limit, 1, LIMIT_MAX)
  const format = formatOf(options)
  return withLogStore(options.store, { readOnly: true }, async store => {
    const table = await store.queryTable(sql, limit)
    process.stdout.write(format(table))
    if (table.isCut) say(`• the first ${limit} rows; more with --limit`)
  })
}

const formatOf = ({
  json,
  csv,
}: {
  readonly json?: boolean
  readonly csv?: boolean
}): ((table: ResultTable) => string) => {
  if (json === true && csv === true) throw new Failure('✘ --json and --csv: choose one', 2)
  if (json === true) return asJsonLines
  return csv === true ? asCsv : asTable
}

import type { Writable } from 'node:stream'
import { LOG_FIELDS } from '../access-log/fields.ts'
import { cellValues, type LogRow } from '../access-log/log-row.ts'
import { readLog, type LogFileOutcome } from '../access-log/read-log.io.ts'
import { Failure } from './failure.ts'
import { wholeNumber } from './numbers.ts'
import { say, styled } from './terminal.io.ts'

const fieldNames = (given: string | undefined): ReadonlySet<string> | undefined => {
  if (given === undefined) return undefined
  const known = new Set<string>(LOG_FIELDS.map(({ name }) => name))
  const names = given.split(',').map(name => name.trim())
  const unknown = names.find(name => !known.has(name))
  if (unknown === undefined) return new Set(names)
  throw new Failure(`✘ --fields ${unknown}: no access log has such a field\n  → fields: ${[...known].join(', ')}`, 2)
}

/** What a reader wants to know of a file beside its rows; undefined: nothing out of the ordinary. */
export const troubleIn = (file: string, outcome: LogFileOutcome): string | undefined => {
  const { skipped, firstSkippedLine, shortRows, unknownFields, rows } = outcome.counts
  const lines = Object.entries(skipped).map(
    ([reason, count]) =>
      `  ${count} ${count === 1 ? 'row' : 'rows'} skipped: ${reason}, first at line ${firstSkippedLine[reason as keyof typeof skipped] ?? 0}`,
  )
  if (shortRows > 0) lines.push(`  ${shortRows} of ${rows} rows end before the last column`)
  if (unknownFields.size > 0)
    lines.push(`  fields that are not known and were passed over: ${[...unknownFields].join(', ')}`)
  if (rows === 0 && skipped['no-field-list'] !== undefined)
    lines.push('  → no line begins with #Fields: it is no access log, or its first lines are missing')
  if (outcome.kind === 'damaged') lines.unshift(`  ${outcome.why}; ${rows} rows before that`)
  return lines.length === 0 ? undefined : [`${outcome.kind === 'damaged' ? '✘' : '•'} ${file}`, ...lines].join('\n')
}

/** A log that cannot be opened, in words; what is none of the user's doing stays as it is. */
export const openFailure = (file: string, error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return new Failure(`✘ no such file   ${file}`)
  if (code === 'EACCES') return new Failure(`✘ may not be read by this account   ${file}`)
  return error
}

/** Reads one file for a command: what cannot be opened is a failure that names it. */
const readLogOrFail = async (...[file, sink]: Parameters<typeof readLog>): Promise<LogFileOutcome> => {
  try {
    return await readLog(file, sink)
  } catch (error) {
    throw openFailure(file, error)
  }
}

/** Settles when the stream takes more, or nothing any more: that its reader has left is no failure, which `once` would make of it. */
const untilTaken = (stream: Writable): Promise<void> =>
  new Promise(resolve => {
    const settle = (): void => {
      stream.off('drain', settle).off('close', settle).off('error', settle)
      resolve()
    }
    stream.on('drain', settle).on('close', settle).on('error', settle)
  })

/** Prints until the reader of standard output has enough. */
const jsonLinePrinter = (names: ReadonlySet<string> | undefined, limit: number) => {
  let printed = 0
  let isClosed = false
  process.stdout.once('error', () => {
    isClosed = true
  })
  return {
    row: (row: LogRow): void => {
      if (printed >= limit || isClosed) return
      const values = cellValues(row)
      const chosen =
        names === undefined ? values : Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)))
      process.stdout.write(`${JSON.stringify(chosen)}\n`)
      printed++
    },
    afterChunk: async (): Promise<'stop' | void> => {
      if (printed >= limit || isClosed) return 'stop'
      if (process.stdout.writableNeedDrain) await untilTaken(process.stdout)
    },
  }
}

/** `understudy logs read`. Out: exit status, 1 when a file is damaged or rows were skipped. */
export const readLogs = async (
  files: readonly string[],
  { fields, limit }: { readonly fields?: string; readonly limit?: string },
): Promise<0 | 1> => {
  const names = fieldNames(fields)
  const most = limit === undefined ? Infinity : wholeNumber('--limit', limit, 0, Number.MAX_SAFE_INTEGER)
  const printer = jsonLinePrinter(names, most)
  let status: 0 | 1 = 0
  for (const file of files) {
    const outcome = await readLogOrFail(file, printer)
    const trouble = troubleIn(file, outcome)
    if (trouble !== undefined) say(styled('yellow', trouble))
    if (outcome.kind === 'damaged' || Object.keys(outcome.counts.skipped).length > 0) status = 1
  }
  return status
}

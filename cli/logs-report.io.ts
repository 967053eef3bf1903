import { rename, rm, writeFile } from 'node:fs/promises'
import { styleText } from 'node:util'
import { namedRatios } from '../access-log/hit-ratio.ts'
import { bytesText } from '../report/number-text.ts'
import { reportPage } from '../report/pages.io.ts'
import type { ReportData } from '../report/report-data.ts'
import { terminalSummary, type Paint } from '../report/terminal/terminal-summary.ts'
import { Failure } from './failure.ts'
import { isoTime } from './iso-time.ts'
import { withLogStore } from './open-log-store.io.ts'
import { readReportData } from './read-report-data.io.ts'
import type { TimeRange } from './report-queries.ts'
import { say } from './terminal.io.ts'

export interface ReportCommandOptions {
  readonly store: string
  readonly html?: string
  readonly json?: boolean
  readonly from?: string
  readonly to?: string
}

/** `understudy logs report`. */
export const reportLogs = async (options: ReportCommandOptions): Promise<void> => {
  const range = timeRange(options)
  const data = await withLogStore(options.store, { readOnly: true }, store =>
    readReportData(store, { range, storeName: options.store, nowMs: Date.now() }),
  )
  if (options.html !== undefined) await writePage(options.html, reportPage(data))
  process.stdout.write(options.json === true ? reportJson(data) : terminalSummary(data, terminalWidth(), paint))
}

const timeRange = ({ from, to }: ReportCommandOptions): TimeRange => {
  const fromMs = from === undefined ? undefined : isoTime('--from', from)
  const toMs = to === undefined ? undefined : isoTime('--to', to)
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs)
    throw new Failure(`✘ --from ${from} is not before --to ${to}\n  → --to is the first moment that is left out`, 2)
  return { fromMs, toMs }
}

/** Everything the page shows, and the six ratios of the whole period by name (cloudfront-logs 6.3). */
const reportJson = (data: ReportData): string => {
  const ratios = data.observed === undefined ? {} : namedRatios(data.observed.timeline.totals)
  return `${JSON.stringify({ ...data, ratios })}\n`
}

const WIDTH_IN_A_PIPE = 100

const terminalWidth = (): number => process.stdout.columns ?? WIDTH_IN_A_PIPE

/** The summary is data on stdout, so its colours go by what stdout is. */
const paint: Paint = (style, text) =>
  process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? styleText(style, text) : text

/** The page is complete or not there: an earlier report stays when this one cannot be written. */
const writePage = async (file: string, page: string): Promise<void> => {
  const unfinished = `${file}.unfinished`
  try {
    await writeFile(unfinished, page)
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    throw writeFailure(file, error)
  }
  say(`✔ ${file}, ${bytesText(Buffer.byteLength(page))}; it needs no network`)
}

const WHY_NOT: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  EROFS: 'this account may not write there',
  ENOSPC: 'the disk is full',
}

const writeFailure = (file: string, error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = WHY_NOT[code]
  return why === undefined
    ? error
    : new Failure(`✘ the report cannot be written, ${why}   ${file}\n  → name another file with --html`)
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { LogScanner } from '../access-log/log-scanner.ts'
import type { AccessLogRecord } from '../access-log/access-log-record.ts'
import { sampleRecord } from '../access-log/sample-record.test-data.ts'
import { v1Header, v1Row } from '../access-log/write-v1.ts'
import { v2Header, v2Row } from '../access-log/write-v2.ts'
import type { RequestRow } from './columns.ts'
import { ingestFiles } from './ingest-files.io.ts'
import { requestRows, type RequestRowOptions } from './request-row.ts'
import { openStore, type OpenStore } from './store.io.ts'

/** A folder that is gone after the test. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-ingest-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An empty store, closed after the test. */
export const temporaryStore = async (folder = join(temporaryFolder(), 'store')): Promise<OpenStore> => {
  const store = await openStore(folder)
  onTestFinished(() => store.close())
  return store
}

/** What a row says that is not the sample's. */
export type RecordPart = Partial<AccessLogRecord>

export const v1Log = (parts: readonly RecordPart[]): string =>
  v1Header() + parts.map(part => `${v1Row({ ...sampleRecord(), ...part })}\n`).join('')

export const v2Log = (parts: readonly RecordPart[]): string =>
  v2Header() + parts.map(part => `${v2Row({ ...sampleRecord(), ...part })}\n`).join('')

/** Writes a file. Out: its path. */
export const file = (folder: string, name: string, content: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** The rows of a text, as they are ingested. */
export const rowsOf = (log: string, options: Partial<RequestRowOptions> = {}): RequestRow[] => {
  const requestRow = requestRows({ keptParameters: new Set(), clientKeyOf: () => 'key', ...options })
  const rows: RequestRow[] = []
  const scanner = new LogScanner(row => rows.push(requestRow(row)))
  scanner.push(Buffer.from(log, 'latin1'))
  scanner.end(true)
  return rows
}

/** End of the response of every row. */
export const ended = Date.UTC(2027, 5, 11, 18, 30)
/** A day later: nothing is out of range. */
const NOW = ended + 86_400_000

/** Rows that differ in their request ids alone. */
export const parts = (count: number, from = 0): RecordPart[] =>
  Array.from({ length: count }, (_, i) => ({ endedAt: ended, requestId: `id-${from + i}` }))

/** Ingests at a fixed time. Out: the summary, and the kinds of its outcomes. */
export const ingest = async (store: OpenStore, ...paths: string[]) => {
  const summary = await ingestFiles(store, paths, undefined, { now: () => NOW })
  return { ...summary, kinds: summary.outcomes.map(({ kind }) => kind) }
}

/** Rows that the views see, and the request ids among them. */
export const count = async (store: OpenStore): Promise<unknown> => {
  const [row] = await store.query('SELECT count(*) AS rows, count(DISTINCT request_id) AS ids FROM requests')
  return row
}

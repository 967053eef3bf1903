import { FIELD } from '../access-log/fields.ts'
import { readLogFile } from '../access-log/read-log.io.ts'
import { median } from './median.ts'

/**
 * `node dist/bench/scan-log.io.js LOG [rounds]`: the typed scan of one log (per minute: rows, hits, bytes, seconds taken) by our reader and
 * by DuckDB's `read_csv` on one thread, in turn. Both must give the same answer. Run it with `taskset -c 0` to hold decompression,
 * which the reader leaves to another thread, on the same core.
 */

const MINUTE_MS = 60_000
const V1_LINES_BEFORE_ROWS = 2

interface Minute {
  rows: number
  hits: number
  bytes: number
  takenMs: number
}

const ownScan = async (file: string): Promise<Map<number, Minute>> => {
  const minutes = new Map<number, Minute>()
  let minute: Minute = { rows: 0, hits: 0, bytes: 0, takenMs: 0 }
  let current = Number.NaN
  const { 'x-edge-result-type': resultType, 'sc-bytes': sentBytes, 'time-taken': timeTaken } = FIELD
  await readLogFile(file, {
    row: row => {
      const start = Math.floor(row.endedAtMs / MINUTE_MS)
      if (start !== current) {
        current = start
        minute = minutes.get(start) ?? { rows: 0, hits: 0, bytes: 0, takenMs: 0 }
        minutes.set(start, minute)
      }
      minute.rows++
      if (row.text(resultType) === 'Hit') minute.hits++
      minute.bytes += row.integer(sentBytes) ?? 0
      minute.takenMs += row.milliseconds(timeTaken) ?? 0
    },
  })
  return minutes
}

const TYPES: Readonly<Record<string, string>> = {
  date: 'DATE',
  time: 'TIME',
  integer: 'BIGINT',
  status: 'VARCHAR',
  seconds: 'DOUBLE',
}

const duckDbScan = async (file: string): Promise<Map<number, Minute>> => {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const { V1_FIELDS } = await import('../access-log/fields.ts')
  const columns = V1_FIELDS.map(({ name, type }) => `'${name}': '${TYPES[type] ?? 'VARCHAR'}'`).join(', ')
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(
    `SELECT epoch(date_trunc('minute', "date" + "time")) / 60, count(*), count_if("x-edge-result-type" = 'Hit'), sum("sc-bytes")::DOUBLE, sum("time-taken") * 1000
     FROM read_csv($1, auto_detect = false, delim = '\t', header = false, skip = ${V1_LINES_BEFORE_ROWS}, quote = '', escape = '', nullstr = '-',
     null_padding = true, columns = {${columns}}) GROUP BY 1`,
    [file],
  )
  const minutes = new Map(
    reader
      .getRows()
      .map(([minute, rows, hits, bytes, takenMs]) => [
        Number(minute),
        { rows: Number(rows), hits: Number(hits), bytes: Number(bytes), takenMs: Math.round(Number(takenMs)) },
      ]),
  )
  connection.closeSync()
  instance.closeSync()
  return minutes
}

const timed = async (scan: (file: string) => Promise<Map<number, Minute>>, file: string) => {
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const minutes = await scan(file)
  const { user, system } = process.cpuUsage(cpuBefore)
  return { minutes, wallS: (performance.now() - startedAt) / 1_000, cpuS: (user + system) / 1_000_000 }
}

const [file = '', rounds = '5'] = process.argv.slice(2)
const own: { wallS: number; cpuS: number }[] = []
const duckDb: { wallS: number; cpuS: number }[] = []
let rows = 0
for (let round = 0; round < Number(rounds); round++) {
  const ours = await timed(ownScan, file)
  const theirs = await timed(duckDbScan, file)
  const sorted = (minutes: Map<number, Minute>): string => JSON.stringify([...minutes].toSorted(([a], [b]) => a - b))
  if (sorted(ours.minutes) !== sorted(theirs.minutes)) throw new Error('the two scans do not agree')
  rows = [...ours.minutes.values()].reduce((sum, minute) => sum + minute.rows, 0)
  own.push(ours)
  duckDb.push(theirs)
}
const [ownWall, duckWall] = [own, duckDb].map(runs => median(runs.map(({ wallS }) => wallS))) as [number, number]
const [ownCpu, duckCpu] = [own, duckDb].map(runs => median(runs.map(({ cpuS }) => cpuS))) as [number, number]
console.log(`${rows} rows, ${own.length} rounds, medians
own reader        ${ownWall.toFixed(2)} s wall  ${ownCpu.toFixed(2)} s CPU  ${Math.round(rows / ownWall)} rows/s
DuckDB read_csv   ${duckWall.toFixed(2)} s wall  ${duckCpu.toFixed(2)} s CPU  ${Math.round(rows / duckWall)} rows/s
speed against DuckDB: ${(duckWall / ownWall).toFixed(2)} by wall, ${(duckCpu / ownCpu).toFixed(2)} by CPU`)

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { V1_FIELDS } from '../access-log/fields.ts'
import { ingestFiles } from '../ingest/ingest-files.io.ts'
import { openStore } from '../ingest/store.io.ts'
import { median } from './median.ts'

/**
 * `node dist/bench/ingest.io.js LOG [rounds]`: one log of v1 into a store by `logs ingest`, and into one Parquet file by DuckDB's
 * `read_csv` on one thread, in turn. Ours decodes, derives, takes out personal data and splits by hour; DuckDB copies cells. Both must
 * have the same rows and bytes.
 */

const V1_LINES_BEFORE_ROWS = 2

interface Content {
  readonly rows: number
  readonly bytes: number
}

const [file = '', rounds = '3'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'understudy-bench-ingest-'))

const ownIngest = async (): Promise<Content> => {
  const store = await openStore(join(folder, 'store'))
  const { outcomes } = await ingestFiles(store, [file])
  if (outcomes[0]?.kind !== 'ingested') throw new Error(JSON.stringify(outcomes))
  const [content] = await store.query<Content>('SELECT count(*) AS rows, sum(bytes_out)::BIGINT AS bytes FROM requests')
  store.close()
  rmSync(join(folder, 'store'), { recursive: true })
  if (content === undefined) throw new Error('no answer')
  return content
}

const duckDbCopy = async (): Promise<Content> => {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const columns = V1_FIELDS.map(({ name }) => `'${name}': 'VARCHAR'`).join(', ')
  const parquet = join(folder, 'copy.parquet')
  await connection.run(
    `COPY (SELECT * FROM read_csv($1, auto_detect = false, delim = '\t', header = false, skip = ${V1_LINES_BEFORE_ROWS}, quote = '',
     escape = '', nullstr = '-', null_padding = true, columns = {${columns}})) TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`,
    [file],
  )
  const [[rows, bytes] = []] = (
    await connection.runAndReadAll(`SELECT count(*), sum("sc-bytes"::BIGINT)::DOUBLE FROM '${parquet}'`)
  ).getRows()
  connection.closeSync()
  instance.closeSync()
  return { rows: Number(rows), bytes: Number(bytes) }
}

const timed = async (work: () => Promise<Content>) => {
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const content = await work()
  const { user, system } = process.cpuUsage(cpuBefore)
  return { content, wallS: (performance.now() - startedAt) / 1_000, cpuS: (user + system) / 1_000_000 }
}

type Run = Awaited<ReturnType<typeof timed>>

const medianOf = (runs: readonly Run[], of: 'wallS' | 'cpuS'): number => median(runs.map(run => run[of]))

const own: Run[] = []
const duckDb: Run[] = []
for (let round = 0; round < Number(rounds); round++) {
  own.push(await timed(ownIngest))
  duckDb.push(await timed(duckDbCopy))
  const contents = [own.at(-1)?.content, duckDb.at(-1)?.content].map(content => JSON.stringify(content))
  if (contents[0] !== contents[1]) throw new Error(`the two do not agree: ${contents.join(', ')}`)
}
rmSync(folder, { recursive: true })

const rows = own[0]?.content.rows ?? 0
const line = (name: string, runs: readonly Run[]): string =>
  `${name.padEnd(18)}${medianOf(runs, 'wallS').toFixed(2)} s wall  ${medianOf(runs, 'cpuS').toFixed(2)} s CPU  ${Math.round(rows / medianOf(runs, 'wallS'))} rows/s`
console.log(`${rows} rows, ${own.length} rounds, medians
${line('logs ingest', own)}
${line('DuckDB read_csv', duckDb)}
time against DuckDB: ${(medianOf(own, 'wallS') / medianOf(duckDb, 'wallS')).toFixed(2)} by wall, ${(medianOf(own, 'cpuS') / medianOf(duckDb, 'cpuS')).toFixed(2)} by CPU
peak memory of the process: ${Math.round(process.resourceUsage().maxRSS / 1_024)} MiB`)

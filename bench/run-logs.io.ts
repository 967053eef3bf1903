import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `npm run bench:logs [-- ROWS]`: a generated evening, and in turn the typed scan, the ingestion and the replay of it, each against the
 * peer that its file names. On one core where `taskset` is there, so that decompression counts.
 */
const FOLDER = '.understudy/bench'
const [rows = '1000000'] = process.argv.slice(2)
const evening = join(FOLDER, `evening-${rows}.log.gz`)
const here = (...path: readonly string[]): string => join(import.meta.dirname, ...path)

const run = (command: string, ...args: readonly string[]): void => {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const hasTaskset = spawnSync('taskset', ['--version']).status === 0
/** In a process of its own: what one measurement leaves on the heap is no matter of the next. */
const bench = (title: string, script: string, ...flags: readonly string[]): void => {
  console.log(`\n${title}`)
  const command = [process.execPath, ...flags, here(script), evening]
  if (hasTaskset) run('taskset', '-c', '0', ...command)
  else run(process.execPath, ...command.slice(1))
}

mkdirSync(FOLDER, { recursive: true })
if (!existsSync(evening))
  run(process.execPath, here('..', 'cli', 'understudy.js'), 'capture', 'generate', '--rows', rows, '-o', evening)
bench('typed scan', 'scan-log.io.js')
bench('ingestion', 'ingest.io.js')
// As `understudy replay` runs (cli/young-heap.io.ts).
bench('replay', 'replay.io.js', '--max-semi-space-size=64')

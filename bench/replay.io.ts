import { LRUCache } from 'lru-cache'
import { FIELD } from '../access-log/fields.ts'
import { readLogFile } from '../access-log/read-log.io.ts'
import { loadTemplateFile } from '../distribution/load-template.io.ts'
import type { Distribution } from '../distribution/model.ts'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { orderOfStarts } from '../replay/capture/order-of-starts.ts'
import { DEFAULT_FLAG_NAMES } from '../replay/flag-variant.ts'
import { originModelOf } from '../replay/origin/origin-model.ts'
import { readCapture } from '../replay/read-capture.io.ts'
import { runReplay } from '../replay/run-replay.ts'
import { median } from './median.ts'

/**
 * `node dist/bench/replay.io.js LOG [rounds]`: the replay of a log through the packaged distribution, in rows a second of CPU, in turn with
 * the same without its functions, the reading alone, and as a peer the least that could be called a replay: one least-recently-used cache
 * over the joined key with a lifetime of five seconds, no functions, no tiers, no waiting.
 */

const CAPACITY_BYTES = 1e12
const PEER_LIFETIME_MS = 5_000

const withoutFunctions = (distribution: Distribution): Distribution => ({
  ...distribution,
  behaviors: distribution.behaviors.map(behavior => ({ ...behavior, functions: {} })),
})

const replay = async (file: string, distribution: Distribution): Promise<number> => {
  const { capture } = await readCapture([file])
  const starts = orderOfStarts(capture)
  runReplay({
    capture,
    starts,
    distribution,
    originModel: originModelOf(capture, []),
    keyValueStores: new Map(),
    tierCapacityBytes: CAPACITY_BYTES,
    flagNames: DEFAULT_FLAG_NAMES,
  })
  return capture.count
}

const peer = async (file: string): Promise<number> => {
  const cache = new LRUCache<string, number>({ max: 1_000_000 })
  let rows = 0
  await readLogFile(file, {
    row: row => {
      rows++
      const key = [
        row.text(FIELD['x-edge-location']),
        row.text(FIELD['x-host-header']),
        row.text(FIELD['cs-uri-stem']),
        row.text(FIELD['cs-uri-query']),
        row.text(FIELD['cs(Cookie)']),
      ].join('\n')
      const expiresAt = cache.get(key)
      if (expiresAt === undefined || expiresAt <= row.endedAtMs) cache.set(key, row.endedAtMs + PEER_LIFETIME_MS)
    },
  })
  return rows
}

const { distributions } = await loadTemplateFile(PACKAGED_TEMPLATE, { parameters: {} })
const [distribution] = distributions
if (distribution === undefined) throw new Error(`${PACKAGED_TEMPLATE} does not load; npm run package`)

const CASES: readonly (readonly [name: string, run: (file: string) => Promise<number>])[] = [
  ['peer: one LRU over the joined key', peer],
  ['reading alone', async file => (await readCapture([file])).capture.count],
  ['replay without functions', file => replay(file, withoutFunctions(distribution))],
  ['replay', file => replay(file, distribution)],
]

const [file = '', rounds = '3'] = process.argv.slice(2)
const seen = new Map<string, { cpuS: number; wallS: number; rows: number }[]>(CASES.map(([name]) => [name, []]))
for (let round = 0; round < Number(rounds); round++)
  for (const [name, run] of CASES) {
    const cpuBefore = process.cpuUsage()
    const startedAt = performance.now()
    const rows = await run(file)
    const { user, system } = process.cpuUsage(cpuBefore)
    seen.get(name)?.push({ cpuS: (user + system) / 1e6, wallS: (performance.now() - startedAt) / 1e3, rows })
  }
let peerRate = Number.NaN
for (const [name, runs] of seen) {
  const rate = median(runs.map(({ rows, cpuS }) => rows / cpuS))
  if (Number.isNaN(peerRate)) peerRate = rate
  const wall = median(runs.map(({ rows, wallS }) => rows / wallS))
  console.log(
    `${name.padEnd(36)} ${Math.round(rate).toLocaleString('en-US').padStart(10)} rows a CPU second  ${Math.round(wall).toLocaleString('en-US').padStart(10)} rows a second  × ${(rate / peerRate).toFixed(2)}`,
  )
}
console.log(`${Math.round(process.memoryUsage().rss / 1e6)} MB at the end`)

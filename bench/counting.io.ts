import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HeaderList } from '../http/header-list.ts'
import { BUILT_FUNCTION, CALLS_PER_ROUND, context, headersWith, runnerOf } from './function-bench.ts'
import { median } from './median.ts'

// What it costs a call of the built viewer-request function that steps and memory are counted: microseconds of processor time, each
// sample in a process of its own, in turns. In one process the first realm to run is the faster one, whichever it is.

const SAMPLES = 15
const ROUNDS = 6
const VARIANTS = ['counted', 'uncounted'] as const

/** The least of some rounds, as all else that the machine does adds to it. */
const measure = (counts: boolean): number => {
  const runner = runnerOf(readFileSync(BUILT_FUNCTION, 'utf8'), { counts })
  const headers = HeaderList.fromRaw(headersWith('featureFlipping=site:v5; session=abcdef0123456789; consent=1'))
  const request = { method: 'GET', uri: '/programme/live', queryString: 'a=1&b=2', headers }
  const round = (): number => {
    const { user, system } = process.cpuUsage()
    for (let n = 0; n < CALLS_PER_ROUND; n++) runner.viewerRequest(context, request)
    const after = process.cpuUsage()
    return (after.user + after.system - user - system) / CALLS_PER_ROUND
  }
  round()
  return Math.min(...Array.from({ length: ROUNDS }, round))
}

const compare = (): void => {
  const times = { counted: [] as number[], uncounted: [] as number[] }
  for (let sample = 0; sample < SAMPLES; sample++)
    for (const variant of VARIANTS) {
      const { stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), variant], { encoding: 'utf8' })
      times[variant].push(Number(stdout))
    }
  const [counted, uncounted] = VARIANTS.map(variant => median(times[variant]))
  if (counted === undefined || uncounted === undefined) return
  const share = (counted / uncounted - 1) * 100
  const least = (Math.min(...times.counted) / Math.min(...times.uncounted) - 1) * 100
  console.log(
    `built viewer-request: ${counted.toFixed(2)} µs a call, ${uncounted.toFixed(2)} µs without counting: ` +
      `counting takes ${share.toFixed(1)} % (${least.toFixed(1)} % of the least disturbed)`,
  )
}

const [, , variant] = process.argv
if (variant === undefined) compare()
else console.log(measure(variant === 'counted'))

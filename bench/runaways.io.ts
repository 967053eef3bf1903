import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { loadTemplateFile } from '../distribution/load-template.io.ts'
import type { CacheBehavior, CloudFrontFunction, Distribution } from '../distribution/model.ts'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { createStage } from '../pop/stage.io.ts'

/** One of each kind of function without end or measure. */
const RUNAWAYS: Readonly<Record<string, string>> = {
  loop: 'for (;;);',
  recursion: 'var f = function (n) { return f(n - 1) + f(n - 2) }; f(90)',
  backtracking: `/^(?=a)(a+)+$/.test('a'.repeat(40) + '!')`,
  memory: 'var all = []; for (;;) all.push({ text: "x" + all.length })',
  text: `var s = 'abc'; for (;;) s += s`,
  holes: 'var a = []; a.length = 4294967295; a.reverse()',
}
const CONNECTIONS = 32
/** Of each connection: 3,200 requests a second, a fifth of what the stage can do, and none waits for another. */
const PERIOD_MS = 10

const functionOf = (name: string, body: string): CloudFrontFunction => ({
  logicalId: name,
  name,
  runtime: 'cloudfront-js-2.0',
  code: `function handler(event) { ${body}; return { statusCode: 200, headers: {}, body: 'well' } }`,
  keyValueStore: undefined,
  place: { file: 'bench.js' },
})

const withRunaways = (distribution: Distribution): Distribution => {
  const base = distribution.behaviors.at(-1)
  if (base === undefined) throw new Error('the packaged template has no behaviour')
  const named = (name: string, body: string): CacheBehavior => ({
    ...base,
    pathPattern: `/${name}`,
    functions: { 'viewer-request': functionOf(name, body) },
  })
  const behaviors = Object.entries(RUNAWAYS).map(([name, body]) => named(name, body))
  return {
    ...distribution,
    // A page for an error comes from an origin, and there is none.
    errorResponses: new Map(),
    behaviors: [...behaviors, { ...base, functions: { 'viewer-request': functionOf('well', '') } }],
  }
}

interface Load {
  readonly answers: number
  readonly p50Ms: number
  readonly p99Ms: number
}

interface LoadOptions {
  readonly path?: string
  readonly connections?: number
  /** Of each connection; 0: the next request follows the answer. */
  readonly periodMs?: number
}

/** The load comes from another process: it is not held up by what it measures, and does not hold up either. */
const loadFor = async (
  port: number,
  seconds: number,
  { path = '/', connections = CONNECTIONS, periodMs = PERIOD_MS }: LoadOptions = {},
): Promise<Load> => {
  const file = fileURLToPath(new URL('./load.io.js', import.meta.url))
  const values = [port, connections, seconds, 0, '{}', path, periodMs].map(String)
  const child = spawn(process.execPath, [file, ...values])
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await once(child, 'close')
  return JSON.parse(text)
}

/** How long a runaway took to fail, in milliseconds. */
const failureOf = async (url: string): Promise<number> => {
  const startedAt = performance.now()
  const response = await fetch(url)
  const text = await response.text()
  if (response.status !== 503) throw new Error(`a runaway answered ${response.status}: ${text}`)
  return performance.now() - startedAt
}

const inMs = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 1)} ms`

/** The others, while a path is asked for on one connection of its own: both loads. */
const beside = async (port: number, seconds: number, path: string, periodMs: number): Promise<readonly [Load, Load]> =>
  Promise.all([loadFor(port, seconds), loadFor(port, seconds, { path, connections: 1, periodMs })])

const RARE_PERIOD_MS = 1_000
/** Times as long as the rest: a function that keeps running over time is throttled after five runs, for a minute (decision 023). */
const RARE_TIMES = 4

/** Prints the latency of other requests: alone, beside a runaway of each kind, and beside as many requests for a function that is well. */
export const benchRunaways = async (seconds: number): Promise<void> => {
  const { distributions, problems } = await loadTemplateFile(PACKAGED_TEMPLATE, { parameters: {} })
  const [distribution] = distributions
  if (distribution === undefined) throw new Error(`the packaged template does not load: ${JSON.stringify(problems)}`)
  const stage = createStage({ distributions: [withRunaways(distribution)], origins: new Map() })
  const { port, url } = await stage.listen(0)
  try {
    await loadFor(port, 1)
    for (const name of Object.keys(RUNAWAYS)) {
      const path = `/${name}`
      console.log(`${name}: fails after ${inMs(await failureOf(new URL(path, url).href))} at its first call`)
      const alone = await loadFor(port, seconds)
      const [besideRare, rare] = await beside(port, seconds * RARE_TIMES, path, RARE_PERIOD_MS)
      console.log(
        `  once a second: after ${inMs(rare.p50Ms)}; other requests p99 ${inMs(besideRare.p99Ms)}, ` +
          `${(besideRare.p99Ms / alone.p99Ms).toFixed(2)} times that without (${inMs(alone.p99Ms)})`,
      )
      const [besideWell] = await beside(port, seconds, '/', 0)
      const [besideFlood, flood] = await beside(port, seconds, path, 0)
      console.log(
        `  without a pause (${flood.answers}): after ${inMs(flood.p50Ms)}; other requests p99 ${inMs(besideFlood.p99Ms)}, ` +
          `${(besideFlood.p99Ms / besideWell.p99Ms).toFixed(2)} times that beside a function that is well (${inMs(besideWell.p99Ms)})`,
      )
    }
  } finally {
    await stage.close()
  }
}

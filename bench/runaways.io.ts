import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { loadTemplateFile } from '../distribution/load-template.io.ts'
import type { CacheBehavior, CloudFrontFunction, Distribution } from '../distribution/model.ts'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { createStage } from '../pop/stage.io.ts'
import { median } from './median.ts'

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

/** The load comes from another process, so that it is not held up by what it measures. */
const loadFor = async (port: number, seconds: number): Promise<Load> => {
  const file = fileURLToPath(new URL('./load.io.js', import.meta.url))
  const values = [port, CONNECTIONS, seconds, 0, '{}', '/', PERIOD_MS].map(String)
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

interface Asking {
  readonly name: string
  /** Milliseconds between two requests; 0: the next follows the answer. */
  readonly pauseMs: number
}

/** How often a runaway is asked for beside the others. */
const ASKINGS: readonly Asking[] = [
  { name: 'once a second', pauseMs: 1_000 },
  { name: 'without a pause', pauseMs: 0 },
]

/** Asks for a runaway until it is stopped; gives how long each took. */
const askingFor = (url: string, pauseMs: number): { readonly stop: () => Promise<readonly number[]> } => {
  const end = new AbortController()
  const asked = (async () => {
    const times: number[] = []
    while (!end.signal.aborted) {
      times.push(await failureOf(url))
      await setTimeout(pauseMs, undefined, { signal: end.signal }).catch(() => {})
    }
    return times
  })()
  return {
    stop: () => {
      end.abort()
      return asked
    },
  }
}

const inMs = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 1)} ms`

/** Prints the latency of other requests, alone and beside a runaway of each kind, in turns. */
export const benchRunaways = async (seconds: number): Promise<void> => {
  const { distributions, problems } = await loadTemplateFile(PACKAGED_TEMPLATE, { parameters: {} })
  const [distribution] = distributions
  if (distribution === undefined) throw new Error(`the packaged template does not load: ${JSON.stringify(problems)}`)
  const stage = createStage({ distributions: [withRunaways(distribution)], origins: new Map() })
  const { port, url } = await stage.listen(0)
  try {
    await loadFor(port, 1)
    for (const name of Object.keys(RUNAWAYS)) {
      const runaway = new URL(name, url).href
      const firstMs = await failureOf(runaway)
      console.log(`${name}: fails after ${inMs(firstMs)} at its first call`)
      for (const asking of ASKINGS) {
        const alone = await loadFor(port, seconds)
        const asked = askingFor(runaway, asking.pauseMs)
        const beside = await loadFor(port, seconds)
        const times = await asked.stop()
        console.log(
          `  ${asking.name} (${times.length}): after ${inMs(median(times))}, at most ${inMs(Math.max(...times))}; ` +
            `other requests p99 ${inMs(beside.p99Ms)}, ${(beside.p99Ms / alone.p99Ms).toFixed(2)} times that without (${inMs(alone.p99Ms)})`,
        )
      }
    }
  } finally {
    await stage.close()
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
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
const RUNAWAYS_A_SECOND = 1
const CONNECTIONS = 4

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
  const child = spawn(process.execPath, [file, String(port), String(CONNECTIONS), String(seconds), '0', '{}'])
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await once(child, 'close')
  return JSON.parse(text)
}

/** Asks for a runaway every so often; gives how long each took, in milliseconds. */
const askingFor = (url: string): { readonly stop: () => Promise<readonly number[]> } => {
  const times: Promise<number>[] = []
  const timed = async (): Promise<number> => {
    const startedAt = performance.now()
    const response = await fetch(url)
    await response.arrayBuffer()
    if (response.status !== 503) throw new Error(`a runaway answered ${response.status}`)
    return performance.now() - startedAt
  }
  const timer = setInterval(() => times.push(timed()), 1_000 / RUNAWAYS_A_SECOND)
  return {
    stop: () => {
      clearInterval(timer)
      return Promise.all(times)
    },
  }
}

/** Prints the latency of other requests, alone and beside a runaway of each kind. */
export const benchRunaways = async (seconds: number): Promise<void> => {
  const { distributions, problems } = await loadTemplateFile(PACKAGED_TEMPLATE, { parameters: {} })
  const [distribution] = distributions
  if (distribution === undefined) throw new Error(`the packaged template does not load: ${JSON.stringify(problems)}`)
  const stage = createStage({ distributions: [withRunaways(distribution)], origins: new Map() })
  const { port, url } = await stage.listen(0)
  try {
    await loadFor(port, 1)
    const alone = await loadFor(port, seconds)
    console.log(`other requests alone: p50 ${alone.p50Ms.toFixed(2)} ms, p99 ${alone.p99Ms.toFixed(2)} ms`)
    for (const name of Object.keys(RUNAWAYS)) {
      const asking = askingFor(new URL(name, url).href)
      const beside = await loadFor(port, seconds)
      const times = await asking.stop()
      const ratio = (beside.p99Ms / alone.p99Ms).toFixed(2)
      const longest = Math.max(...times).toFixed(1)
      console.log(
        `beside ${name}: p99 ${beside.p99Ms.toFixed(2)} ms, ratio ${ratio}; the runaway fails after ${median(times).toFixed(1)} ms (at most ${longest})`,
      )
    }
  } finally {
    await stage.close()
  }
}

import { spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import type { ServerKind } from './child-server.io.ts'
import { median } from './median.ts'
import { findMiniflare } from './miniflare-server.io.ts'

/**
 * The serving path against a bare `node:http` server that answers the same bytes, and the way to the origin against a bare reverse proxy: server on one core, load on another, all servers in
 * turn, in several rounds. CPU time per request is the figure to trust; requests a second suffer from whatever else the machine does.
 */

interface Row {
  readonly label: string
  readonly kind: ServerKind
  /** Every request has a cookie of its own, so that no answer of a function can be remembered. */
  readonly varied?: boolean
  /** What it is measured against. */
  readonly against: 'bare' | 'proxy'
  /** `%n` stands for the number of the request. */
  readonly path?: string
  /** Requests before it is measured. */
  readonly warmRequests?: number
}

/** By requests, not by time: on a busy machine a second warms nothing. */
const WARM_REQUESTS = 10_000
/** Of 13 KB: half as much again as a tier holds. */
const FILLING_REQUESTS = 30_000

const MISSED = { against: 'proxy', path: '/?n=%n' } as const

const ROWS: readonly Row[] = [
  { label: 'bare node:http, the same bytes', kind: 'bare', against: 'bare' },
  { label: 'cache hit, no function', kind: 'hit', against: 'bare' },
  { label: 'cache hit, viewer-request', kind: 'hit-viewer-request', against: 'bare' },
  { label: 'the same, every viewer another cookie', kind: 'hit-viewer-request', varied: true, against: 'bare' },
  { label: 'cache hit, viewer-request, access log', kind: 'hit-viewer-request-log', against: 'bare' },
  { label: 'cache hit, both viewer functions', kind: 'hit-both-functions', against: 'bare' },
  { label: 'Miniflare, hit of its Cache API', kind: 'miniflare', against: 'bare' },
  { label: 'bare reverse proxy, node:http', kind: 'proxy', ...MISSED },
  { label: 'cache miss, stored, the tiers filling', kind: 'miss', ...MISSED },
  { label: 'cache miss, stored, the tiers full', kind: 'miss', ...MISSED, warmRequests: FILLING_REQUESTS },
  { label: 'caching disabled', kind: 'pass', ...MISSED },
]
const baseOf = ({ against }: Row): Row | undefined => ROWS.find(({ kind }) => kind === against)

const VIEWER_HEADERS = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  accept: 'text/html,application/xhtml+xml',
  'accept-encoding': 'gzip, deflate, br',
  'accept-language': 'en-GB,en;q=0.9',
  cookie: 'sid=0123456789abcdef; featureFlipping=site:v5; lang=en',
}

const hasTaskset = ((): boolean => {
  try {
    execFileSync('taskset', ['-c', '0', 'true'])
    return true
  } catch {
    return false
  }
})()

const pinned = (core: number, args: readonly string[]): [string, string[]] =>
  hasTaskset ? ['taskset', ['-c', String(core), process.execPath, ...args]] : [process.execPath, [...args]]

const scriptBeside = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

interface Page {
  readonly headers: string[]
  readonly bodyBase64: string
}

interface Setting {
  readonly originUrl: string
  readonly folder: string
  readonly page: Page
}

const nextMessage = async (child: ChildProcess): Promise<Record<string, number>> => {
  const [message] = (await once(child, 'message')) as [Record<string, number>]
  return message
}

const startServer = async (
  kind: ServerKind,
  { originUrl, folder, page }: Setting,
): Promise<{ child: ChildProcess; port: number }> => {
  const [command, args] = pinned(0, [scriptBeside('child-server.io.js')])
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.send({
    kind,
    template: PACKAGED_TEMPLATE,
    originUrl,
    bucketFolder: folder,
    logFile: join(folder, 'access.log'),
    ...page,
  })
  const { port = 0 } = await nextMessage(child)
  return { child, port }
}

interface LoadFigures {
  readonly answers: number
  readonly failures: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
}

const load = async (
  port: number,
  connections: number,
  seconds: number,
  { requests = 0, varied = false, path = '/' } = {},
): Promise<LoadFigures> => {
  const [command, args] = pinned(1, [
    scriptBeside('load.io.js'),
    String(port),
    String(connections),
    String(seconds),
    String(requests),
    JSON.stringify(varied ? { ...VIEWER_HEADERS, cookie: `${VIEWER_HEADERS.cookie}; viewer=%n` } : VIEWER_HEADERS),
    path,
  ])
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', chunk => {
    text += String(chunk)
  })
  await once(child, 'close')
  return JSON.parse(text) as LoadFigures
}

const figuresOf = async (child: ChildProcess): Promise<{ cpuMicroseconds: number; rssMegabytes: number }> => {
  const message = nextMessage(child)
  child.send('figures')
  const { cpuMicroseconds = 0, rssMegabytes = 0 } = await message
  return { cpuMicroseconds, rssMegabytes }
}

interface Sample {
  readonly cpuUs: number
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly rssMegabytes: number
}

const sample = async (
  { kind, varied = false, path = '/', warmRequests = WARM_REQUESTS }: Row,
  setting: Setting,
  seconds: number,
): Promise<Sample> => {
  const { child, port } = await startServer(kind, setting)
  await load(port, 64, 60, { requests: warmRequests, varied, path })
  const before = await figuresOf(child)
  const run = await load(port, 64, seconds, { varied, path })
  const after = await figuresOf(child)
  child.kill()
  if (run.failures > 0) throw new Error(`${kind}: ${run.failures} answers were no 200`)
  return {
    cpuUs: (after.cpuMicroseconds - before.cpuMicroseconds) / run.answers,
    requestsPerSecond: run.answers / run.seconds,
    p50Ms: run.p50Ms,
    p99Ms: run.p99Ms,
    rssMegabytes: after.rssMegabytes,
  }
}

/** Hard to compress, the same at every run; about 10 KB are left after compression at the edge. */
const pageText = (): string => {
  let text = '<!doctype html><title>bench</title>'
  for (let i = 0; text.length < 13_300; i++) text += createHash('sha256').update(String(i)).digest('base64')
  return text
}

const startOrigin = async (): Promise<{ url: string; close: () => void }> => {
  const body = Buffer.from(pageText())
  const server = createServer((_request, response) => {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': body.length,
      'cache-control': 's-maxage=3600',
      etag: '"bench"',
    })
    response.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    close: () => server.close(),
  }
}

/** What the stage answers on a hit, so that the bare server answers the same. */
const observedPage = async (setting: Setting): Promise<Page> => {
  const { request } = await import('node:http')
  const { child, port } = await startServer('hit', setting)
  const get = (): Promise<Page> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ port, host: '127.0.0.1', path: '/', headers: VIEWER_HEADERS }, response => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({ headers: response.rawHeaders, bodyBase64: Buffer.concat(chunks).toString('base64') }),
        )
      })
      outgoing.on('error', reject).end()
    })
  await get()
  const page = await get()
  child.kill()
  return page
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(46) : cell.padStart(12))).join('')

const printTable = (samples: ReadonlyMap<Row, Sample[]>): void => {
  console.log(row(['server', 'CPU us/req', '× base CPU', 'req/s', '× base req/s', 'p50 ms', 'p99 ms', 'RSS MB']))
  for (const [measured, own] of samples) {
    const base = baseOf(measured)
    const bare = (base === undefined ? undefined : samples.get(base)) ?? []
    const figure = (pick: (one: Sample) => number): number => median(own.map(pick))
    const cpuRatio = median(own.map((one, index) => (bare[index]?.cpuUs ?? 0) / one.cpuUs))
    const rateRatio = median(own.map((one, index) => one.requestsPerSecond / (bare[index]?.requestsPerSecond ?? 1)))
    console.log(
      row([
        measured.label,
        figure(one => one.cpuUs).toFixed(1),
        cpuRatio.toFixed(2),
        figure(one => one.requestsPerSecond).toFixed(0),
        rateRatio.toFixed(2),
        figure(one => one.p50Ms).toFixed(2),
        figure(one => one.p99Ms).toFixed(2),
        figure(one => one.rssMegabytes).toFixed(0),
      ]),
    )
  }
}

const printMemory = async (setting: Setting): Promise<void> => {
  const { child, port } = await startServer('hit-both-functions', setting)
  const run = await load(port, 64, 120, { requests: 200_000, varied: true })
  const { rssMegabytes } = await figuresOf(child)
  child.kill()
  console.log(`memory after ${run.answers} requests: ${rssMegabytes.toFixed(0)} MB`)
}

/** In: rounds and seconds a sample; what to measure against (default: everything). */
export const benchServing = async (rounds: number, seconds: number, against?: string): Promise<void> => {
  const asked = ROWS.filter(measured => against === undefined || measured.against === against)
  const hasPeer = process.platform === 'linux' && findMiniflare() !== undefined
  const rows = asked.filter(({ kind }) => kind !== 'miniflare' || hasPeer)
  if (rows.length < asked.length)
    console.log('Miniflare is not measured: npm install --no-save miniflare@4.20251011.0, on Linux')
  const origin = await startOrigin()
  const folder = mkdtempSync(join(tmpdir(), 'understudy-bench-'))
  try {
    const empty: Setting = { originUrl: origin.url, folder, page: { headers: [], bodyBase64: '' } }
    const setting: Setting = { ...empty, page: await observedPage(empty) }
    console.log(
      `serving ${Buffer.from(setting.page.bodyBase64, 'base64').length} bytes, 64 keep-alive connections, ${rounds} rounds of ${seconds} s${hasTaskset ? ', pinned to two cores' : ', not pinned: no taskset'}`,
    )
    const samples = new Map<Row, Sample[]>(rows.map(measured => [measured, []]))
    for (let round = 0; round < rounds; round++) {
      for (const measured of rows) samples.get(measured)?.push(await sample(measured, setting, seconds))
    }
    printTable(samples)
    if (against === undefined) await printMemory(setting)
  } finally {
    origin.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

import { Agent, createServer, request as httpRequest, type Server } from 'node:http'
import { loadTemplateFile } from '../distribution/load-template.io.ts'
import type { CacheBehavior, Distribution } from '../distribution/model.ts'
import { openAccessLog } from '../access-log/access-log-file.io.ts'
import { figuresOfChildren, findMiniflare, startMiniflare } from './miniflare-server.io.ts'
import { createStage } from '../pop/stage.io.ts'
import { accessLogRecord } from '../pop/trace/access-log-record.ts'

/** What a server under measurement is; one process each, asked for its figures over the IPC channel. */
export type ServerKind =
  | 'bare'
  | 'proxy'
  | 'miss'
  | 'pass'
  | 'hit'
  | 'hit-viewer-request'
  | 'hit-viewer-request-log'
  | 'hit-both-functions'
  | 'miniflare'

interface StartMessage {
  readonly kind: ServerKind
  readonly template: string
  readonly originUrl: string
  readonly bucketFolder: string
  readonly logFile: string
  /** What the bare server answers. */
  readonly headers: readonly string[]
  readonly bodyBase64: string
}

let hasChildren = false

const figures = (): { cpuMicroseconds: number; rssMegabytes: number } => {
  const { user, system } = process.cpuUsage()
  const children = hasChildren ? figuresOfChildren() : { cpuMicroseconds: 0, rssMegabytes: 0 }
  return {
    cpuMicroseconds: user + system + children.cpuMicroseconds,
    rssMegabytes: process.memoryUsage.rss() / 1024 / 1024 + children.rssMegabytes,
  }
}

const startPeer = async ({ bodyBase64 }: StartMessage): Promise<void> => {
  const file = findMiniflare()
  if (file === undefined) throw new Error('Miniflare is not installed')
  hasChildren = true
  process.send?.({ port: await startMiniflare(file, bodyBase64) })
}

const startBare = ({ headers, bodyBase64 }: StartMessage): void => {
  const body = Buffer.from(bodyBase64, 'base64')
  const fields: Record<string, string> = {}
  for (let i = 0; i + 1 < headers.length; i += 2) fields[headers[i] ?? ''] = headers[i + 1] ?? ''
  const server = createServer((_request, response) => {
    response.writeHead(200, fields)
    response.end(body)
  })
  listen(server)
}

const listen = (server: Server): void => {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 })
  })
}

/** A reverse proxy of a few lines: streams, kept connections, nothing decided. */
const startProxy = ({ originUrl }: StartMessage): void => {
  const { hostname, port } = new URL(originUrl)
  const agent = new Agent({ keepAlive: true })
  const server = createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request
    const outgoing = httpRequest({ agent, hostname, port, method, path: url, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    request.pipe(outgoing)
  })
  listen(server)
}

const withFunctions = (
  distribution: Distribution,
  keep: (functions: CacheBehavior['functions']) => CacheBehavior['functions'],
): Distribution => ({
  ...distribution,
  behaviors: distribution.behaviors.map(behavior => ({ ...behavior, functions: keep(behavior.functions) })),
})

const NEVER = { minTtlSeconds: 0, defaultTtlSeconds: 0, maxTtlSeconds: 0 }

/** Nothing but the way to the origin: no function, no compression; `pass` keeps nothing either. */
const withoutHelp = (distribution: Distribution, keeps: boolean): Distribution => ({
  ...distribution,
  behaviors: distribution.behaviors.map(behavior => ({
    ...behavior,
    functions: {},
    lambdas: {},
    compress: false,
    cachePolicy: { ...behavior.cachePolicy, queryStrings: { kind: 'all' }, ...(keeps ? {} : NEVER) },
  })),
})

const prepared = (distribution: Distribution, kind: ServerKind): Distribution => {
  if (kind === 'miss' || kind === 'pass') return withoutHelp(distribution, kind === 'miss')
  if (kind === 'hit') return withFunctions(distribution, () => ({}))
  if (kind === 'hit-both-functions') return distribution
  return withFunctions(distribution, functions =>
    functions['viewer-request'] === undefined ? {} : { 'viewer-request': functions['viewer-request'] },
  )
}

const startStage = async ({ kind, template, originUrl, bucketFolder, logFile }: StartMessage): Promise<void> => {
  const { distributions, problems } = await loadTemplateFile(template, { parameters: { FallbackMode: 'error-pages' } })
  const [distribution] = distributions
  if (distribution === undefined) throw new Error(`the packaged template does not load: ${JSON.stringify(problems)}`)
  const log = kind === 'hit-viewer-request-log' ? openAccessLog(logFile) : undefined
  const stage = createStage({
    distributions: [prepared(distribution, kind)],
    origins: new Map([
      ['ssr', { kind: 'url', url: new URL(originUrl) }],
      ['static', { kind: 'folder', folder: bucketFolder }],
    ]),
    ...(log === undefined ? {} : { onFinished: exchange => log.write(accessLogRecord(exchange)) }),
  })
  const { port } = await stage.listen(0)
  process.send?.({ port })
}

process.on('message', (message: StartMessage | 'figures') => {
  if (message === 'figures') process.send?.(figures())
  else if (message.kind === 'bare') startBare(message)
  else if (message.kind === 'proxy') startProxy(message)
  else if (message.kind === 'miniflare') void startPeer(message)
  else void startStage(message)
})

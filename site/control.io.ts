import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { SiteCounters } from './counters.ts'
import { parseFault } from './fault.ts'
import type { Fault, FaultRequest } from './fault.ts'

export type Controls = {
  counters: () => SiteCounters
  resetCounters: () => void
  fault: () => Fault
  setFault: (request: FaultRequest) => Promise<void>
}

type Reply = { status: number; body: unknown }

const MAX_BODY_BYTES = 10_000

const readText = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) return ''
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A foreign web page can neither send this type across origins without asking nor reach us under a host name of its own. */
const isFromHere = (request: IncomingMessage): boolean => {
  const isLoopbackName = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')
  const isRead = request.method === 'GET'
  return isLoopbackName && (isRead || request.headers['content-type']?.startsWith('application/json') === true)
}

const switchFault = async (request: IncomingMessage, controls: Controls): Promise<Reply> => {
  const parsed = parseFault(parsedJson(await readText(request)))
  if (!parsed.ok) return { status: 400, body: { error: parsed.problem } }
  await controls.setFault(parsed.fault)
  return { status: 200, body: controls.fault() }
}

const reply = async (request: IncomingMessage, controls: Controls): Promise<Reply> => {
  if (!isFromHere(request))
    return { status: 403, body: { error: 'send content-type application/json to a loopback address' } }
  switch (`${request.method} ${request.url}`) {
    case 'GET /__site/fault':
      return { status: 200, body: controls.fault() }
    case 'POST /__site/fault':
      return switchFault(request, controls)
    case 'GET /__site/counters':
      return { status: 200, body: controls.counters() }
    case 'POST /__site/counters/reset':
      controls.resetCounters()
      return { status: 200, body: controls.counters() }
    default:
      return {
        status: 404,
        body: { error: 'known: GET or POST /__site/fault, GET /__site/counters, POST /__site/counters/reset' },
      }
  }
}

const send = (response: ServerResponse, { status, body }: Reply): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify(body)}\n`)
}

/** The switchboard of the site, on a port of its own so that it works while the site is down and never through the edge. */
export const createControlServer = (controls: Controls): Server =>
  createServer((request, response) => {
    reply(request, controls).then(
      answer => send(response, answer),
      (error: unknown) => send(response, { status: 500, body: { error: String(error) } }),
    )
  })

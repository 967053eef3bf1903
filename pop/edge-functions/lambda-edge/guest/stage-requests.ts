/**
 * Requests of a function to a name of the stage (its distribution's own domain) go to the stage's address on loopback, by `fetch`, `http` and
 * `https`; the Host header keeps the name. All others go where they say.
 */
export const GUEST_STAGE_REQUESTS = String.raw`
const { Readable } = require('node:stream')
const zlib = require('node:zlib')
const http = require('node:http')
const https = require('node:https')
const { syncBuiltinESMExports } = require('node:module')

// Known from the start: while the module loads, its top-level code may fetch as well.
let stageOrigins = new Map(settings.stageOrigins)
const httpRequest = http.request
const stageOf = hostname => {
  const base = stageOrigins.get(String(hostname).toLowerCase())
  return base === undefined ? undefined : new URL(base)
}

const REDIRECTS_MAX = 20
const DECODERS = { gzip: zlib.createGunzip, br: zlib.createBrotliDecompress, deflate: zlib.createInflate }
const toResponse = (message, url) => {
  const headers = new Headers()
  for (let i = 0; i < message.rawHeaders.length; i += 2) headers.append(message.rawHeaders[i], message.rawHeaders[i + 1])
  const decoder = DECODERS[headers.get('content-encoding')]
  const stream = decoder === undefined ? message : message.pipe(decoder())
  const bodyless = message.statusCode === 204 || message.statusCode === 205 || message.statusCode === 304
  if (bodyless) message.resume()
  const body = bodyless ? null : Readable.toWeb(stream)
  const response = new Response(body, { status: message.statusCode, statusText: message.statusMessage, headers })
  return Object.defineProperty(response, 'url', { value: url.href })
}
const requestStage = (request, stage, body) => new Promise((resolve, reject) => {
  const url = new URL(request.url)
  const outgoing = httpRequest({
    hostname: stage.hostname,
    port: stage.port,
    method: request.method,
    path: url.pathname + url.search,
    headers: { ...Object.fromEntries(request.headers), host: url.host, ...(body.length > 0 ? { 'content-length': body.length } : {}) },
    signal: request.signal,
  }, message => resolve(toResponse(message, url)))
  outgoing.on('error', cause => reject(request.signal.aborted ? request.signal.reason : new TypeError('fetch failed', { cause })))
  outgoing.end(body)
})
const realFetch = globalThis.fetch
const isRedirect = ({ status, headers }) => [301, 302, 303, 307, 308].includes(status) && headers.has('location')
const fetchFollowing = async (input, init, redirects) => {
  const url = new URL(typeof input === 'object' && 'url' in input ? input.url : input)
  const stage = stageOf(url.hostname)
  if (stage === undefined) return realFetch(input, init)
  const request = new Request(input, init)
  const body = request.body === null ? Buffer.alloc(0) : Buffer.from(await request.arrayBuffer())
  const response = await requestStage(request, stage, body)
  if (!isRedirect(response) || request.redirect === 'manual') return response
  if (request.redirect === 'error' || redirects === REDIRECTS_MAX) throw new TypeError('fetch failed')
  const target = new URL(response.headers.get('location'), url)
  const keepsBody = response.status === 307 || response.status === 308
  const method = keepsBody || request.method === 'HEAD' ? request.method : 'GET'
  return fetchFollowing(target.href, { method, headers: request.headers, signal: request.signal, ...(keepsBody && body.length > 0 ? { body } : {}) }, redirects + 1)
}
globalThis.fetch = (input, init) => fetchFollowing(input, init, 0)

const redirected = original => (...parameters) => {
  const callback = parameters.find(parameter => typeof parameter === 'function')
  const [first, second] = parameters.filter(parameter => typeof parameter !== 'function')
  const hasUrl = typeof first === 'string' || first instanceof URL
  const url = hasUrl ? new URL(first) : undefined
  const options = { ...(hasUrl ? second : first) }
  const host = url === undefined ? options.hostname || String(options.host || '').replace(/:\d+$/, '') : url.hostname
  const stage = stageOf(host)
  if (stage === undefined) return original(...parameters)
  const { agent, protocol, host: _host, servername, ...kept } = options
  return httpRequest({
    ...kept,
    hostname: stage.hostname,
    port: stage.port,
    path: url === undefined ? options.path || '/' : url.pathname + url.search,
    headers: { ...options.headers, host },
  }, callback)
}
for (const module of [http, https]) {
  const request = redirected(module.request)
  module.request = request
  module.get = (...parameters) => {
    const outgoing = request(...parameters)
    outgoing.end()
    return outgoing
  }
}
syncBuiltinESMExports()
`

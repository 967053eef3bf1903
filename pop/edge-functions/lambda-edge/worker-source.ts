/**
 * The program of a container: runs inside a worker thread, loads the handler once and answers one event after the other. It is text
 * because a worker needs a file of JavaScript or its source, and this package also runs from TypeScript.
 *
 * From the runner: `{ event, requestId, deadline, stageOrigins }`. To the runner: `{ kind: 'ready' | 'init-error' | 'log' | 'result' |
 * 'error', text }`.
 */
export const WORKER_SOURCE = String.raw`
'use strict'
const { parentPort, workerData } = require('node:worker_threads')
const { pathToFileURL } = require('node:url')
const { format } = require('node:util')
const { Readable } = require('node:stream')
const zlib = require('node:zlib')
const http = require('node:http')
const https = require('node:https')
const { syncBuiltinESMExports } = require('node:module')

const post = (kind, text) => parentPort.postMessage({ kind, text })
for (const level of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
  console[level] = (...parts) => post('log', format(...parts))
}
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, done) => {
    post('log', String(chunk).replace(/\n$/, ''))
    const callback = typeof encoding === 'function' ? encoding : done
    if (callback) process.nextTick(callback)
    return true
  }
}

// A request to a name of the stage goes to its address on loopback; the Host header keeps the name.
let stageOrigins = new Map()
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

const thrownText = error =>
  error instanceof Error ? error.name + ': ' + error.message + (error.stack ? '\n' + error.stack.split('\n').slice(1, 6).join('\n') : '') : 'thrown: ' + format(error)

const { file, exportName, runtime, name, memoryMegabytes } = workerData
const nodeMajor = Number(/\d+/.exec(runtime))

const loadHandler = async () => {
  const module = await import(pathToFileURL(file).href)
  const path = exportName.split('.')
  let handler = module
  for (const step of path) handler = handler?.[step]
  if (handler === undefined) {
    handler = module.default
    for (const step of path) handler = handler?.[step]
  }
  if (typeof handler !== 'function') throw new Error(exportName + ' is not exported as a function')
  if (handler.length > 2 && nodeMajor >= 24) {
    throw new Error('the handler takes a callback, which ' + runtime + ' no longer supports: make it async')
  }
  return handler
}

const contextOf = ({ requestId, deadline }, settle) => ({
  awsRequestId: requestId,
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'us-east-1.' + name,
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:' + name + ':1',
  logGroupName: '/aws/lambda/us-east-1.' + name,
  logStreamName: 'understudy',
  memoryLimitInMB: String(memoryMegabytes),
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  done: settle,
  fail: error => settle(error || new Error('failed')),
  succeed: result => settle(null, result),
})

const invoke = (handler, invocation) => new Promise((resolve, reject) => {
  const settle = (error, result) => (error ? reject(error) : resolve(result))
  const result = handler(JSON.parse(invocation.event), contextOf(invocation, settle), settle)
  if (typeof result?.then === 'function') result.then(resolve, reject)
  // A handler that neither takes a callback nor gives a promise has no way to answer; from 24 on its value counts.
  else if (handler.length < 3) resolve(nodeMajor >= 24 ? result : null)
})

const answer = async (handler, invocation) => {
  stageOrigins = new Map(invocation.stageOrigins)
  try {
    const result = await invoke(handler, invocation)
    post('result', JSON.stringify(result === undefined ? null : result))
  } catch (error) {
    post('error', thrownText(error))
  }
}

// While the module loads, its top-level code may fetch as well.
stageOrigins = new Map(workerData.stageOrigins)
loadHandler().then(
  handler => {
    parentPort.on('message', invocation => answer(handler, invocation))
    post('ready', '')
  },
  error => post('init-error', thrownText(error)),
)
`

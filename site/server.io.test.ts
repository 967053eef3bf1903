import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildSite } from '../build/build-site.io.ts'
import { SiteNotBuilt } from './built-site.io.ts'
import { startSite } from './server.io.ts'
import type { RunningSite } from './server.io.ts'

let builtDir: string
let site: RunningSite

beforeAll(async () => {
  builtDir = await mkdtemp(join(tmpdir(), 'site-server-'))
  await buildSite({ outDir: builtDir })
  site = await startSite({ builtDir, now: () => 30_000 })
})

afterEach(async () => {
  await site.setFault({ mode: 'none' })
  site.resetCounters()
})

afterAll(async () => {
  await site.close()
  await rm(builtDir, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}) => fetch(site.url + path, { headers })

const control = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(site.controlUrl + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', ...headers },
  })

/** Why a fetch failed, as the code of the socket error. */
const failureOf = (answer: Promise<Response>): Promise<string> =>
  answer.then(
    response => `answered ${response.status}`,
    (error: unknown) =>
      String(
        error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : error,
      ),
  )

test('COMP-04 a page is sent whole, with its length and a strong validator', async () => {
  const response = await get('/')
  const html = await response.text()
  expect(response.status).toBe(200)
  expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(html)))
  expect(response.headers.get('transfer-encoding')).toBeNull()
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('etag')).toMatch(/^"/)
  expect(response.headers.get('vary')).toBeNull()
  expect(response.headers.get('set-cookie')).toBeNull()
})

test('TTL-32 a validator that still holds is answered with 304, also when a viewer reloads (TTL-13)', async () => {
  const etag = (await get('/programme/apogee')).headers.get('etag') ?? ''
  const response = await get('/programme/apogee', { 'if-none-match': etag, 'cache-control': 'no-cache' })
  expect(response.status).toBe(304)
  expect(response.headers.get('cache-control')).toContain('s-maxage=10')
})

test('the flag header chooses the release and the counters tell them apart', async () => {
  const [none, v5] = await Promise.all([get('/'), get('/', { 'x-feature-flipping': 'site:v5' })])
  expect(await none.text()).toContain('data-site-version="v4"')
  expect(await v5.text()).toContain('data-site-version="v5"')
  await get('/api/score/kestrels-forge', { 'x-feature-flipping': 'site:v5' })
  await get('/health')
  expect(site.counters).toEqual({ total: 4, pages: 2, api: 1, other: 1, byVersion: { v4: 1, v5: 1 } })
})

test.each([
  { rule: 'a programme that is not there', path: '/programme/nothing', status: 404 },
  { rule: 'broken percent encoding', path: '/programme/%E0%A4%A', status: 404 },
  { rule: 'an API that is not there', path: '/api/nothing', status: 404 },
  { rule: 'broken percent encoding in the API', path: '/api/score/%E0%A4%A', status: 400 },
  { rule: 'the score of an event that is not there', path: '/api/score/nothing', status: 404 },
])('$rule: $status', async ({ path, status }) => {
  expect((await get(path)).status).toBe(status)
})

test('pages are read only', async () => {
  const response = await fetch(`${site.url}/`, { method: 'POST', body: 'x' })
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

test('the API is never stored', async () => {
  const response = await get('/api/score/kestrels-forge')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toMatchObject({ slug: 'kestrels-forge', phase: 'live' })
})

test('the echo tells what arrived', async () => {
  const response = await fetch(`${site.url}/api/echo?a=1`, {
    method: 'PUT',
    body: 'héllo',
    headers: { 'x-viewer-class': 'crawler' },
  })
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toMatchObject({
    method: 'PUT',
    url: '/api/echo?a=1',
    body: 'héllo',
    headers: { 'x-viewer-class': 'crawler' },
  })
})

test.each(['500', '502', '503'] as const)('fault %s is answered, recovers at once, and is counted', async mode => {
  await site.setFault({ mode })
  const [page, api] = await Promise.all([get('/'), get('/api/echo')])
  expect([page.status, api.status]).toEqual([Number(mode), Number(mode)])
  expect([page.headers.get('content-type'), api.headers.get('content-type')]).toEqual([
    'text/html; charset=utf-8',
    'application/json; charset=utf-8',
  ])
  await site.setFault({ mode: 'none' })
  expect((await get('/')).status).toBe(200)
  expect(site.counters).toMatchObject({ pages: 2, api: 1 })
})

test('scope pages leaves the API alone', async () => {
  await site.setFault({ mode: '500', scope: 'pages' })
  expect([(await get('/live')).status, (await get('/api/score/kestrels-forge')).status]).toEqual([500, 200])
})

test('slow answers after its delay and not before', async () => {
  await site.setFault({ mode: 'slow', delayMs: 40 })
  const started = performance.now()
  expect((await get('/')).status).toBe(200)
  expect(performance.now() - started).toBeGreaterThanOrEqual(39)
})

test('hang accepts and never answers, while later requests are served again', async () => {
  await site.setFault({ mode: 'hang' })
  const hanging = new AbortController()
  let isAnswered = false
  const answer = fetch(site.url, { signal: hanging.signal }).finally(() => {
    isAnswered = !hanging.signal.aborted
  })
  await expect.poll(() => site.counters.pages).toBe(1)
  await site.setFault({ mode: 'none' })
  expect((await get('/')).status).toBe(200)
  expect(isAnswered).toBe(false)
  hanging.abort()
  await expect(answer).rejects.toThrow()
})

test('refuse shuts the port, the switchboard still answers, and the same port opens again', async () => {
  const { url } = site
  const switched = await control('POST', '/__site/fault', { mode: 'refuse' })
  expect(switched.status).toBe(200)
  expect(await failureOf(get('/'))).toBe('ECONNREFUSED')
  expect(await (await control('POST', '/__site/fault', { mode: 'none' })).json()).toMatchObject({ mode: 'none' })
  expect([site.url, (await get('/')).status]).toEqual([url, 200])
})

test('switching quickly ends in the last state', async () => {
  await Promise.all([
    site.setFault({ mode: 'refuse' }),
    site.setFault({ mode: 'none' }),
    site.setFault({ mode: 'refuse' }),
  ])
  expect(await failureOf(get('/'))).toBe('ECONNREFUSED')
  await Promise.all([
    site.setFault({ mode: 'none' }),
    site.setFault({ mode: 'refuse' }),
    site.setFault({ mode: 'none' }),
  ])
  expect((await get('/')).status).toBe(200)
})

test('reset cuts the connection', async () => {
  await site.setFault({ mode: 'reset' })
  expect(await failureOf(get('/'))).toMatch(/ECONNRESET|UND_ERR_SOCKET/)
})

test('counters are read and reset on the control port', async () => {
  await get('/')
  expect(await (await control('GET', '/__site/counters')).json()).toMatchObject({ pages: 1 })
  expect(await (await control('POST', '/__site/counters/reset')).json()).toMatchObject({ pages: 0, total: 0 })
})

test.each([
  { rule: 'a wrong mode is refused in words', body: { mode: 'explode' }, headers: {}, status: 400 },
  {
    rule: 'a form of a foreign page is refused',
    body: { mode: '500' },
    headers: { 'content-type': 'text/plain' },
    status: 403,
  },
])('control port: $rule', async ({ body, headers, status }) => {
  const response = await control('POST', '/__site/fault', body, headers)
  expect(response.status).toBe(status)
  expect(site.fault.mode).toBe('none')
})

test('a site that is not built says what to do', async () => {
  const started = startSite({ builtDir: join(builtDir, 'nowhere') })
  await expect(started).rejects.toThrow(SiteNotBuilt)
  await expect(started).rejects.toThrow('npm run build')
})

test('a port in use is named', async () => {
  await expect(startSite({ builtDir, port: site.port })).rejects.toThrow(`127.0.0.1:${site.port} (EADDRINUSE)`)
})

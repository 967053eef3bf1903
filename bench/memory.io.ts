import { once } from 'node:events'
import { Agent, createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { loadTemplateFile } from '../distribution/load-template.io.ts'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { HeaderList } from '../http/header-list.ts'
import { cacheKey } from '../pop/cache-key/cache-key.ts'
import type { CacheEntry } from '../pop/cache/cache-entry.ts'
import type { CreateStore } from '../pop/cache/cache-store.ts'
import { lifetimeOf } from '../pop/cache/lifetime.ts'
import { createStage } from '../pop/stage.io.ts'
import { bodylessStores } from '../replay/bodyless-stores.ts'

/**
 * `node dist/bench/memory.io.js [objects]`: bytes of memory that a cached object takes beside its body, after garbage collection: on the
 * stage, fetched over sockets and kept at the edge and in the regional cache; and in the store of a replay. `ENTRY_BASE_BYTES` of
 * `pop/cache/cache-store.ts` is taken from the first row.
 */

const OBJECTS = Number(process.argv[2] ?? 100_000)
const BODY_BYTES = 200
const CONCURRENCY = 64
const CAPACITY_BYTES = 16 * 1024 ** 3

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const usedBytes = (): number => {
  collectGarbage()
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const tell = (what: string, objects: number, bytes: number, bodyBytes: number, countedBytes: number): void => {
  const each = (sum: number): string =>
    Math.round(sum / objects)
      .toLocaleString('en-US')
      .padStart(7)
  console.log(
    `${what.padEnd(44)} ${objects.toLocaleString('en-US').padStart(9)} objects ${each(bytes - bodyBytes)} bytes each beside the body; counted as ${each(countedBytes - bodyBytes)}`,
  )
}

/** What a browser sends: nothing of it may stay with the object. */
const VIEWER_HEADERS = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  cookie: `sid=${'0123456789abcdef'.repeat(40)}; lang=en`,
}

const headersOf = (url: string): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'max-age=3600, stale-while-revalidate=60, stale-if-error=86400',
  etag: `"${Buffer.from(url).toString('base64url')}"`,
  'x-powered-by': 'bench',
})

const { distributions } = await loadTemplateFile(PACKAGED_TEMPLATE, { parameters: {} })
const [packaged] = distributions
const behavior = packaged?.behaviors.at(-1)
if (packaged === undefined || behavior === undefined)
  throw new Error(`${PACKAGED_TEMPLATE} does not load; npm run package`)
const distribution = { ...packaged, behaviors: [{ ...behavior, functions: {}, lambdas: {}, compress: false }] }

const benchStage = async (): Promise<void> => {
  const origin = createServer(({ url = '/' }, outgoing) => {
    const body = Buffer.alloc(BODY_BYTES, url)
    outgoing.writeHead(200, { ...headersOf(url), 'content-length': body.length }).end(body)
  })
  origin.listen(0, '127.0.0.1')
  await once(origin, 'listening')
  const url = new URL(`http://127.0.0.1:${(origin.address() as AddressInfo).port}`)
  const stage = createStage({
    distributions: [distribution],
    origins: new Map([...distribution.origins.keys()].map(id => [id, { kind: 'url', url }] as const)),
    tierCapacityBytes: CAPACITY_BYTES,
  })
  const { port } = await stage.listen(0)
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY })
  const fetched = async (path: string): Promise<void> => {
    const [response] = await once(get({ host: '127.0.0.1', port, path, agent, headers: VIEWER_HEADERS }), 'response')
    response.resume()
    await once(response, 'end')
  }
  const fetchAll = async (prefix: string, count: number): Promise<void> => {
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < count) await fetched(`/${prefix}/${next++}`)
    }
    await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  }
  await fetchAll('warm-up', 2_000)
  const [edge] = stage.points[0]?.tiers ?? []
  if (edge === undefined) throw new Error('a point has tiers')
  const before = { bytes: usedBytes(), counted: edge.storedBytes, objects: edge.entryCount }
  await fetchAll('page', OBJECTS)
  const bytes = usedBytes() - before.bytes
  const objects = edge.entryCount - before.objects
  tell('the stage, edge and regional cache', objects, bytes, objects * BODY_BYTES, edge.storedBytes - before.counted)
  agent.destroy()
  await stage.close()
  origin.close()
}

const entryOf = (uri: string): CacheEntry => {
  // As the parser gives them: every text its own.
  const raw = Object.entries(headersOf(uri))
    .flat()
    .map(text => Buffer.from(text).toString())
  const headers = HeaderList.fromRaw([...raw, 'content-length', String(BODY_BYTES)])
  const request = { method: 'GET', uri, queryString: undefined, headers: new HeaderList(), httpVersion: '1.1' } as const
  return {
    key: cacheKey(distribution, behavior, request),
    status: 200,
    headers,
    part: undefined,
    marks: { asAsked: undefined, tags: [], asOf: 0 },
    body: { byteLength: BODY_BYTES },
    receivedAt: Date.now(),
    lifetime: lifetimeOf(behavior.cachePolicy, headers, Date.now()),
    isError: false,
    madeByOriginRequest: false,
    noAttemptBefore: 0,
  }
}

const benchStore = (what: string, create: CreateStore): void => {
  const before = usedBytes()
  const stores = [create(CAPACITY_BYTES), create(CAPACITY_BYTES)]
  for (let i = 0; i < OBJECTS; i++) {
    let entry = entryOf(`/page/${i}`)
    for (const store of stores) {
      const stored = store.put(entry.key.text, entry)
      if (stored.kind === 'kept') entry = stored.entry
    }
  }
  const bytes = usedBytes() - before
  tell(what, OBJECTS, bytes, 0, (stores[0]?.storedBytes ?? 0) - OBJECTS * BODY_BYTES)
}

await benchStage()
benchStore('the replay, edge and regional cache', bodylessStores())

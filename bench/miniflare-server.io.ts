import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** As much of Miniflare as is used here: it is no dependency. */
interface MiniflareModule {
  readonly Miniflare: new (options: Readonly<Record<string, unknown>>) => { readonly ready: Promise<URL> }
}

const projectRequire = createRequire(join(process.cwd(), 'package.json'))

/** Where Miniflare of the project in the working directory stands; undefined where it is not installed. */
export const findMiniflare = (): string | undefined => {
  try {
    return projectRequire.resolve('miniflare')
  } catch {
    return undefined
  }
}

/** The page out of the cache, put there by the first request. Of a type that workerd does not compress, for the bytes are compressed already. */
const WORKER = `export default {
  async fetch(request, env) {
    const cached = await caches.default.match(request)
    if (cached !== undefined) return cached
    const bytes = Uint8Array.from(atob(env.PAGE), character => character.charCodeAt(0))
    const headers = {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'cache-control': 's-maxage=3600',
    }
    await caches.default.put(request, new Response(bytes, { headers }))
    return new Response(bytes, { headers })
  },
}`

/** Answers the page by the Cache API; gives the port. */
export const startMiniflare = async (file: string, bodyBase64: string): Promise<number> => {
  const { Miniflare }: MiniflareModule = await import(pathToFileURL(file).href)
  const miniflare = new Miniflare({
    modules: true,
    script: WORKER,
    bindings: { PAGE: bodyBase64 },
    compatibilityDate: '2025-10-01',
    host: '127.0.0.1',
    port: 0,
  })
  return Number((await miniflare.ready).port)
}

/** Linux counts CPU time in hundredths of a second. */
const TICK_MICROSECONDS = 10_000

/** What the processes that this one has started took, by `/proc`: the work of Miniflare is done in workerd. */
export const figuresOfChildren = (): { readonly cpuMicroseconds: number; readonly rssMegabytes: number } => {
  const children = readdirSync('/proc/self/task').flatMap(task =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  )
  const figures = children.map(pid => {
    // The name of the command may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
    return { ticks: Number(fields[11]) + Number(fields[12]), kilobytes }
  })
  return {
    cpuMicroseconds: figures.reduce((sum, { ticks }) => sum + ticks, 0) * TICK_MICROSECONDS,
    rssMegabytes: figures.reduce((sum, { kilobytes }) => sum + kilobytes, 0) / 1024,
  }
}

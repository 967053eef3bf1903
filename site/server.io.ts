import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createSiteApp } from './app.io.ts'
import type { SiteAppParts } from './app.io.ts'
import { loadRenderer, readPageAssets } from './built-site.io.ts'
import { createControlServer } from './control.io.ts'
import { counted, NO_REQUESTS, pathKindOf } from './counters.ts'
import type { SiteCounters } from './counters.ts'
import { faultFrom, NO_FAULT } from './fault.ts'
import type { Fault, FaultRequest } from './fault.ts'
import { answerWithFault } from './faulty-answer.io.ts'
import { openPort, shutPort, urlOf } from './listening.io.ts'
import { defaultBuiltDir } from './package-root.io.ts'
import { siteVersionFrom } from './site-version.ts'

export type StartSiteOptions = {
  /** 0, the default, takes a free port. */
  port?: number
  /** Port of the fault switch and the counters, always on loopback; 0, the default, takes a free one. */
  controlPort?: number
  host?: string
  /** The fault to begin with; none by default. */
  fault?: FaultRequest
  publicUrl?: string
  /** Folder with `server/` and `client/`, as `buildSite` writes it. */
  builtDir?: string
  /** Milliseconds since the epoch; decides the scores. */
  now?: () => number
}

export type RunningSite = {
  readonly url: string
  readonly port: number
  readonly controlUrl: string
  readonly controlPort: number
  /** Requests so far, as they stand when read. */
  readonly counters: SiteCounters
  readonly fault: Fault
  resetCounters: () => void
  /** Takes effect before it resolves; with `refuse` the port is shut then, with any other mode open. */
  setFault: (request: FaultRequest) => Promise<void>
  close: () => Promise<void>
}

const CONTROL_HOST = '127.0.0.1'
const DEFAULT_PUBLIC_URL = 'https://www.footlights.example'

/** Longer than any keep-alive timeout of CloudFront, 120 s at most (ORIG-04): the server must not hang up first. */
const KEEP_ALIVE_MILLISECONDS = 125_000

const readParts = async ({
  builtDir = defaultBuiltDir(),
  publicUrl,
  now,
}: StartSiteOptions): Promise<SiteAppParts> => ({
  renderer: await loadRenderer(builtDir),
  assets: { v4: await readPageAssets(builtDir, 'v4'), v5: await readPageAssets(builtDir, 'v5') },
  publicUrl: publicUrl ?? DEFAULT_PUBLIC_URL,
  now: now ?? Date.now,
})

type Live = { counters: SiteCounters; fault: Fault }

const createPageServer = (parts: SiteAppParts, live: Live): Server => {
  const app = createSiteApp(parts)
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLISECONDS }, (request, response) => {
    const flipping = request.headers['x-feature-flipping']
    const version = siteVersionFrom(typeof flipping === 'string' ? flipping : undefined)
    live.counters = counted(live.counters, pathKindOf(request.url ?? '/'), version)
    answerWithFault(live.fault, request, response, () => app(request, response))
  })
  server.headersTimeout = KEEP_ALIVE_MILLISECONDS + 1_000
  return server
}

/** One change after the other: a port that is being shut must be shut before it is opened again. */
const inTurn = (): ((change: () => Promise<void>) => Promise<void>) => {
  let last = Promise.resolve()
  return change => {
    const result = last.then(change)
    last = result.catch(() => undefined)
    return result
  }
}

/**
 * Starts the site and its switchboard. Rejects with `SiteNotBuilt` or, when a port cannot be had, with an error whose message
 * is a sentence for the user.
 */
export const startSite = async (options: StartSiteOptions = {}): Promise<RunningSite> => {
  const { host = '127.0.0.1', fault = { mode: 'none' } } = options
  const live: Live = { counters: NO_REQUESTS, fault: NO_FAULT }
  const server = createPageServer(await readParts(options), live)
  const port = await openPort(server, options.port ?? 0, host)
  const turn = inTurn()
  let isClosed = false

  const setFault = (request: FaultRequest): Promise<void> =>
    turn(async () => {
      live.fault = faultFrom(request)
      if (live.fault.mode === 'refuse') await shutPort(server)
      else if (!server.listening && !isClosed) await openPort(server, port, host)
    })
  const resetCounters = (): void => {
    live.counters = NO_REQUESTS
  }
  const control = createControlServer({
    counters: () => live.counters,
    resetCounters,
    fault: () => live.fault,
    setFault,
  })
  const controlPort = await openPort(control, options.controlPort ?? 0, CONTROL_HOST).catch(async (error: unknown) => {
    await shutPort(server)
    throw error
  })
  await setFault(fault)

  return {
    url: urlOf(host, port),
    port,
    controlUrl: urlOf(CONTROL_HOST, controlPort),
    controlPort,
    get counters() {
      return live.counters
    },
    get fault() {
      return live.fault
    },
    resetCounters,
    setFault,
    close: () =>
      turn(async () => {
        isClosed = true
        await Promise.all([shutPort(server), shutPort(control)])
      }),
  }
}

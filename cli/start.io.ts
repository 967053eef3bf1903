import { mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { openFolderStore } from '../release/folder-store.io.ts'
import { publishRelease } from '../release/publish.io.ts'
import { DEFAULT_LOCATION } from '../pop/create-point-of-presence.ts'
import { parseAssignments } from './assignments.ts'
import { clearCacheKey, tellListeners } from './dev.io.ts'
import { Failure } from './failure.ts'
import { loadDistributions } from './load-distributions.io.ts'
import { portNumber } from './numbers.ts'
import { serve, type Serving } from './serve.io.ts'
import { parseSwitches } from './switch-options.ts'
import { say, styled } from './terminal.io.ts'
import { untilStopped, type Hotkey } from './until-stopped.io.ts'
import { LOCAL_BUCKET_FOLDER, WORK_FOLDER } from './work-folder.ts'

export interface StartOptions {
  readonly parameter: readonly string[]
  readonly switch: readonly string[]
  readonly port: string
  readonly httpsPort?: string
  readonly quiet?: boolean
}

/** The demonstration site is part of the repository, not of the installed package. */
const loadSite = async () => {
  try {
    const [{ startSite }, { builtClientDir }] = await Promise.all([
      import('../site/server.io.ts'),
      import('../site/built-site.io.ts'),
    ])
    return { startSite, builtClientDir }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new Failure(
        '✘ the demonstration site is part of the repository, not of the installed package\n  → understudy dev --template FILE serves your own distribution',
      )
    }
    throw error
  }
}

type Site = Awaited<ReturnType<Awaited<ReturnType<typeof loadSite>>['startSite']>>

const failKey = (site: Site): Hotkey => ({
  key: 'f',
  does: 'fail the SSR origin, or let it recover',
  run: async () => {
    const mode = site.fault.mode === 'none' ? '503' : 'none'
    await site.setFault({ mode })
    say(mode === 'none' ? 'the SSR origin answers again' : 'the SSR origin answers 503')
  },
})

const tellHow = ({ listeners }: Serving, site: Site, bucketFolder: string): void => {
  const url = listeners[0]?.url ?? ''
  say(`
${styled('bold', 'point of presence')}  ${url}
SSR origin         ${site.url}
bucket             ${bucketFolder}
fault switch       ${site.controlUrl}/__site/fault

  curl -i ${url}/                                       a page, then a Hit
  curl -i ${url}/ -H 'cookie: featureFlipping=site:v5'  the other variant
  curl -X POST ${site.controlUrl}/__site/fault -H 'content-type: application/json' -d '{"mode":"503"}'
`)
}

/** `understudy start`, the main job of `npm start`: the whole bundle on its stage. */
export const start = async (options: StartOptions): Promise<void> => {
  const port = portNumber('--port', options.port)
  const httpsPort = options.httpsPort === undefined ? undefined : portNumber('--https-port', options.httpsPort)
  const switches = parseSwitches(options.switch)
  const parameters = parseAssignments('--parameter', options.parameter, 'KEY=VALUE')
  const { startSite, builtClientDir } = await loadSite()
  const distributions = await loadDistributions({ template: PACKAGED_TEMPLATE, parameters })
  const bucketFolder = resolve(LOCAL_BUCKET_FOLDER)
  rmSync(bucketFolder, { recursive: true, force: true })
  mkdirSync(bucketFolder, { recursive: true })
  // V4 last: its static page is the one that stands in.
  const bucket = await openFolderStore(bucketFolder)
  for (const name of ['v5', 'v4'] as const) await publishRelease(bucket, await builtClientDir(name), { name })
  const site = await startSite({})
  const serving = await serve({
    distributions,
    origins: new Map([
      ['ssr', { kind: 'url', url: new URL(site.url) }],
      ['static', { kind: 'folder', folder: bucketFolder }],
    ]),
    keyValueStores: new Map(),
    port,
    httpsPort,
    locations: { codes: [DEFAULT_LOCATION] },
    cacheMegabytes: 256,
    switches,
    accessLogFile: resolve(WORK_FOLDER, 'access.log'),
    accessLogFormat: 'v1',
    quiet: options.quiet === true,
  })
  tellListeners(serving)
  tellHow(serving, site, bucketFolder)
  const hotkeys = [clearCacheKey(serving), failKey(site)]
  if (process.stdin.isTTY) say(`keys: ${hotkeys.map(({ key, does }) => `${key} ${does}`).join(' · ')} · q quit\n`)
  await untilStopped(hotkeys)
  await serving.close()
  await site.close()
}

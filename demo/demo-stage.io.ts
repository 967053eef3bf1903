import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadTemplateFile } from '../distribution/load-template.io.ts'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { problemText } from '../distribution/problem.ts'
import type { FinishedExchange } from '../pop/server.io.ts'
import { createStage, type Stage } from '../pop/stage.io.ts'
import { openFolderStore } from '../release/folder-store.io.ts'
import { publishRelease } from '../release/publish.io.ts'
import type { ReleaseStore } from '../release/release-store.ts'
import { builtClientDir } from '../site/built-site.io.ts'
import { startSite, type RunningSite } from '../site/server.io.ts'
import type { SiteVersion } from '../site/site-version.ts'

export type FallbackMode = 'error-pages' | 'origin-response' | 'origin-group'

export interface DemoStage {
  readonly mode: FallbackMode
  readonly url: string
  readonly stage: Stage
  readonly site: RunningSite
  readonly bucketFolder: string
  readonly bucket: ReleaseStore
  /** Every request served so far, oldest first. */
  readonly finished: readonly FinishedExchange[]
  /** Moves the clock of the stage; nothing sleeps. */
  readonly passSeconds: (seconds: number) => void
  /** Caches empty, site healthy, counters at zero. */
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface DemoStageOptions {
  /** Milliseconds since the epoch; by default the system's clock, moved by `passSeconds`. */
  readonly now?: () => number
  /** By name of the store; asked at each read. */
  readonly keyValueStores?: ReadonlyMap<string, () => ReadonlyMap<string, string>>
  readonly onFinished?: (exchange: FinishedExchange) => void
}

/** Makes one version of the site live in a bucket. */
export const publishVersion = async (bucket: ReleaseStore, version: SiteVersion): Promise<void> => {
  await publishRelease(bucket, await builtClientDir(version), { name: version })
}

/** The demonstration on free ports: site, bucket with the V4 release, and the packaged distribution in one fallback mode. */
export const openDemoStage = async (mode: FallbackMode, options: DemoStageOptions = {}): Promise<DemoStage> => {
  const { distributions, problems } = await loadTemplateFile(PACKAGED_TEMPLATE, { parameters: { FallbackMode: mode } })
  const [distribution] = distributions
  if (distribution === undefined)
    throw new Error(`${PACKAGED_TEMPLATE} does not load; npm run package\n${problems.map(problemText).join('\n')}`)
  const bucketFolder = mkdtempSync(join(tmpdir(), 'understudy-bucket-'))
  const bucket = await openFolderStore(bucketFolder)
  await publishVersion(bucket, 'v4')
  const finished: FinishedExchange[] = []
  let offsetMs = 0
  const now = options.now ?? (() => Date.now() + offsetMs)
  const site = await startSite({ now })
  const stage = createStage({
    distributions: [distribution],
    origins: new Map([
      ['ssr', { kind: 'url', url: new URL(site.url) }],
      ['static', { kind: 'folder', folder: bucketFolder }],
    ]),
    keyValueStores: options.keyValueStores ?? new Map(),
    now,
    onFinished: exchange => {
      finished.push(exchange)
      options.onFinished?.(exchange)
    },
    onMessage: text => process.stderr.write(`${text}\n`),
  })
  const { url } = await stage.listen(0)
  return {
    mode,
    url,
    stage,
    site,
    bucketFolder,
    bucket,
    finished,
    passSeconds: seconds => {
      offsetMs += seconds * 1000
    },
    async reset() {
      await site.setFault({ mode: 'none' })
      stage.clearCache()
      site.resetCounters()
    },
    async close() {
      await stage.close()
      await site.close()
      rmSync(bucketFolder, { recursive: true, force: true })
    },
  }
}

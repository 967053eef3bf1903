import { join } from 'node:path'
import type { ClaimHolder } from './claim-holder.io.ts'
import { concurrently } from './concurrently.ts'
import { ASSETS_PREFIX, manifestKey, RELEASES_PREFIX, STATIC_PAGE } from './keys.ts'
import { beginSwitch, endSwitch } from './live-record.ts'
import { contentDigest, manifestText, parseManifest, type ReleaseManifest } from './manifest.ts'
import { missingObjects } from './plan.ts'
import { ReleaseRefused, ReleaseStopped } from './problem.ts'
import { REQUESTS_AT_ONCE } from './read-state.io.ts'
import type { ReleaseStore } from './release-store.ts'
import type { Step } from './step.ts'

/** Told after each step. */
export type OnProgress = (step: Step, done: number, total: number) => void

export interface StepRun {
  readonly store: ReleaseStore
  readonly claim: ClaimHolder
  /** Folder that is published; a rollback uploads nothing and has none. */
  readonly dir: string | undefined
  /** The release that is live at the start. */
  readonly from: string | undefined
  readonly now: () => number
  readonly onProgress?: OnProgress
}

/** Takes the steps in their order. Stops at the first that fails and rejects with it; what was live before is then still whole. */
export const runSteps = async (run: StepRun, steps: readonly Step[]): Promise<void> => {
  let done = 0
  for (const group of groupsOf(steps)) {
    run.claim.assertHeld()
    await concurrently(group, REQUESTS_AT_ONCE, async step => {
      await runStep(run, step).catch((error: unknown) => {
        throw error instanceof ReleaseRefused ? new ReleaseStopped(error, aftermath(step, run.from)) : error
      })
      done += 1
      run.onProgress?.(step, done, steps.length)
    })
  }
}

const RUN_AGAIN = 'Running the same command again completes it.'

/** What viewers see when a step fails. */
const aftermath = ({ kind }: Step, from: string | undefined): string => {
  const before = from === undefined ? 'Nothing is live yet' : `${from} is live as before`
  switch (kind) {
    case 'restore-root-file':
    case 'restore-static-page':
      return `${before}; files of the root other than ${STATIC_PAGE} may be the new ones. ${RUN_AGAIN}`
    case 'end-switch':
    case 'mark-superseded':
      return `The new release is live; only the retention of older assets is not finished. ${RUN_AGAIN}`
    default:
      return `${before}. ${RUN_AGAIN}`
  }
}

/** Steps of a kind that follow one another. */
const groupsOf = (steps: readonly Step[]): readonly (readonly Step[])[] => {
  const groups: Step[][] = []
  for (const step of steps) {
    const last = groups.at(-1)
    if (last?.[0]?.kind === step.kind) last.push(step)
    else groups.push([step])
  }
  return groups
}

const runStep = (run: StepRun, step: Step): Promise<void> => {
  const { store, claim, now } = run
  switch (step.kind) {
    case 'clear-superseded':
      return store.clearSuperseded(step.key)
    case 'put-asset':
      return store.put(step.file, sourcePath(run, step.file.key))
    case 'put-copy':
      return store.put({ ...step.file, key: step.toKey }, sourcePath(run, step.file.key))
    case 'put-manifest':
      return putManifest(store, step.manifest)
    case 'verify':
      return verify(store, step)
    case 'begin-switch':
      return claim.change(record => beginSwitch(record, step.from, step.to, now()))
    case 'restore-root-file':
    case 'restore-static-page':
      return store.copy(step.fromKey, step.toKey)
    case 'end-switch':
      return claim.change(record => endSwitch(record, step.to, now()))
    case 'mark-superseded':
      return store.markSuperseded(step.key)
  }
}

const sourcePath = ({ dir }: StepRun, key: string): string => {
  if (dir === undefined) throw new Error(`our own bug: ${key} is to be uploaded and there is no folder`)
  return join(dir, key)
}

const putManifest = async (store: ReleaseStore, manifest: ReleaseManifest): Promise<void> => {
  const key = manifestKey(manifest.name)
  const written = await store.write(key, manifestText(manifest), undefined)
  if (written.kind === 'written') return
  // Somebody was faster. The same files are as good as ours.
  const other = parseManifest((await store.read(key))?.text ?? '')
  if (other !== undefined && contentDigest(other) === contentDigest(manifest)) return
  throw new ReleaseRefused({
    message: `the release ${manifest.name} was published with other files meanwhile`,
    place: `${store.place} ${key}`,
    remedy: 'choose another --name; a release never changes',
  })
}

const verify = async (store: ReleaseStore, { objects, name }: Extract<Step, { kind: 'verify' }>): Promise<void> => {
  const [assets, kept] = await Promise.all([store.list(ASSETS_PREFIX), store.list(RELEASES_PREFIX)])
  const missing = objects.filter(({ key, sizeBytes }) => (assets.get(key) ?? kept.get(key)) !== sizeBytes)
  if (missing.length > 0) throw new ReleaseRefused(missingObjects(name, missing))
}

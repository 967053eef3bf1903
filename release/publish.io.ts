import { carryOut, clockAndRetention, planOf, type ChangeOptions } from './change.io.ts'
import { isReleaseName, RELEASE_NAME_RULE } from './keys.ts'
import { defaultReleaseName, type ReleaseManifest } from './manifest.ts'
import { planPublish, type ReleasePlan } from './plan.ts'
import { ReleaseRefused } from './problem.ts'
import { readRelease } from './read-release.io.ts'
import { readContents, readState } from './read-state.io.ts'
import type { ReleaseStore } from './release-store.ts'

export interface PublishOptions extends ChangeOptions {
  /** Default: made of the content, so that the same files are always the same release. */
  readonly name?: string
}

/**
 * Publishes the built client in a folder and makes it live. Deletes nothing, and leaves the release that was live whole until
 * the last step. Answers with the plan that was carried out; rejects with `ReleaseRefused`.
 */
export const publishRelease = async (
  store: ReleaseStore,
  dir: string,
  options: PublishOptions = {},
): Promise<ReleasePlan> => {
  const release = await releaseIn(dir, options)
  return carryOut(store, release, dir, options, () => publishPlan(store, release, options))
}

/** What `publishRelease` would do; changes nothing. Rejects with `ReleaseRefused`. */
export const planPublishing = async (
  store: ReleaseStore,
  dir: string,
  options: PublishOptions = {},
): Promise<ReleasePlan> => publishPlan(store, await releaseIn(dir, options), options)

const releaseIn = async (dir: string, options: PublishOptions): Promise<ReleaseManifest> => {
  const { name } = options
  if (name !== undefined && !isReleaseName(name))
    throw new ReleaseRefused({
      message: `${JSON.stringify(name)} cannot be the name of a release`,
      place: '--name',
      remedy: RELEASE_NAME_RULE,
    })
  const files = await readRelease(dir)
  return { name: name ?? defaultReleaseName(files), publishedAt: clockAndRetention(options).now(), ...files }
}

const publishPlan = async (
  store: ReleaseStore,
  release: ReleaseManifest,
  options: PublishOptions,
): Promise<ReleasePlan> => {
  const { retention, now } = clockAndRetention(options)
  const state = await readState(store, release)
  return planOf(planPublish(state, release, await readContents(store, release, state), retention, now()))
}

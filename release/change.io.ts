import { ClaimHolder } from './claim-holder.io.ts'
import { contentDigest, type ReleaseManifest } from './manifest.ts'
import type { Planned, ReleasePlan } from './plan.ts'
import { ReleaseRefused } from './problem.ts'
import type { ReleaseStore } from './release-store.ts'
import { DEFAULT_RETENTION, type Retention } from './retention.ts'
import { runSteps, type OnProgress } from './run-steps.io.ts'

/** What publishing and rolling back have in common. */
export interface ChangeOptions {
  readonly retention?: Retention
  /** Do not wait for a change that was interrupted. */
  readonly takeOver?: boolean
  /** Milliseconds since the epoch; the system's clock by default. */
  readonly now?: () => number
  readonly onProgress?: OnProgress
}

export const clockAndRetention = ({ retention = DEFAULT_RETENTION, now = Date.now }: ChangeOptions) => ({
  retention,
  now,
})

/** Rejects with `ReleaseRefused` where the plan is a refusal. */
export const planOf = (planned: Planned): ReleasePlan => {
  if (planned.kind === 'refused') throw new ReleaseRefused(...planned.problems)
  return planned.plan
}

/**
 * Makes a release live: takes the claim, plans, and carries the plan out. Planned only then, so that nobody changes the bucket
 * between the look and the deed. In: the folder to upload from, if any.
 */
export const carryOut = async (
  store: ReleaseStore,
  { name, ...files }: ReleaseManifest,
  dir: string | undefined,
  options: ChangeOptions,
  plan: () => Promise<ReleasePlan>,
): Promise<ReleasePlan> => {
  const { takeOver = false, onProgress } = options
  const { now } = clockAndRetention(options)
  const claim = await ClaimHolder.take(store, { name, digest: contentDigest(files), takeOver, now })
  try {
    const planned = await plan()
    const run = { store, claim, dir, from: planned.from, now, ...(onProgress === undefined ? {} : { onProgress }) }
    await runSteps(run, planned.steps)
    return planned
  } finally {
    await claim.release()
  }
}

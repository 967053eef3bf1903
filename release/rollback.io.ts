import { carryOut, clockAndRetention, planOf, type ChangeOptions } from './change.io.ts'
import { planRollback, type ReleasePlan } from './plan.ts'
import { readState } from './read-state.io.ts'
import type { ReleaseStore } from './release-store.ts'

/**
 * Makes an older release live again: the named one, or the one that was live before. Answers with the plan that was carried out;
 * rejects with `ReleaseRefused`, naming the files that are missing.
 */
export const rollBack = async (
  store: ReleaseStore,
  name?: string,
  options: ChangeOptions = {},
): Promise<ReleasePlan> => {
  const { release } = await planRollingBack(store, name, options)
  return carryOut(store, release, undefined, options, () => planRollingBack(store, release.name, options))
}

/** What `rollBack` would do; changes nothing. Rejects with `ReleaseRefused`. */
export const planRollingBack = async (
  store: ReleaseStore,
  name?: string,
  options: ChangeOptions = {},
): Promise<ReleasePlan> => {
  const { retention, now } = clockAndRetention(options)
  return planOf(planRollback(await readState(store), name, retention, now()))
}

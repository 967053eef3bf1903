import { planRollingBack, rollBack } from '../release/rollback.io.ts'
import { withBucketOf } from './release-bucket.io.ts'
import { changeAndTell, type ReleaseChangeOptions } from './release-change.io.ts'

/** `understudy release rollback`. */
export const rollback = (name: string | undefined, options: ReleaseChangeOptions): Promise<void> =>
  withBucketOf(options, store =>
    changeAndTell(options, store.place, {
      plan: change => planRollingBack(store, name, change),
      carryOut: change => rollBack(store, name, change),
      done: 'live again',
    }),
  )

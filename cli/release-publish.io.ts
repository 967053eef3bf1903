import { planPublishing, publishRelease } from '../release/publish.io.ts'
import { isReleaseName, RELEASE_NAME_RULE } from '../release/keys.ts'
import { Failure } from './failure.ts'
import { withBucketOf } from './release-bucket.io.ts'
import { changeAndTell, type ReleaseChangeOptions } from './release-change.io.ts'

export interface ReleasePublishOptions extends ReleaseChangeOptions {
  readonly name?: string
}

/** `understudy release publish`. */
export const publish = async (dir: string, options: ReleasePublishOptions): Promise<void> => {
  const { name } = options
  if (name !== undefined && !isReleaseName(name))
    throw new Failure(`✘ --name ${JSON.stringify(name)}: not the name of a release\n  → ${RELEASE_NAME_RULE}`, 2)
  const named = name === undefined ? {} : { name }
  await withBucketOf(options, store =>
    changeAndTell(options, store.place, {
      plan: change => planPublishing(store, dir, { ...change, ...named }),
      carryOut: change => publishRelease(store, dir, { ...change, ...named }),
      done: 'live',
    }),
  )
}

import { listReleases } from '../release/list-releases.ts'
import { readState } from '../release/read-state.io.ts'
import { withBucketOf, type BucketOptions } from './release-bucket.io.ts'
import { retentionOf, type RetentionOptions } from './release-change.io.ts'
import { listJson, listText } from './release-words.ts'
import { say } from './terminal.io.ts'

/** `understudy release list`. */
export const list = async (options: BucketOptions & RetentionOptions & { readonly json?: boolean }): Promise<void> => {
  const retention = retentionOf(options)
  await withBucketOf(options, async store => {
    const releases = listReleases(await readState(store), retention, Date.now())
    if (options.json === true) process.stdout.write(`${JSON.stringify(listJson(releases))}\n`)
    else if (releases.releases.length === 0) say(`no release was published here yet   ${store.place}`)
    else process.stdout.write(`${listText(releases)}\n`)
  })
}

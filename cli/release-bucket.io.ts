import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { openFolderStore } from '../release/folder-store.io.ts'
import { ReleaseRefused } from '../release/problem.ts'
import type { ReleaseStore } from '../release/release-store.ts'
import { Failure } from './failure.ts'
import { LOCAL_BUCKET_FOLDER } from './work-folder.ts'

export interface BucketOptions {
  readonly bucket?: string
  readonly stage?: string
  readonly folder?: string
}

/** Runs a command of `release` on the bucket that the options name. What is refused becomes a failure in words. */
export const withBucketOf = async <T>(
  options: BucketOptions,
  work: (store: ReleaseStore) => Promise<T>,
): Promise<T> => {
  try {
    return await work(await openBucket(options))
  } catch (error) {
    throw error instanceof ReleaseRefused ? new Failure(error.message) : error
  }
}

const openBucket = ({ bucket, stage, folder }: BucketOptions): Promise<ReleaseStore> => {
  const given = [bucket, stage, folder].filter(value => value !== undefined)
  if (given.length !== 1)
    throw new Failure(
      `✘ ${given.length === 0 ? 'no bucket is named' : 'more than one bucket is named'}\n  → pass one of --bucket NAME, --stage local, --folder PATH`,
      2,
    )
  if (bucket !== undefined) return openS3(bucket)
  if (folder !== undefined) return openFolderStore(resolve(folder))
  if (stage !== 'local') throw new Failure(`✘ --stage ${stage}: there is only the stage "local"`, 2)
  return openLocalStage()
}

const openLocalStage = (): Promise<ReleaseStore> => {
  const folder = resolve(LOCAL_BUCKET_FOLDER)
  if (!existsSync(folder))
    throw new Failure(`✘ there is no stage in this folder   ${folder}\n  → understudy start makes its bucket`)
  return openFolderStore(folder)
}

/** S3 User Guide, "General purpose bucket naming rules"; old buckets may have upper-case letters and underscores. */
const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/

const openS3 = async (bucket: string): Promise<ReleaseStore> => {
  if (!BUCKET_NAME.test(bucket)) throw new Failure(`✘ --bucket ${JSON.stringify(bucket)}: not the name of a bucket`, 2)
  const { openS3Store } = await import('../release/s3-store.io.ts')
  try {
    return await openS3Store({ bucket })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new Failure(
        '✘ publishing to S3 needs the package @aws-sdk/client-s3, which is not installed\n  → npm install @aws-sdk/client-s3',
      )
    throw error
  }
}

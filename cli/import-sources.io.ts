import { statSync } from 'node:fs'
import { dirname, posix, resolve, sep } from 'node:path'
import { cdkAsset } from '../distribution/cdk-assets.ts'
import { disk } from '../distribution/load-template.io.ts'
import type { Distribution, KeyValueImportSource } from '../distribution/model.ts'
import { problemText } from '../distribution/problem.ts'
import type { OriginStandIn } from '../pop/stage.io.ts'
import { associatedStores } from './key-value-stores.io.ts'

export interface ImportFiles {
  /** By name of the store. */
  readonly files: ReadonlyMap<string, string>
  /** One for each store whose file is not at hand, ready for the terminal. */
  readonly warnings: readonly string[]
}

/** The folder that stands in for a bucket: that of an S3 origin whose domain starts with the bucket's name. */
const bucketFolder = (
  bucket: string,
  distributions: readonly Distribution[],
  standIns: ReadonlyMap<string, OriginStandIn> = new Map(),
): string | undefined => {
  const prefixes = [`${bucket}.s3.`, `${bucket}.s3-`]
  const folders = distributions
    .flatMap(({ origins }) => [...origins.values()])
    .filter(({ kind, domainName }) => kind === 's3' && prefixes.some(prefix => domainName.startsWith(prefix)))
    .map(({ id }) => standIns.get(id))
  return folders.find(standIn => standIn?.kind === 'folder')?.folder
}

/** What the CDK uploads lies beside the template, by the hash that the key is named for. */
const assetOf = (key: string, { place }: KeyValueImportSource): string | undefined =>
  cdkAsset(dirname(place.file), posix.basename(key).replace(/\.\w+$/, ''), disk)

/** A key with `..` in it names an object, never a file outside of the folder. */
const fileOfKey = (folder: string, key: string): string | undefined => {
  const file = resolve(folder, `./${key}`)
  const isInside = file.startsWith(resolve(folder) + sep)
  return isInside && statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : undefined
}

const notAtHand = (name: string, { sourceArn, place }: KeyValueImportSource, remedy: string): string =>
  problemText({
    severity: 'warning',
    message: `the store ${name} starts empty: ${sourceArn} is not at hand`,
    place,
    remedy,
    rule: 'CFF-153',
  })

const remedyFor = (name: string, standIns: ReadonlyMap<string, OriginStandIn> | undefined): string =>
  standIns === undefined
    ? `--kvs ${name}=FILE`
    : `--kvs ${name}=FILE, or --origin ID=FOLDER for the origin of that bucket`

/**
 * The files that the template fills its stores from, found where a folder stands in for their bucket, or among the assets of the CDK.
 *
 * @param given stores that have a file already, which counts more
 * @param standIns by id of the origin; undefined where origins cannot have any
 */
export const findImportFiles = (
  given: ReadonlyMap<string, string>,
  distributions: readonly Distribution[],
  standIns?: ReadonlyMap<string, OriginStandIn>,
): ImportFiles => {
  const files = new Map<string, string>()
  const warnings: string[] = []
  for (const { name, importSource } of associatedStores(distributions).values()) {
    if (importSource === undefined || given.has(name)) continue
    const [, bucket = '', key = ''] = /:::([^/]+)\/(.+)$/.exec(importSource.sourceArn) ?? []
    const folder = bucketFolder(bucket, distributions, standIns)
    const file = folder === undefined ? assetOf(key, importSource) : fileOfKey(folder, key)
    if (file === undefined) warnings.push(notAtHand(name, importSource, remedyFor(name, standIns)))
    else files.set(name, file)
  }
  return { files, warnings }
}

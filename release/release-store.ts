import type { ReleaseFile } from './manifest.ts'
import { ReleaseRefused } from './problem.ts'

/** The tag by which the lifecycle rule of infrastructure/assets-bucket.yml knows what may expire. */
export const SUPERSEDED_TAG = { key: 'understudy:superseded', value: 'true' } as const

/** A manifest of a hundred thousand files has less. */
export const TEXT_MAX_BYTES = 33_554_432

export interface StoredText {
  readonly text: string
  /** Changes with the text. */
  readonly version: string
}

/** A conditional write. */
export type Written = { readonly kind: 'written'; readonly version: string } | { readonly kind: 'changed-meanwhile' }

/**
 * A bucket, as far as releases need one. An object is there as a whole or not at all, whatever interrupts a write. Rejects with
 * `ReleaseRefused` where the user can do something about it.
 */
export interface ReleaseStore {
  /** What the user calls it. */
  readonly place: string
  /** Size in bytes of every object, by key. */
  list(prefix: string): Promise<ReadonlyMap<string, number>>
  /** A text of up to `TEXT_MAX_BYTES`; undefined when there is no such object. */
  read(key: string): Promise<StoredText | undefined>
  /** Writes only when the object still has this version, or is still absent where that is undefined. */
  write(key: string, text: string, version: string | undefined): Promise<Written>
  /** Stores a file of the disk, with the headers of its key and without tags. Refuses content that is not the one announced. */
  put(file: ReleaseFile, fromPath: string): Promise<void>
  /** Within the bucket, with the headers of the new key. */
  copy(fromKey: string, toKey: string): Promise<void>
  /** Of the content, lower-case hex; undefined when there is no such object. */
  sha256(key: string): Promise<string | undefined>
  isSuperseded(key: string): Promise<boolean>
  /** Other tags stay. An object that has gone is no trouble. */
  markSuperseded(key: string): Promise<void>
  /** Other tags stay. An object that has gone is no trouble. */
  clearSuperseded(key: string): Promise<void>
}

/** Whatever lies under the key of a text: it is not read into memory when it cannot be one. */
export const refuseLargeText = (place: string, key: string, sizeBytes: number): void => {
  if (sizeBytes <= TEXT_MAX_BYTES) return
  throw new ReleaseRefused({
    message: `${key} has ${sizeBytes} bytes, and can be none of ours`,
    place,
    remedy: 'remove the object',
  })
}

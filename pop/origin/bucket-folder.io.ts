import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, realpath, type FileHandle } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Body, ByteRange } from '../body.ts'
import { BufferedBody, streamedBodyOf } from '../bytes.io.ts'
import { HIDDEN_PREFIX } from './bucket-metadata.io.ts'
import type { Validators } from './evaluate-preconditions.ts'

export interface BucketObject {
  readonly sizeBytes: number
  readonly validators: Validators
  /** The bytes of the whole object, or of one range. */
  readonly body: (range?: ByteRange) => Body
}

export type ObjectLookup =
  | { readonly kind: 'object'; readonly object: BucketObject }
  | { readonly kind: 'no-key' | 'no-bucket' | 'unreadable' }

/** Larger files are not read into memory at once. */
const BUFFERED_MAX_BYTES = 8_388_608

/** The files of a folder as the objects of a bucket. Nothing outside the folder is reached, by whatever key or link. */
export class BucketFolder {
  readonly #folder: string
  /** Entity tags by file, with the modification time and size that they belong to. */
  readonly #entityTags = new Map<string, { readonly version: string; readonly entityTag: string }>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** In: a decoded key, without leading slash. */
  async find(key: string): Promise<ObjectLookup> {
    const root = await realpath(this.#folder).catch(() => undefined)
    if (root === undefined) return { kind: 'no-bucket' }
    if (!isPlainKey(key)) return { kind: 'no-key' }
    try {
      return await this.#open(root, join(root, key))
    } catch (error) {
      return { kind: isAbsence(error) ? 'no-key' : 'unreadable' }
    }
  }

  async #open(root: string, path: string): Promise<ObjectLookup> {
    const file = await realpath(path)
    const isInside = file.startsWith(root.endsWith(sep) ? root : root + sep)
    // Keys are case-sensitive also where the file system is not.
    const isOtherCase = file !== path && file.toLowerCase() === path.toLowerCase()
    if (!isInside || isOtherCase || isHidden(root, file)) return { kind: 'no-key' }
    const handle = await open(file)
    try {
      return await this.#read(file, handle)
    } finally {
      await handle.close()
    }
  }

  async #read(file: string, handle: FileHandle): Promise<ObjectLookup> {
    const stats = await handle.stat()
    if (!stats.isFile()) return { kind: 'no-key' }
    const bytes = stats.size > BUFFERED_MAX_BYTES ? undefined : await handle.readFile()
    const entityTag = await this.#entityTag(file, `${stats.mtimeMs} ${stats.size}`, bytes)
    const lastModifiedAt = Math.floor(stats.mtimeMs / 1_000) * 1_000
    const sizeBytes = bytes?.length ?? stats.size
    const body = bytes === undefined ? streamOf(file, sizeBytes) : bufferOf(bytes)
    return { kind: 'object', object: { sizeBytes, validators: { entityTag, lastModifiedAt }, body } }
  }

  async #entityTag(file: string, version: string, bytes: Buffer | undefined): Promise<string> {
    const known = this.#entityTags.get(file)
    if (known?.version === version) return known.entityTag
    const hash = createHash('md5')
    if (bytes === undefined) await pipeline(createReadStream(file), hash)
    else hash.update(bytes)
    const entityTag = `"${hash.digest('hex')}"`
    this.#entityTags.set(file, { version, entityTag })
    return entityTag
  }
}

/** Metadata, tags and half-written files of the bucket itself. */
const isHidden = (root: string, file: string): boolean => file.startsWith(join(root, HIDDEN_PREFIX))

/** Keys that no file can have, and keys by which a path would leave the folder. */
const isPlainKey = (key: string): boolean =>
  !key.includes('\0') && key.split(/[/\\]/).every(segment => segment !== '' && segment !== '.' && segment !== '..')

const ABSENCE_CODES: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EISDIR'])

const isAbsence = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ABSENCE_CODES.has(error.code)

const bufferOf =
  (bytes: Buffer) =>
  (range?: ByteRange): Body =>
    new BufferedBody(range === undefined ? bytes : bytes.subarray(range.start, range.end + 1))

const streamOf =
  (file: string, sizeBytes: number) =>
  (range: ByteRange = { start: 0, end: sizeBytes - 1 }): Body =>
    streamedBodyOf(createReadStream(file, { start: range.start, end: range.end }), range.end - range.start + 1)

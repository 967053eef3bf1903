import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { S3Client, Tag } from '@aws-sdk/client-s3'
import { translateDiskError } from './errno.ts'
import { guardedStore } from './guarded-store.ts'
import type { ReleaseFile } from './manifest.ts'
import { objectHeaders } from './object-headers.ts'
import { refuseLargeText, SUPERSEDED_TAG, type ReleaseStore, type StoredText, type Written } from './release-store.ts'
import { errorName, errorStatus, translateS3Error } from './s3-errors.ts'

type Sdk = typeof import('@aws-sdk/client-s3')

export interface S3StoreOptions {
  readonly bucket: string
  /** Default: from the environment, as for every AWS tool: region, credentials, `AWS_ENDPOINT_URL`. */
  readonly client?: S3Client
}

/** Larger files are streamed; the client cannot send a stream again after a failure. */
const BUFFERED_MAX_BYTES = 8_388_608

/**
 * A bucket of S3, or of anything that speaks its protocol. The client library is loaded here and not before; rejects with the
 * loader's error when it is not installed.
 */
export const openS3Store = async ({ bucket, client }: S3StoreOptions): Promise<ReleaseStore> => {
  const sdk = await import('@aws-sdk/client-s3')
  const place = `s3://${bucket}`
  const translateDisk = translateDiskError(place)
  const translateS3 = translateS3Error(place)
  const store = new S3Store(sdk, client ?? clientOfEnvironment(sdk), bucket, place)
  return guardedStore(store, error => translateS3(translateDisk(error)))
}

const clientOfEnvironment = ({ S3Client: Client }: Sdk): S3Client => {
  const { AWS_ENDPOINT_URL: url, AWS_ENDPOINT_URL_S3: s3Url } = process.env
  // A bucket's name in front of `localhost` or of an address of a network names no machine.
  return new Client({ forcePathStyle: (s3Url ?? url) !== undefined })
}

class S3Store implements ReleaseStore {
  readonly place: string
  readonly #sdk: Sdk
  readonly #client: S3Client
  readonly #bucket: string

  constructor(sdk: Sdk, client: S3Client, bucket: string, place: string) {
    this.#sdk = sdk
    this.#client = client
    this.#bucket = bucket
    this.place = place
  }

  async list(prefix: string): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>()
    const pages = this.#sdk.paginateListObjectsV2({ client: this.#client }, { Bucket: this.#bucket, Prefix: prefix })
    for await (const { Contents: objects = [] } of pages)
      for (const { Key: key, Size: sizeBytes } of objects)
        if (key !== undefined && sizeBytes !== undefined) sizes.set(key, sizeBytes)
    return sizes
  }

  read(key: string): Promise<StoredText | undefined> {
    return unlessAbsent(async () => {
      const answer = await this.#client.send(new this.#sdk.GetObjectCommand(this.#object(key)))
      const { Body: body, ETag: version = '', ContentLength: sizeBytes = 0 } = answer
      refuseLargeText(this.place, key, sizeBytes)
      return { text: (await body?.transformToString('utf-8')) ?? '', version }
    })
  }

  async write(key: string, text: string, version: string | undefined): Promise<Written> {
    const condition = version === undefined ? { IfNoneMatch: '*' } : { IfMatch: version }
    const body = Buffer.from(text)
    const sha256 = createHash('sha256').update(body).digest('hex')
    try {
      const answer = await this.#send(key, body, { key, sizeBytes: body.length, sha256 }, condition)
      return { kind: 'written', version: answer.ETag ?? '' }
    } catch (error) {
      if (!isLostCondition(error)) throw error
      // The client repeats a request whose answer was lost; the first one may have been it.
      const stored = await this.read(key)
      return stored?.text === text ? { kind: 'written', version: stored.version } : { kind: 'changed-meanwhile' }
    }
  }

  async put(file: ReleaseFile, fromPath: string): Promise<void> {
    const isLarge = file.sizeBytes > BUFFERED_MAX_BYTES
    await this.#send(file.key, isLarge ? createReadStream(fromPath) : await readFile(fromPath), file)
  }

  #send(key: string, body: Buffer | Readable, file: ReleaseFile, condition: Condition = {}) {
    const { contentType, cacheControl } = objectHeaders(key)
    return this.#client.send(
      new this.#sdk.PutObjectCommand({
        ...this.#object(key),
        ...condition,
        Body: body,
        ContentLength: file.sizeBytes,
        ContentType: contentType,
        CacheControl: cacheControl,
        // S3 refuses bytes that are not these, and tells the hash to whoever asks later.
        ChecksumSHA256: Buffer.from(file.sha256, 'hex').toString('base64'),
      }),
    )
  }

  async copy(fromKey: string, toKey: string): Promise<void> {
    const { contentType, cacheControl } = objectHeaders(toKey)
    await this.#client.send(
      new this.#sdk.CopyObjectCommand({
        ...this.#object(toKey),
        CopySource: `${this.#bucket}/${fromKey.split('/').map(encodeURIComponent).join('/')}`,
        MetadataDirective: 'REPLACE',
        TaggingDirective: 'REPLACE',
        ContentType: contentType,
        CacheControl: cacheControl,
      }),
    )
  }

  sha256(key: string): Promise<string | undefined> {
    return unlessAbsent(async () => {
      const head = new this.#sdk.HeadObjectCommand({ ...this.#object(key), ChecksumMode: 'ENABLED' })
      const { ChecksumSHA256: stated, ChecksumType: type } = await this.#client.send(head)
      // The checksum of an upload in parts is one of its parts' checksums.
      if (stated !== undefined && type !== 'COMPOSITE') return Buffer.from(stated, 'base64').toString('hex')
      return this.#hashContent(key)
    })
  }

  /** For what other tools have uploaded. */
  async #hashContent(key: string): Promise<string> {
    const { Body: body } = await this.#client.send(new this.#sdk.GetObjectCommand(this.#object(key)))
    const hash = createHash('sha256')
    if (body !== undefined) await pipeline(body.transformToWebStream(), hash)
    return hash.digest('hex')
  }

  async isSuperseded(key: string): Promise<boolean> {
    return (await this.#tags(key))?.some(isSupersededTag) ?? false
  }

  async markSuperseded(key: string): Promise<void> {
    const tags = await this.#tags(key)
    if (tags !== undefined && !tags.some(isSupersededTag)) await this.#putTags(key, [...tags.filter(isOther), MARK])
  }

  async clearSuperseded(key: string): Promise<void> {
    const others = (await this.#tags(key))?.filter(isOther)
    if (others === undefined) return
    if (others.length > 0) await this.#putTags(key, others)
    else await unlessAbsent(() => this.#client.send(new this.#sdk.DeleteObjectTaggingCommand(this.#object(key))))
  }

  /** Undefined: no such object. */
  #tags(key: string): Promise<readonly Tag[] | undefined> {
    return unlessAbsent(async () => {
      const answer = await this.#client.send(new this.#sdk.GetObjectTaggingCommand(this.#object(key)))
      return answer.TagSet ?? []
    })
  }

  /** A tag set is written as a whole. */
  async #putTags(key: string, tags: readonly Tag[]): Promise<void> {
    const command = new this.#sdk.PutObjectTaggingCommand({ ...this.#object(key), Tagging: { TagSet: [...tags] } })
    await unlessAbsent(() => this.#client.send(command))
  }

  #object(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket, Key: key }
  }
}

type Condition = { readonly IfNoneMatch?: string; readonly IfMatch?: string }

const MARK: Tag = { Key: SUPERSEDED_TAG.key, Value: SUPERSEDED_TAG.value }
const isOther = ({ Key: key }: Tag): boolean => key !== MARK.Key
const isSupersededTag = ({ Key: key, Value: value }: Tag): boolean => key === MARK.Key && value === MARK.Value

/** HEAD has no body that could name the error. */
const ABSENCE: ReadonlySet<string> = new Set(['NoSuchKey', 'NotFound'])

const unlessAbsent = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask()
  } catch (error) {
    if (ABSENCE.has(errorName(error))) return undefined
    throw error
  }
}

/** 412; 409 for a write at the same time; 404 for an object that was deleted meanwhile. */
const isLostCondition = (error: unknown): boolean => {
  const status = errorStatus(error)
  return status === 412 || status === 409 || (status === 404 && ABSENCE.has(errorName(error)))
}

import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

const PIECE_BYTES = 1_048_576

/** The bytes of a file, as they lie on the disk. */
export interface FileContent {
  /** SHA-256 in hex. */
  readonly fileSha256: string
  readonly sizeBytes: number
  readonly isGzip: boolean
}

/** Rejects when the file cannot be read. */
export const fileContent = async (file: string): Promise<FileContent> => {
  const hash = createHash('sha256')
  let sizeBytes = 0
  let isGzip = false
  for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES })) {
    if (sizeBytes === 0) isGzip = piece[0] === 0x1f && piece[1] === 0x8b
    hash.update(piece)
    sizeBytes += piece.length
  }
  return { fileSha256: hash.digest('hex'), sizeBytes, isGzip }
}

/**
 * SHA-256 in hex of the log itself: a log that was compressed since is the same log. Damaged gzip is identified by its own bytes; reading
 * it will say what is wrong with it.
 */
export const logSha256 = async (file: string, { fileSha256, isGzip }: FileContent): Promise<string> => {
  if (!isGzip) return fileSha256
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(file), createGunzip({ chunkSize: PIECE_BYTES }), into(hash))
    return hash.digest('hex')
  } catch {
    return fileSha256
  }
}

const into = (hash: Hash): Writable =>
  new Writable({
    write(piece: Buffer, _encoding, done) {
      hash.update(piece)
      done()
    },
  })

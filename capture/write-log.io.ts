import { createWriteStream } from 'node:fs'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** Half the time of the default, for an eighth more bytes. */
const GZIP_LEVEL = 3

/** `whole`: written to the end. `reader-left`: whoever reads the pipe (`head`) has had enough, which is fine. */
export type WriteEnd = 'whole' | 'reader-left'

const bytesOf = function* (blocks: Iterable<string>): Generator<Buffer, void, undefined> {
  for (const block of blocks) yield Buffer.from(block, 'latin1')
}

/** Writes to a stream that stays open, as slowly as it is read. */
export const writeToStream = (blocks: Iterable<string>, stream: Writable): Promise<WriteEnd> =>
  settled(pipeline(Readable.from(bytesOf(blocks)), stream, { end: false }))

/**
 * Writes a file, with gzip if its name ends in `.gz`. It gets its name only when it is whole: until then, and if writing fails or is
 * stopped, what was there before stays. What is no regular file (a pipe, a device) is written into.
 *
 * Rejects with the system's error, or with `AbortError` when stopped.
 */
export const writeToFile = async (blocks: Iterable<string>, file: string, stop: AbortSignal): Promise<WriteEnd> => {
  const known = await stat(file).catch(() => undefined)
  if (known !== undefined && !known.isFile()) return writeInto(blocks, createWriteStream(file), file, stop)
  // Through a link: the file behind it is replaced, not the link.
  const target = known === undefined ? file : await realpath(file)
  const unfinished = join(dirname(target), `.${basename(target)}.${process.pid}.unfinished`)
  try {
    // Opened before it is written to: a stream that is stopped while it opens leaves the file behind.
    const handle = await open(unfinished, 'w')
    await writeInto(blocks, handle.createWriteStream(), file, stop)
    await rename(unfinished, target)
    return 'whole'
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

const writeInto = async (
  blocks: Iterable<string>,
  destination: Writable,
  name: string,
  signal: AbortSignal,
): Promise<WriteEnd> => {
  const source = Readable.from(bytesOf(blocks))
  const streams = name.endsWith('.gz')
    ? [source, createGzip({ level: GZIP_LEVEL }), destination]
    : [source, destination]
  return settled(pipeline(streams, { signal }))
}

const settled = async (writing: Promise<void>): Promise<WriteEnd> => {
  try {
    await writing
    return 'whole'
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return 'reader-left'
    throw error
  }
}

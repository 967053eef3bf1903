import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, readdir, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { errnoOf } from './errno.ts'
import { ReleaseRefused } from './problem.ts'

/** The stage serves no file whose name starts so. */
const INCOMING_FOLDER = '.understudy-incoming'
/** A file of a process that was killed is not taken for one that is still being written. */
const FORGOTTEN_AFTER_MS = 86_400_000

/**
 * Files that are there as a whole or not at all. Each is written beside the others, on the same file system and where nothing is
 * served, and gets its name when it is complete and on the disk.
 */
export class FolderFiles {
  readonly #root: string
  readonly #incoming: string

  constructor(root: string) {
    this.#root = root
    this.#incoming = join(root, INCOMING_FOLDER)
  }

  /** Writes a file under a name that nobody asks for, and answers with its path. */
  async receive(fill: (handle: FileHandle) => Promise<unknown>): Promise<string> {
    await mkdir(this.#incoming, { recursive: true })
    const path = join(this.#incoming, randomUUID())
    const handle = await open(path, 'wx')
    try {
      await fill(handle)
      await handle.sync()
    } catch (error) {
      await rm(path, { force: true })
      throw error
    } finally {
      await handle.close().catch(() => {})
    }
    return path
  }

  /** Gives a received file its name, in place of what has it. */
  async place(received: string, key: string): Promise<void> {
    await rename(received, await this.#target(key))
  }

  /** The same where nothing has the name yet; false otherwise. */
  async placeNew(received: string, key: string): Promise<boolean> {
    try {
      await link(received, await this.#target(key))
      return true
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false
      throw error
    } finally {
      await rm(received, { force: true })
    }
  }

  /** What processes that were killed left behind. */
  async removeForgotten(): Promise<void> {
    const names = await readdir(this.#incoming).catch(() => [])
    for (const name of names) {
      const path = join(this.#incoming, name)
      const stats = await stat(path).catch(() => undefined)
      if (stats !== undefined && stats.mtimeMs < Date.now() - FORGOTTEN_AFTER_MS) await rm(path, { force: true })
    }
  }

  /** Nothing outside the folder is written, by whatever link. */
  async #target(key: string): Promise<string> {
    const target = join(this.#root, key)
    await mkdir(dirname(target), { recursive: true })
    const folder = await realpath(dirname(target))
    if (folder === this.#root || folder.startsWith(this.#root + sep)) return target
    throw new ReleaseRefused({
      message: `${key} would be written outside of the bucket, into ${folder}`,
      place: this.#root,
      remedy: 'remove the symbolic link',
    })
  }
}

const COPIED_AT_ONCE_BYTES = 1_048_576

/** Fills a file with another one's bytes. */
export const bytesOfFile =
  (path: string) =>
  async (handle: FileHandle): Promise<void> => {
    const bytes: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: COPIED_AT_ONCE_BYTES })
    for await (const chunk of bytes) await handle.appendFile(chunk)
  }

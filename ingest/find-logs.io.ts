import { open, readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { constants, gunzipSync } from 'node:zlib'
import { isLogFooter } from './parquet-log.ts'

/** Files named by the user, and those found in folders. Paths are absolute. */
export interface FoundLogs {
  /** In the order named; of a folder by name. */
  readonly files: readonly string[]
  /** In folders, but no access logs. */
  readonly ignored: readonly string[]
  /** Named, but not there or not readable. */
  readonly missing: readonly { readonly path: string; readonly reason: string }[]
}

const SNIFFED_BYTES = 65_536

/**
 * A file that is named is a log until reading proves otherwise. Folders are searched to the bottom for files that are logs by their
 * content, whatever their names; links to folders are not followed.
 */
export const findLogs = async (paths: readonly string[]): Promise<FoundLogs> => {
  const files = new Set<string>()
  const ignored: string[] = []
  const missing: { path: string; reason: string }[] = []
  for (const path of paths.map(given => resolve(given))) {
    try {
      const kind = await stat(path)
      if (kind.isFile()) files.add(path)
      else if (!kind.isDirectory()) missing.push({ path, reason: 'it is neither a file nor a folder' })
      else
        for await (const file of filesIn(path)) {
          if (await isLog(file)) files.add(file)
          else ignored.push(file)
        }
    } catch (error) {
      missing.push({ path, reason: reasonOf(error) })
    }
  }
  return { files: [...files], ignored, missing }
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesIn(path)
    else if (entry.isFile()) yield path
  }
}

/** By control lines as CloudFront writes them, plain or compressed; in Parquet by the columns, which stand at its end. */
const isLog = async (file: string): Promise<boolean> => {
  const start = await bytesOf(file, 'start')
  if (start.toString('latin1', 0, 4) === 'PAR1') return isLogFooter(await bytesOf(file, 'end'))
  if (start[0] === 0x1f && start[1] === 0x8b) return isLogText(gunzipStart(start))
  return isLogText(start)
}

const isLogText = (start: Buffer): boolean => /^#(?:Version|Fields):/im.test(start.toString('latin1', 0, SNIFFED_BYTES))

const bytesOf = async (file: string, part: 'start' | 'end'): Promise<Buffer> => {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const position = part === 'start' ? 0 : Math.max(0, size - SNIFFED_BYTES)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, position)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** As much as the first bytes give; nothing when they are damaged. */
const gunzipStart = (start: Buffer): Buffer => {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * SNIFFED_BYTES })
  } catch {
    return Buffer.alloc(0)
  }
}

/** What the system says, in words. */
export const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'this account may not read it'
  return error instanceof Error ? error.message : String(error)
}

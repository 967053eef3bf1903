import { join } from 'node:path'
import type { FilesAtHand } from './files-at-hand.ts'

const LIST = '.assets.json'

/** The file or folder that the CDK uploads under that hash, as its lists of assets beside the templates say; undefined when none does. */
export const cdkAsset = (
  folder: string,
  hash: string,
  files: Pick<FilesAtHand, 'jsonNames' | 'text'>,
): string | undefined => {
  for (const name of files.jsonNames(folder).filter(one => one.endsWith(LIST))) {
    const path = sourceOf(files.text(join(folder, name)) ?? '', hash)
    if (path !== undefined) return join(folder, path)
  }
  return undefined
}

const sourceOf = (text: string, hash: string): string | undefined => {
  try {
    const list = JSON.parse(text) as { files?: Readonly<Record<string, { source?: { path?: unknown } } | undefined>> }
    const path = list.files?.[hash]?.source?.path
    return typeof path === 'string' ? path : undefined
  } catch {
    return undefined
  }
}

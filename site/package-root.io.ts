import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folderWithPackage = (folder: string): string => {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error(`our own bug: no package.json above ${fileURLToPath(import.meta.url)}`)
  return folderWithPackage(parent)
}

/** The folder of this package, whether this module runs from source or from `dist/`. */
export const packageRoot = (): string => folderWithPackage(dirname(fileURLToPath(import.meta.url)))

/** Where `npm run build` puts the server bundle and the client releases of the site. */
export const defaultBuiltDir = (): string => join(packageRoot(), 'dist', 'site')

import { createHash } from 'node:crypto'
import { isObject, parseObject } from './json.ts'
import { ASSETS_PREFIX, isReleaseName, keyProblem, STATIC_PAGE } from './keys.ts'

export interface ReleaseFile {
  /** Key in the bucket, and path in the folder that is published. */
  readonly key: string
  readonly sizeBytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

/** What a release consists of. */
export interface ReleaseFiles {
  /** Everything under `assets/`, by key. */
  readonly assets: readonly ReleaseFile[]
  /** Every other file but the static page, by key. */
  readonly rootFiles: readonly ReleaseFile[]
  readonly staticPage: ReleaseFile
}

/** A release as the bucket remembers it. Written once and never changed. */
export interface ReleaseManifest extends ReleaseFiles {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly publishedAt: number
}

/** Files of the root and the static page: what another release overwrites. */
export const overwrittenFiles = ({ rootFiles, staticPage }: ReleaseFiles): readonly ReleaseFile[] => [
  ...rootFiles,
  staticPage,
]

export const totalBytes = (files: readonly ReleaseFile[]): number =>
  files.reduce((total, { sizeBytes }) => total + sizeBytes, 0)

const inOrder = ({ assets, rootFiles, staticPage }: ReleaseFiles): readonly ReleaseFile[] =>
  [...assets, ...rootFiles, staticPage].toSorted((a, b) => (a.key < b.key ? -1 : 1))

/** Equal for equal files, whatever the name and the time: lower-case hex. */
export const contentDigest = (files: ReleaseFiles): string => {
  const lines = inOrder(files).map(({ key, sizeBytes, sha256 }) => `${sha256} ${sizeBytes} ${key}\n`)
  return createHash('sha256').update(lines.join('')).digest('hex')
}

/** The name of a release that was given none: the same for the same files, so that publishing again completes. */
export const defaultReleaseName = (files: ReleaseFiles): string => contentDigest(files).slice(0, 12)

const FORMAT = 1

export const manifestText = ({ name, publishedAt, assets, rootFiles, staticPage }: ReleaseManifest): string => {
  const at = new Date(publishedAt).toISOString()
  return `${JSON.stringify({ format: FORMAT, name, publishedAt: at, assets, rootFiles, staticPage }, undefined, 2)}\n`
}

/** A manifest from its text; undefined when it is not one, down to the last key: what it lists will be tagged and restored. */
export const parseManifest = (text: string): ReleaseManifest | undefined => {
  const value = parseObject(text)
  if (value === undefined || value['format'] !== FORMAT) return undefined
  const { name, publishedAt } = value
  if (typeof name !== 'string' || !isReleaseName(name) || typeof publishedAt !== 'string') return undefined
  const assets = filesOf(value['assets'])
  const rootFiles = filesOf(value['rootFiles'])
  const [staticPage] = filesOf([value['staticPage']]) ?? []
  const at = Date.parse(publishedAt)
  if (assets === undefined || rootFiles === undefined || staticPage === undefined || Number.isNaN(at)) return undefined
  const isInPlace =
    assets.every(({ key }) => key.startsWith(ASSETS_PREFIX)) &&
    rootFiles.every(({ key }) => !key.startsWith(ASSETS_PREFIX) && key !== STATIC_PAGE) &&
    staticPage.key === STATIC_PAGE
  return isInPlace ? { name, publishedAt: at, assets, rootFiles, staticPage } : undefined
}

const filesOf = (value: unknown): readonly ReleaseFile[] | undefined => {
  if (!Array.isArray(value)) return undefined
  const files = value.map(fileOf)
  return files.every(file => file !== undefined) ? files : undefined
}

const fileOf = (value: unknown): ReleaseFile | undefined => {
  if (!isObject(value)) return undefined
  const { key, sizeBytes, sha256 } = value
  if (typeof key !== 'string' || keyProblem(key) !== undefined) return undefined
  if (typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) return undefined
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) ? { key, sizeBytes, sha256 } : undefined
}

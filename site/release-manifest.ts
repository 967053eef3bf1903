import type { SiteVersion } from './site-version.ts'
import { isSiteVersion } from './site-version.ts'

/** What one client build consists of. Paths are relative to its folder and use `/`; they are also the keys in the bucket. */
export type ReleaseManifest = {
  version: SiteVersion
  /** The script and the style sheet that every page loads. */
  script: string
  style: string
  /** Everything under `assets/`, sorted; each name carries the hash of its content. */
  assets: readonly string[]
  /** Files at the root other than the static page, sorted. */
  rootFiles: readonly string[]
  staticPage: string
}

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')

/** A manifest from its JSON text; undefined when it is not one. */
export const parseReleaseManifest = (json: string): ReleaseManifest | undefined => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { version, script, style, assets, rootFiles, staticPage }: Partial<Record<keyof ReleaseManifest, unknown>> =
    value
  if (typeof version !== 'string' || !isSiteVersion(version)) return undefined
  if (typeof script !== 'string' || typeof style !== 'string' || typeof staticPage !== 'string') return undefined
  return isStrings(assets) && isStrings(rootFiles)
    ? { version, script, style, assets, rootFiles, staticPage }
    : undefined
}

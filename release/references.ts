import { ASSETS_PREFIX } from './keys.ts'
import type { ReleaseFile } from './manifest.ts'

const REFERENCE = /\b(?:src|href)\s*=\s*["']?\/(assets\/[^"'\s>?#]+)/gi

/** Assets that a page loads from its own site and that are not among those given. Other addresses are not looked at. */
export const missingReferences = (html: string, assets: readonly Pick<ReleaseFile, 'key'>[]): readonly string[] => {
  const known = new Set(assets.map(({ key }) => key))
  const named = [...html.matchAll(REFERENCE)].map(([, path = '']) => decoded(path))
  return [...new Set(named)].filter(key => key.startsWith(ASSETS_PREFIX) && !known.has(key))
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

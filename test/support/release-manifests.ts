import { createHash } from 'node:crypto'
import type { ReleaseFile, ReleaseManifest } from '../../release/manifest.ts'

export const releaseFile = (key: string, content = key): ReleaseFile => ({
  key,
  sizeBytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
})

/** A release with these assets, by name without `assets/`; its page is its own. */
export const releaseManifest = (name: string, publishedAt: number, assets: readonly string[]): ReleaseManifest => ({
  name,
  publishedAt,
  assets: assets.map(asset => releaseFile(`assets/${asset}`)),
  rootFiles: [releaseFile('robots.txt', `robots of ${name}`)],
  staticPage: releaseFile('static-index.html', `page of ${name}`),
})

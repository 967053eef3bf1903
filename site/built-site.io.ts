import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { defaultBuiltDir } from './package-root.io.ts'
import { parseReleaseManifest } from './release-manifest.ts'
import type { ReleaseManifest } from './release-manifest.ts'
import { isRenderer } from './render-contract.ts'
import type { PageAssets, Renderer } from './render-contract.ts'
import type { SiteVersion } from './site-version.ts'

/** The site cannot start or be published because its build is missing or damaged. The message says where and what to do. */
export class SiteNotBuilt extends Error {
  override readonly name = 'SiteNotBuilt'

  constructor(file: string, why: string) {
    super(`${file} ${why}; build the site with: npm run build`)
  }
}

/** The manifest of one release. Rejects with `SiteNotBuilt`. */
export const readManifest = async (builtDir: string, version: SiteVersion): Promise<ReleaseManifest> => {
  const file = join(builtDir, 'client', `${version}.manifest.json`)
  const json = await readFile(file, 'utf8').catch(() => {
    throw new SiteNotBuilt(file, 'is missing')
  })
  const manifest = parseReleaseManifest(json)
  if (manifest === undefined) throw new SiteNotBuilt(file, 'is not a release manifest')
  return manifest
}

/** The folder of one release, ready to be published: `assets/`, files of the root, the static page. Rejects with `SiteNotBuilt`. */
export const builtClientDir = async (version: SiteVersion, builtDir: string = defaultBuiltDir()): Promise<string> => {
  await readManifest(builtDir, version)
  return join(builtDir, 'client', version)
}

/** Addresses of the files that the pages of a release load. Rejects with `SiteNotBuilt`. */
export const readPageAssets = async (builtDir: string, version: SiteVersion): Promise<PageAssets> => {
  const { script, style } = await readManifest(builtDir, version)
  return { script: `/${script}`, style: `/${style}` }
}

/** The bundled renderer. Rejects with `SiteNotBuilt`. */
export const loadRenderer = async (builtDir: string): Promise<Renderer> => {
  const file = join(builtDir, 'server', 'render.mjs')
  const module: unknown = await import(pathToFileURL(file).href).catch(() => {
    throw new SiteNotBuilt(file, 'is missing or does not load')
  })
  if (!isRenderer(module)) throw new SiteNotBuilt(file, 'exports no function renderPage')
  return module
}

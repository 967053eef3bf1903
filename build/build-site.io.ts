import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { BuildOptions, OutputFile } from 'esbuild'
import { defaultBuiltDir, packageRoot } from '../site/package-root.io.ts'
import type { ReleaseManifest } from '../site/release-manifest.ts'
import { staticDocument } from '../site/render/document.ts'
import { SITE_VERSIONS } from '../site/site-version.ts'
import type { SiteVersion } from '../site/site-version.ts'

export type BuildSiteOptions = {
  /** Where `server/` and `client/` go; `dist/site` by default. */
  outDir?: string
  /** React that warns, for example when server and client render different trees; not minified. */
  development?: boolean
}

export type BuiltSite = {
  outDir: string
  /** The renderer, a module with everything it needs inside. */
  serverFile: string
  manifests: Readonly<Record<SiteVersion, ReleaseManifest>>
}

const STATIC_PAGE = 'static-index.html'

type Target = { root: string; outDir: string; development: boolean }

/** Same sources, same bytes: paths in the output are relative to the package, and nothing depends on the clock. */
const common = ({ root, development }: Target): BuildOptions => ({
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  minify: !development,
  jsx: 'automatic',
  jsxDev: false,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': development ? '"development"' : '"production"' },
  logLevel: 'warning',
})

const bundle = async (options: BuildOptions): Promise<readonly OutputFile[]> => {
  const { outputFiles } = await build({ ...options, write: false })
  return outputFiles ?? []
}

const write = async (file: string, contents: string | Uint8Array): Promise<void> => {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, contents)
}

/** React's server build is CommonJS and asks for Node's modules with `require`. */
const REQUIRE = "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);"

const buildServer = async (target: Target): Promise<string> => {
  const outfile = join(target.outDir, 'server', 'render.mjs')
  const entryPoints = ['site/render/render.tsx']
  const files = await bundle({
    ...common(target),
    entryPoints,
    outfile,
    platform: 'node',
    target: 'node20',
    banner: { js: REQUIRE },
  })
  await Promise.all(files.map(file => write(file.path, file.contents)))
  return outfile
}

const keyIn = (folder: string, file: string): string => relative(folder, file).split(sep).join('/')

const onlyKey = (keys: readonly string[], pattern: RegExp): string => {
  const key = keys.find(candidate => pattern.test(candidate))
  if (key === undefined) throw new Error(`our own bug: the client build wrote no file like ${pattern.source}`)
  return key
}

const manifestOf = (
  version: SiteVersion,
  assets: readonly string[],
  rootFiles: readonly string[],
): ReleaseManifest => ({
  version,
  script: onlyKey(assets, new RegExp(`^assets/${version}-\\w+\\.js$`)),
  style: onlyKey(assets, new RegExp(`^assets/${version}-\\w+\\.css$`)),
  assets,
  rootFiles,
  staticPage: STATIC_PAGE,
})

const buildClient = async (target: Target, version: SiteVersion): Promise<ReleaseManifest> => {
  const folder = join(target.outDir, 'client', version)
  const publicDir = join(target.root, 'site', 'public')
  const files = await bundle({
    ...common(target),
    entryPoints: [
      { in: `site/client/${version}.tsx`, out: version },
      { in: `site/${version}/style.css`, out: version },
    ],
    outdir: folder,
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    splitting: true,
    platform: 'browser',
    target: ['es2022', 'safari16.4'],
  })
  const assets = files.map(file => keyIn(folder, file.path)).toSorted()
  const manifest = manifestOf(version, assets, (await readdir(publicDir)).toSorted())
  const page = staticDocument(version, { script: `/${manifest.script}`, style: `/${manifest.style}` })

  await rm(folder, { recursive: true, force: true })
  await cp(publicDir, folder, { recursive: true })
  await Promise.all(files.map(file => write(file.path, file.contents)))
  await write(join(folder, STATIC_PAGE), page)
  await write(`${folder}.manifest.json`, `${JSON.stringify(manifest, undefined, 2)}\n`)
  return manifest
}

/**
 * Bundles the server renderer and both client releases of the demonstration site: `server/render.mjs`, `client/<version>/…`
 * ready for the bucket, and `client/<version>.manifest.json`. Rejects with esbuild's `BuildFailure`, already printed with file
 * and line, when a source does not compile.
 */
export const buildSite = async ({
  outDir = defaultBuiltDir(),
  development = false,
}: BuildSiteOptions = {}): Promise<BuiltSite> => {
  const target: Target = { root: packageRoot(), outDir, development }
  const [serverFile, v4, v5] = await Promise.all([
    buildServer(target),
    buildClient(target, 'v4'),
    buildClient(target, 'v5'),
  ])
  return { outDir, serverFile, manifests: { v4, v5 } }
}

const report = async ({ outDir, manifests }: BuiltSite): Promise<void> => {
  for (const version of SITE_VERSIONS) {
    const folder = join(outDir, 'client', version)
    for (const key of [...manifests[version].assets, STATIC_PAGE]) {
      const bytes = (await readFile(join(folder, key))).length
      console.error(`site ${version}  ${key}  ${bytes} bytes`)
    }
  }
}

const isBuildFailure = (error: unknown): boolean => error instanceof Error && 'errors' in error

const main = async (): Promise<void> => {
  try {
    await report(await buildSite())
  } catch (error) {
    if (!isBuildFailure(error)) throw error
    process.exitCode = 1
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main()

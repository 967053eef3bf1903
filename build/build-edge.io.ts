import { existsSync, readdirSync } from 'node:fs'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundled, bundleFunction, type Bundle } from './bundle-function.io.ts'
import { lambdaOptions } from './bundle-options.ts'
import { findingText, hasErrors, type Finding } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import { sizeBytes, sizeText } from './size-gate.ts'
import { staticPage } from './static-page.io.ts'

export interface BuildEdgeOptions {
  /** Folder that holds `functions/` and `edge-lambdas/`; outputs go to its `dist/edge/`. Default: the working directory. */
  readonly root?: string
}

/** One built function. Paths are relative to the root. */
export interface EdgeOutput {
  readonly kind: 'function' | 'lambda'
  readonly name: string
  readonly file: string
  readonly bytes: number
}

export interface EdgeBuild {
  readonly outputs: readonly EdgeOutput[]
  /** Errors and warnings of the gates. With an error, the function concerned is not written. */
  readonly findings: readonly Finding[]
}

interface Entry {
  readonly kind: EdgeOutput['kind']
  readonly name: string
  readonly source: string
  readonly file: string
}

const entriesIn = (root: string, folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter(name => existsSync(join(root, folder, name, 'handler.ts')))
        .sort()
    : []

const entries = (root: string): Entry[] => [
  ...entriesIn(root, 'functions').map((name): Entry => ({
    kind: 'function',
    name,
    source: `functions/${name}/handler.ts`,
    file: `dist/edge/functions/${name}.js`,
  })),
  ...entriesIn(root, 'edge-lambdas').map((name): Entry => ({
    kind: 'lambda',
    name,
    source: `edge-lambdas/${name}/handler.ts`,
    file: `dist/edge/lambdas/${name}/index.mjs`,
  })),
]

const builtLambda = async (root: string, entry: Entry): Promise<Bundle> =>
  bundled({ ...lambdaOptions(root, entry.source, entry.file), plugins: [staticPage(root)] }, entry)

/** The mode is part of a Lambda version's hash, so it must not depend on the umask. */
const writePlain = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  await chmod(file, 0o644)
}

const write = async (root: string, entry: Entry, { text, sourceMap }: Bundle): Promise<void> => {
  await writePlain(join(root, entry.file), text)
  await writePlain(join(root, `${entry.file}.map`), sourceMap)
}

/**
 * Builds every CloudFront Function and Lambda@Edge function of the root into `dist/edge/`, source maps beside them.
 * The same sources give the same bytes. What the gates find is returned, not thrown.
 */
export const buildEdge = async ({ root = process.cwd() }: BuildEdgeOptions = {}): Promise<EdgeBuild> => {
  const outputs: EdgeOutput[] = []
  const findings: Finding[] = []
  for (const entry of entries(root)) {
    const bundle = entry.kind === 'function' ? await bundleFunction(root, entry) : await builtLambda(root, entry)
    findings.push(...bundle.findings)
    // An older output must not be deployed in place of one that no longer builds.
    if (hasErrors(bundle.findings)) await rm(join(root, entry.file), { force: true })
    else await write(root, entry, bundle)
    outputs.push({ kind: entry.kind, name: entry.name, file: entry.file, bytes: sizeBytes(bundle.text) })
  }
  return { outputs, findings }
}

const outputText = ({ kind, name, bytes }: EdgeOutput): string =>
  kind === 'function' ? sizeText(name, bytes) : `${name} ${bytes.toLocaleString('en-US')} B`

const main = async (): Promise<void> => {
  const { outputs, findings } = await buildEdge()
  for (const finding of findings) console.error(findingText(finding))
  for (const output of outputs) if (output.bytes > 0) console.error(outputText(output))
  if (outputs.length === 0)
    console.error(
      '✘ there is no functions/*/handler.ts and no edge-lambdas/*/handler.ts here\n  → run this in the folder that holds them',
    )
  if (outputs.length === 0 || hasErrors(findings)) process.exitCode = 1
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main()

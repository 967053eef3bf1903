import { build, type BuildFailure, type BuildOptions } from 'esbuild'
import { functionOptions } from './bundle-options.ts'
import { checkFunctionCode } from './check-function.ts'
import { esbuildFindings } from './esbuild-findings.ts'
import { hasErrors, type Finding } from '../pop/edge-functions/cloudfront-js/language/finding.ts'
import { withoutExport } from './handler-tail.ts'

/** The text of a bundle with its source map, empty when there is an error among the findings. */
export interface Bundle {
  readonly text: string
  readonly sourceMap: string
  readonly findings: readonly Finding[]
  /** Every source it was made of, relative to the root. */
  readonly inputs: readonly string[]
}

/** Paths are relative to the root. */
export interface BundleEntry {
  readonly source: string
  /** The built file; the sources in the map are relative to it. */
  readonly file: string
}

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors)

/** Runs esbuild; what it cannot build is a finding. */
export const bundled = async (options: BuildOptions, { source, file }: BundleEntry): Promise<Bundle> => {
  try {
    const { outputFiles = [], metafile } = await build(options)
    const output = (suffix: string): string => outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? ''
    const inputs = Object.keys(metafile?.inputs ?? {})
    return { text: output(file), sourceMap: output('.map'), findings: [], inputs }
  } catch (error) {
    if (!isBuildFailure(error)) throw error
    return { text: '', sourceMap: '', findings: esbuildFindings(error.errors, source), inputs: [source] }
  }
}

/** A CloudFront Function as it gets deployed, made of a module that exports `handler`. What the gates find is returned, not thrown. */
export const bundleFunction = async (root: string, entry: BundleEntry): Promise<Bundle> => {
  const bundle = await bundled(functionOptions(root, entry.source, entry.file), entry)
  if (hasErrors(bundle.findings)) return bundle
  const code = withoutExport(bundle.text, bundle.sourceMap, entry.source)
  if (code.kind === 'refused') return { ...bundle, findings: [code.finding] }
  const { text, sourceMap } = code
  return { ...bundle, text, sourceMap, findings: checkFunctionCode(text, { file: entry.file, sourceMap }) }
}

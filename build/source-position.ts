import { SourceMap, type SourceMapPayload } from 'node:module'
import { posix } from 'node:path'
import type { Finding } from '../pop/edge-functions/cloudfront-js/language/finding.ts'

const field = (value: object, name: string): unknown => Reflect.get(value, name)

const isPayload = (value: unknown): value is SourceMapPayload =>
  typeof value === 'object' &&
  value !== null &&
  typeof field(value, 'mappings') === 'string' &&
  Array.isArray(field(value, 'sources'))

/** Reads the text of a version 3 source map; nothing when it is none. */
export const readSourceMap = (text: string): SourceMap | undefined => {
  try {
    const payload: unknown = JSON.parse(text)
    return isPayload(payload) ? new SourceMap(payload) : undefined
  } catch {
    return undefined
  }
}

/**
 * Moves a finding from the built file to the source it was built from.
 * Sources in the map are relative to the built file. A position the map does not know stays in the built file.
 */
export const toSource = (finding: Finding, map: SourceMap | undefined): Finding => {
  const entry = map?.findEntry(finding.line - 1, finding.column - 1)
  if (entry === undefined || !('originalSource' in entry) || typeof entry.originalSource !== 'string') return finding
  const file = posix.join(posix.dirname(finding.file), entry.originalSource)
  return { ...finding, file, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
}

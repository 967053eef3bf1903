import { SourceMap, type SourceMapPayload } from 'node:module'
import { posix } from 'node:path'
import type { SourcePlace } from './source-place.ts'

/** A place in a file. */
export interface FilePlace extends SourcePlace {
  readonly file: string
}

const field = (value: object, name: string): unknown => Reflect.get(value, name)

/** A source map of version 3, parsed. */
export const isSourceMap = (value: unknown): value is SourceMapPayload =>
  typeof value === 'object' &&
  value !== null &&
  field(value, 'version') === 3 &&
  typeof field(value, 'mappings') === 'string' &&
  Array.isArray(field(value, 'sources'))

/** Reads the text of a version 3 source map; nothing when it is none. */
export const readSourceMap = (text: string): SourceMap | undefined => {
  try {
    const payload: unknown = JSON.parse(text)
    return isSourceMap(payload) ? new SourceMap(payload) : undefined
  } catch {
    return undefined
  }
}

/**
 * Moves what has a place in the built file to the source it was built from. Sources in the map are relative to the built file. A position
 * the map does not know stays in the built file.
 */
export const toSource = <T extends FilePlace>(placed: T, map: SourceMap | undefined): T => {
  const entry = map?.findEntry(placed.line - 1, placed.column - 1)
  if (entry === undefined || !('originalSource' in entry) || typeof entry.originalSource !== 'string') return placed
  const file = posix.join(posix.dirname(placed.file), entry.originalSource)
  return { ...placed, file, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
}

import { pathToFileURL } from 'node:url'
import { withMovedColumns } from './generated-columns.ts'
import { isSourceMap } from './source-map.ts'
import type { SourcePlace } from './source-place.ts'

/** The function as built: what an attached debugger needs to bind breakpoints in its sources. */
export interface BuiltFile {
  /** Absolute path. */
  readonly file: string
  /** JSON text of its source map, its sources relative to the file. */
  readonly sourceMap: string
}

/**
 * The last line of the script that runs: the map of the built file, moved to where the harness has put the code, its sources as file URLs.
 * Empty when the map cannot be read.
 */
export const sourceMapComment = (
  { file, sourceMap }: BuiltFile,
  placeInScript: (inSource: SourcePlace) => SourcePlace,
): string => {
  const map = parsed(sourceMap)
  if (!isSourceMap(map)) return ''
  const mappings = withMovedColumns(
    map.mappings,
    (line, column) => placeInScript({ line: line + 1, column: column + 1 }).column - 1,
  )
  const base = pathToFileURL(file).href
  const sources = map.sources.map(source => (URL.canParse(source, base) ? new URL(source, base).href : source))
  const text = JSON.stringify({ ...map, mappings, sources })
  return `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(text).toString('base64')}`
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

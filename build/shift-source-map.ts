import { withMovedColumns } from '../pop/edge-functions/cloudfront-js/generated-columns.ts'

const hasMappings = (map: unknown): map is { mappings: string } =>
  typeof map === 'object' && map !== null && 'mappings' in map && typeof map.mappings === 'string'

/**
 * A source map (JSON text) after characters were added to one line of the generated text: what stood at `column` or later has moved.
 * Line and column count from 0. An empty text stays empty.
 */
export const shiftedSourceMap = (
  sourceMap: string,
  {
    line,
    column,
    addedCharacters,
  }: { readonly line: number; readonly column: number; readonly addedCharacters: number },
): string => {
  if (sourceMap === '') return ''
  const map: unknown = JSON.parse(sourceMap)
  if (!hasMappings(map)) return sourceMap
  const mappings = withMovedColumns(map.mappings, (at, from) =>
    at === line && from >= column ? from + addedCharacters : from,
  )
  return JSON.stringify({ ...map, mappings })
}

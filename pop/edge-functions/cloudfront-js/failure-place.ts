import { readSourceMap, toSource } from './source-map.ts'
import type { SourcePlace } from './source-place.ts'

/** Names the place of a failure after its message, from the stack of the error; empty when the stack does not lead into the function. */
export type FailurePlace = (stack: string) => string

interface PlacedCode {
  /** The file that stacks name. */
  readonly file: string
  /** A place that a stack names, in that file. */
  readonly placeOf: (inStack: SourcePlace) => SourcePlace
  /** JSON text. */
  readonly sourceMap: string | undefined
}

/** Leads to the file the function runs from, and to its source where a map knows the place. */
export const failurePlaceIn = ({ file, placeOf, sourceMap }: PlacedCode): FailurePlace => {
  const map = sourceMap === undefined ? undefined : readSourceMap(sourceMap)
  return stack => {
    const start = stack.indexOf(`${file}:`)
    const [, line, column] =
      (start === -1 ? undefined : /^(\d+)(?::(\d+))?/.exec(stack.slice(start + file.length + 1))) ?? []
    if (line === undefined) return ''
    const place = placeOf({ line: Number(line), column: Number(column ?? 1) })
    const source = toSource({ file, ...place }, map)
    return ` (${source.file}:${source.line})`
  }
}

import type { SourceMap } from 'node:module'
import { toSource, type FilePlace } from '../pop/edge-functions/cloudfront-js/source-map.ts'
import type { SourcePlace } from '../pop/edge-functions/cloudfront-js/source-place.ts'

/** One line of a stack, in the source the function was written in where a map says so. */
export interface StackFrame extends FilePlace {
  /** As V8 names it; undefined for code outside of functions. */
  readonly functionName: string | undefined
}

const FRAME = /^\s*at (?:async )?(?:(.+?) \()?(.*):(\d+):(\d+)\)?$/

const frameOf = (line: string, file: string): StackFrame | undefined => {
  const [, functionName, inFile, atLine, atColumn] = FRAME.exec(line) ?? []
  return inFile === file ? { functionName, file, line: Number(atLine), column: Number(atColumn) } : undefined
}

/** The engine gives five; a stack written by the function itself may be anything. */
const STACK_MAX_CHARACTERS = 4_096

/** The calls inside the function's own file, innermost first. In: `placeOf`, from the script that ran to the code as deployed. */
export const stackFrames = (
  stack: string,
  file: string,
  placeOf: (inStack: SourcePlace) => SourcePlace,
  map: SourceMap | undefined,
): StackFrame[] =>
  stack
    .slice(0, STACK_MAX_CHARACTERS)
    .split('\n')
    .map(line => frameOf(line, file))
    .filter(frame => frame !== undefined)
    .map(frame => toSource({ ...frame, ...placeOf(frame) }, map))

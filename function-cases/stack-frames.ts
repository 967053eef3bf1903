import { SourceMap, type SourceMapPayload } from 'node:module'
import { posix } from 'node:path'
import type { SourcePlace } from '../pop/edge-functions/cloudfront-js/source-place.ts'
import { isObject, type JsonObject } from './event-shape.ts'

/** One line of a stack, in the source the function was written in where a map says so. */
export interface StackFrame extends SourcePlace {
  /** As V8 names it; undefined for code outside of functions. */
  readonly functionName: string | undefined
  readonly file: string
}

const isMap = (value: JsonObject): value is JsonObject & SourceMapPayload =>
  value['version'] === 3 && typeof value['mappings'] === 'string' && Array.isArray(value['sources'])

/** The text of a version 3 source map; undefined when it is none. */
export const readSourceMap = (text: string): SourceMap | undefined => {
  try {
    const payload: unknown = JSON.parse(text)
    return isObject(payload) && isMap(payload) ? new SourceMap(payload) : undefined
  } catch {
    return undefined
  }
}

const original = (frame: StackFrame, map: SourceMap | undefined): StackFrame => {
  const entry = map?.findEntry(frame.line - 1, frame.column - 1)
  if (entry === undefined || !('originalSource' in entry) || typeof entry.originalSource !== 'string') return frame
  const { originalSource, originalLine, originalColumn } = entry
  // Sources in a map are relative to the file it belongs to.
  const file = posix.join(posix.dirname(frame.file), originalSource)
  return { ...frame, file, line: originalLine + 1, column: originalColumn + 1 }
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
    .map(frame => original({ ...frame, ...placeOf(frame) }, map))

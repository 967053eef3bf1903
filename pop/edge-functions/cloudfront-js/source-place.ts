/** Line and column from 1, as editors count. */
export interface SourcePlace {
  readonly line: number
  readonly column: number
}

/** Text that the harness put into a function's source. No insertion adds or removes a line. */
export interface Insertion {
  readonly at: number
  /** How many characters of the source it replaces. */
  readonly replaces: number
  readonly text: string
  /** Goes before what it stands in front of; by default after what it stands behind. */
  readonly opens?: true
}

const lineStart = (text: string, line: number): number => {
  let start = 0
  for (let i = 1; i < line; i++) start = text.indexOf('\n', start) + 1
  return start
}

/**
 * Where a place of the script stands in the source it was made from.
 *
 * @param insertions in order of their places
 * @param before characters in front of the first line of the source
 */
export const placeInSource = (
  source: string,
  insertions: readonly Insertion[],
  before: number,
  { line, column }: SourcePlace,
): SourcePlace => {
  const start = lineStart(source, line)
  const end = source.indexOf('\n', start)
  let wanted = line === 1 ? column - before : column
  for (const { at, replaces, text } of insertions) {
    if (at < start || (end !== -1 && at > end)) continue
    const columnOfInsertion = at - start + 1
    if (columnOfInsertion >= wanted) break
    wanted = Math.max(wanted - text.length, columnOfInsertion) + replaces
  }
  return { line, column: Math.max(1, wanted) }
}

/**
 * Where a place of the source stands in the script: the way back of `placeInSource`. Text inserted at the very place comes after it, so a
 * breakpoint there stops before the inserted text runs.
 */
export const placeInScript = (
  source: string,
  insertions: readonly Insertion[],
  before: number,
  { line, column }: SourcePlace,
): SourcePlace => {
  const start = lineStart(source, line)
  const position = start + column - 1
  let moved = line === 1 ? before : 0
  for (const { at, replaces, text } of insertions) {
    if (at >= position) break
    if (at >= start) moved += text.length - Math.min(replaces, position - at)
  }
  return { line, column: column + moved }
}

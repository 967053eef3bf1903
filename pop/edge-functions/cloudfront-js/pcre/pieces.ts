/** A translated pattern in parts: groups get their numbers when all are known, as groups of ours come between those of the pattern. */
export type Piece =
  | string
  /** The start of a capturing group; one without number is ours. */
  | { readonly opens: number | 'helper'; readonly id: number; readonly name: string | undefined }
  | { readonly refersTo: number }
  | { readonly refersToHelper: number }

export interface Numbered {
  readonly source: string
  /** Numbers of the groups that are ours, ascending. */
  readonly helpers: readonly number[]
}

/** Puts the pieces together. */
export const numbered = (pieces: readonly Piece[]): Numbered => {
  const own = new Map<number, number>()
  const helpers = new Map<number, number>()
  let count = 0
  for (const piece of pieces) {
    if (typeof piece === 'string' || !('opens' in piece)) continue
    count++
    if (piece.opens === 'helper') helpers.set(piece.id, count)
    else own.set(piece.opens, count)
  }
  const textOf = (piece: Piece): string => {
    if (typeof piece === 'string') return piece
    if ('opens' in piece) return piece.name === undefined ? '(' : `(?<${piece.name}>`
    const number = 'refersTo' in piece ? own.get(piece.refersTo) : helpers.get(piece.refersToHelper)
    return `(?:\\${number ?? 0})`
  }
  return { source: pieces.map(textOf).join(''), helpers: [...helpers.values()].toSorted((a, b) => a - b) }
}

const QUESTION_MARK = 0x3f

/** True when `piece`, which may hold `?`, stands in `text` at `at`. */
const standsAt = (piece: string, text: string, at: number): boolean => {
  for (let i = 0; i < piece.length; i++) {
    const wanted = piece.charCodeAt(i)
    if (wanted !== QUESTION_MARK && wanted !== text.charCodeAt(at + i)) return false
  }
  return true
}

/** Where `piece` first stands in `text` between `from` and `end`, or -1. */
const findPiece = (piece: string, text: string, from: number, end: number): number => {
  for (let at = from; at + piece.length <= end; at++) if (standsAt(piece, text, at)) return at
  return -1
}

/**
 * Compiles a pattern to a test of a whole text: case counts, `*` stands for any characters, `?` for exactly one. The pieces between stars
 * are looked for from left to right and never again, so the time is bounded by pattern length times text length whatever the pattern.
 */
export const compileWildcards = (pattern: string): ((text: string) => boolean) => {
  if (pattern === '*') return () => true
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return text => text.length === head.length && standsAt(head, text, 0)
  const middle = rest.filter(piece => piece !== '')
  const shortest = head.length + tail.length
  return text => {
    const end = text.length - tail.length
    if (text.length < shortest || !standsAt(head, text, 0) || !standsAt(tail, text, end)) return false
    let from = head.length
    for (const piece of middle) {
      const at = findPiece(piece, text, from, end)
      if (at === -1) return false
      from = at + piece.length
    }
    return true
  }
}

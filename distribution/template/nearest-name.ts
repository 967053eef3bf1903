/** Number of single-character edits (insert, delete, replace, swap of neighbours) between two words. */
const editDistance = (from: string, to: string): number => {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const edits = [(last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1)]
      if (swapped) edits.push((beforeLast[column - 2] ?? 0) + 1)
      current.push(Math.min(...edits))
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? 0
}

const LONGEST_COMPARED_NAME = 80

/** The known name a mistyped one most likely stands for, or undefined when none is close. Case does not count. */
export const nearestName = (name: string, known: Iterable<string>): string | undefined => {
  if (name.length > LONGEST_COMPARED_NAME) return undefined
  const edits = Math.max(1, Math.min(3, Math.floor(name.length / 4)))
  let nearest: { readonly name: string; readonly distance: number } | undefined
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > edits) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance <= edits && (nearest === undefined || distance < nearest.distance))
      nearest = { name: candidate, distance }
  }
  return nearest?.name
}

/** `did you mean X?` as a remedy, or the list of what is known. */
export const nameRemedy = (name: string, known: readonly string[]): string => {
  const nearest = nearestName(name, known)
  if (nearest !== undefined) return `write ${nearest}`
  return known.length === 0 ? 'none is known' : `known: ${known.join(', ')}`
}

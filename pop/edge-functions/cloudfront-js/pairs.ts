export type PairSeparator = ';' | '&'

const SPACE = 32

/** Where the pair ends that starts at `start`. */
const pairEnd = (text: string, separator: PairSeparator, start: number): number => {
  const end = text.indexOf(separator, start)
  return end === -1 ? text.length : end
}

const withoutSpaces = (text: string, separator: PairSeparator, start: number): number => {
  let position = start
  if (separator === ';') while (text.charCodeAt(position) === SPACE) position++
  return position
}

/**
 * The pairs of a cookie header or a query string exactly as the realm reads them (`addPairs` of `guest/event.ts`): nothing decoded
 * (CFF-75), a pair without value has an empty one, an empty pair is none.
 */
export const eachPair = (
  text: string,
  separator: PairSeparator,
  found: (name: string, value: string) => void,
): void => {
  let start = 0
  while (start <= text.length) {
    start = withoutSpaces(text, separator, start)
    const end = pairEnd(text, separator, start)
    const equals = text.indexOf('=', start)
    const hasValue = equals !== -1 && equals < end
    if (end > start) found(text.slice(start, hasValue ? equals : end), hasValue ? text.slice(equals + 1, end) : '')
    start = end + 1
  }
}

/** True where a pair of that name starts at `start` and ends at `end`. */
const isPairOf = (name: string, text: string, start: number, end: number): boolean => {
  const nameEnd = start + name.length
  if (end <= start || nameEnd > end || !text.startsWith(name, start)) return false
  return nameEnd === end ? !name.includes('=') : text.charAt(nameEnd) === '=' && !name.includes('=')
}

/** The values of every pair of that name, as `eachPair` finds them; only these are made. */
export const pairValues = (text: string, separator: PairSeparator, name: string): string[] => {
  const values: string[] = []
  if (!text.includes(name)) return values
  let start = 0
  while (start <= text.length) {
    start = withoutSpaces(text, separator, start)
    const end = pairEnd(text, separator, start)
    if (isPairOf(name, text, start, end)) values.push(text.slice(start + name.length + 1, end))
    start = end + 1
  }
  return values
}

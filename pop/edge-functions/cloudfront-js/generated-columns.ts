const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** One Base64 VLQ number, as source maps write it: the sign in the lowest bit, five bits a digit, the lowest first. */
const encoded = (value: number): string => {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1
  let text = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    text += DIGITS[rest > 0 ? digit | 32 : digit] ?? ''
  } while (rest > 0)
  return text
}

/** The first number of a segment, and how many characters it takes. */
const firstNumber = (segment: string): { readonly value: number; readonly length: number } => {
  let raw = 0
  let length = 0
  for (let shift = 0; ; shift += 5) {
    const digit = DIGITS.indexOf(segment[length++] ?? 'A')
    raw |= (digit & 31) << shift
    if ((digit & 32) === 0) return { value: (raw & 1) === 1 ? -(raw >>> 1) : raw >>> 1, length }
  }
}

/** Columns are written as differences to the segment before, so only the first number of a segment changes. */
const movedLine = (line: string, moved: (column: number) => number): string => {
  let column = 0
  let movedBefore = 0
  const segments = line.split(',').map(segment => {
    if (segment === '') return segment
    const { value, length } = firstNumber(segment)
    column += value
    const now = moved(column)
    const difference = now - movedBefore
    movedBefore = now
    return encoded(difference) + segment.slice(length)
  })
  return segments.join(',')
}

/**
 * The `mappings` of a source map after text was added to lines of the generated file. Lines and columns count from 0.
 *
 * @param moved the new column of a place; it keeps the order of places
 */
export const withMovedColumns = (mappings: string, moved: (line: number, column: number) => number): string =>
  mappings
    .split(';')
    .map((text, line) => movedLine(text, column => moved(line, column)))
    .join(';')

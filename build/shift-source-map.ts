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

/** Moves every segment of a line that starts at `column` or later; columns are written as differences, so one number changes. */
const shiftedLine = (line: string, column: number, addedCharacters: number): string => {
  const segments = line.split(',')
  let position = 0
  for (const [index, segment] of segments.entries()) {
    const { value, length } = firstNumber(segment)
    position += value
    if (segment === '' || position < column) continue
    segments[index] = encoded(value + addedCharacters) + segment.slice(length)
    break
  }
  return segments.join(',')
}

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
  const lines = map.mappings.split(';')
  lines[line] = shiftedLine(lines[line] ?? '', column, addedCharacters)
  return JSON.stringify({ ...map, mappings: lines.join(';') })
}

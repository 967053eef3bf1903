const HYPHEN = 45
const DOT = 46
const COLON = 58

/** True for the cell of a value that is absent. */
export const isAbsent = (bytes: Uint8Array, start: number, end: number): boolean =>
  end === start || (end === start + 1 && bytes[start] === HYPHEN)

/** A decimal number without sign or exponent in thousandths, rounded down beyond them; NaN for anything else. */
export const thousandths = (bytes: Uint8Array, start: number, end: number): number => {
  let value = 0
  let at = start
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  if (at === start) return Number.NaN
  if (at === end) return value * 1_000
  if (bytes[at] !== DOT || at + 1 === end) return Number.NaN
  let scale = 100
  value *= 1_000
  for (at++; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    value += Math.floor(digit * scale)
    scale /= 10
  }
  return value
}

/** A whole number; one with decimals counts as its whole part (cloudfront-logs 1.4, 31). NaN for anything else. */
export const wholeNumber = (bytes: Uint8Array, start: number, end: number): number => {
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 48
    if (digit < 0 || digit > 9) return Math.floor(thousandths(bytes, start, end) / 1_000)
    value = value * 10 + digit
  }
  return end === start ? Number.NaN : value
}

const twoDigits = (bytes: Uint8Array, at: number): number => {
  const tens = (bytes[at] ?? 0) - 48
  const ones = (bytes[at + 1] ?? 0) - 48
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? Number.NaN : tens * 10 + ones
}

/** `HH:MM:SS` in milliseconds of the day; NaN for anything else. A leap second counts as the second before. */
export const timeOfDayMs = (bytes: Uint8Array, start: number, end: number): number => {
  if (end - start !== 8 || bytes[start + 2] !== COLON || bytes[start + 5] !== COLON) return Number.NaN
  const hours = twoDigits(bytes, start)
  const minutes = twoDigits(bytes, start + 3)
  const seconds = twoDigits(bytes, start + 6)
  if (!(hours < 24 && minutes < 60 && seconds <= 60)) return Number.NaN
  return (hours * 3_600 + minutes * 60 + Math.min(seconds, 59)) * 1_000
}

/** `YYYY-MM-DD` as the start of that day, milliseconds since the epoch; NaN for anything else. */
export const dateMs = (bytes: Uint8Array, start: number, end: number): number => {
  if (end - start !== 10 || bytes[start + 4] !== HYPHEN || bytes[start + 7] !== HYPHEN) return Number.NaN
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2)
  const month = twoDigits(bytes, start + 5)
  const day = twoDigits(bytes, start + 8)
  const ms = Date.UTC(year, month - 1, day)
  // No 31st of February.
  return year >= 1970 && new Date(ms).getUTCMonth() === month - 1 ? ms : Number.NaN
}

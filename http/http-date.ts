const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const LONG_DAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day'
const TIME = String.raw`(?<time>[0-2]\d:[0-5]\d:[0-5]\d)`

/**
 * IMF-fixdate, the form servers must send, and the two obsolete ones: RFC 850 and asctime; a cache reads them without regard to case
 * (RFC 9111, 4.2). Every other text is no date.
 */
const FORMS = [
  new RegExp(String.raw`^${DAY}, (?<day>\d{2}) (?<month>[a-z]{3}) (?<year>\d{4}) ${TIME} GMT$`, 'i'),
  new RegExp(String.raw`^${LONG_DAY}, (?<day>\d{2})-(?<month>[a-z]{3})-(?<year>\d{2}) ${TIME} GMT$`, 'i'),
  new RegExp(String.raw`^${DAY} (?<month>[a-z]{3}) (?<day>[ \d]\d) ${TIME} (?<year>\d{4})$`, 'i'),
]

/** Of a year of two digits: 1970 to 2069. */
const fullYear = (year: string): number =>
  year.length > 2 ? Number(year) : Number(year) + (Number(year) < 70 ? 2_000 : 1_900)

/** Milliseconds since the epoch; undefined when it is no date. */
export const parseHttpDate = (value: string | undefined): number | undefined => {
  if (value === undefined) return undefined
  for (const form of FORMS) {
    const { day = '', month = '', year = '', time = '' } = form.exec(value)?.groups ?? {}
    const monthIndex = MONTHS.indexOf(month.toLowerCase())
    if (monthIndex === -1) continue
    const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number)
    const ms = Date.UTC(fullYear(year), monthIndex, Number(day), hour, minute, second)
    return hour > 23 || new Date(ms).getUTCDate() !== Number(day) ? undefined : ms
  }
  return undefined
}

/** Thousands of responses share a second. */
const lastWritten = { second: Number.NaN, text: '' }

/** In: milliseconds since the epoch. */
export const httpDate = (ms: number): string => {
  const second = Math.floor(ms / 1_000)
  if (second !== lastWritten.second) {
    lastWritten.text = new Date(ms).toUTCString()
    lastWritten.second = second
  }
  return lastWritten.text
}

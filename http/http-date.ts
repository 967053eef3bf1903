/** An IMF-fixdate, the form servers must send; the two obsolete forms are accepted too. Undefined when it is no date. */
export const parseHttpDate = (value: string | undefined): number | undefined => {
  if (value === undefined || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value)) return undefined
  const ms = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`)
  return Number.isNaN(ms) ? undefined : ms
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

/** An IMF-fixdate, the form servers must send; the two obsolete forms are accepted too. Undefined when it is no date. */
export const parseHttpDate = (value: string | undefined): number | undefined => {
  if (value === undefined || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value)) return undefined
  const ms = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`)
  return Number.isNaN(ms) ? undefined : ms
}

/** In: milliseconds since the epoch. */
export const httpDate = (ms: number): string => new Date(ms).toUTCString()

const HOUR_MS = 3_600_000

/** Whole hours since the epoch. */
export const hourNumber = (ms: number): number => Math.floor(ms / HOUR_MS)

/** Day and hour of a number of hours, UTC: `2027-06-11` and `18`. */
export const dayAndHour = (hours: number): { readonly day: string; readonly hour: string } => {
  const text = new Date(hours * HOUR_MS).toISOString()
  return { day: text.slice(0, 10), hour: text.slice(11, 13) }
}

/** Days come in runs, and writing one costs more than the rest of a row. */
const lastDay = { hours: Number.NaN, day: '' }

/** `2027-06-11` */
export const utcDay = (ms: number): string => {
  const hours = hourNumber(ms)
  if (hours !== lastDay.hours) Object.assign(lastDay, { hours, day: dayAndHour(hours).day })
  return lastDay.day
}

const thousands = new Intl.NumberFormat('en-GB')

/** `31,536,000` */
export const number = (value: number): string => thousands.format(value)

/** `1 request`, `2 requests` */
export const counted = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`

/** `60 s`, with the larger unit where it says more: `86,400 s (1 day)`. */
export const seconds = (value: number): string => {
  const text = `${number(Math.round(value * 10) / 10)} s`
  const days = value / 86_400
  if (days >= 1 && Number.isInteger(days)) return `${text} (${counted(days, 'day')})`
  const minutes = value / 60
  return minutes >= 2 && Number.isInteger(minutes) ? `${text} (${counted(minutes, 'minute')})` : text
}

/** `34 ms`, `5.0 s` */
export const duration = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`)

/** Items as people list them: `a`, `a and b`, `a, b and c`. */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`

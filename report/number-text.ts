/** Between a figure and its unit, so that no line ends there. */
const NO_BREAK = '\u00a0'
const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `12,345`. */
export const countText = (count: number): string => GROUPED.format(count)

/** `1 request`, `2 requests`. */
export const countedText = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? '' : 's'}`

/** `97.4 %`, and never a 100 % or 0 % that is only rounded. */
export const percentText = (ratio: number | null): string => {
  if (ratio === null) return '–'
  if (ratio === 0 || ratio === 1) return `${ratio * 100}${NO_BREAK}%`
  if (ratio > 0.9995) return `>${NO_BREAK}99.9${NO_BREAK}%`
  if (ratio > 0 && ratio < 0.0005) return `<${NO_BREAK}0.1${NO_BREAK}%`
  return `${(ratio * 100).toFixed(1)}${NO_BREAK}%`
}

const two = (value: number): string => String(value).padStart(2, '0')

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `24 Nov 2026`, UTC. */
export const dayText = (atMs: number): string => {
  const at = new Date(atMs)
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()] ?? ''} ${at.getUTCFullYear()}`
}

/** `18:04`, or `18:04:07` when seconds matter; UTC. */
export const clockText = (atMs: number): string => {
  const at = new Date(atMs)
  const minutes = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
  return atMs % 60_000 === 0 ? minutes : `${minutes}:${two(at.getUTCSeconds())}`
}

/** `24 Nov 2026, 18:04`, UTC. */
export const timeText = (atMs: number): string => `${dayText(atMs)}, ${clockText(atMs)}`

/** `24 Nov 2026, 18:00 to 20:00 UTC`: the day is not said twice. */
export const periodText = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string => {
  const end = dayText(fromMs) === dayText(toMs) ? clockText(toMs) : timeText(toMs)
  return `${timeText(fromMs)} to ${end} UTC`
}

const UNITS = [
  { seconds: 86_400, noun: 'day' },
  { seconds: 3_600, noun: 'hour' },
  { seconds: 60, noun: 'minute' },
  { seconds: 1, noun: 'second' },
]

/** `5 minutes`, in the largest unit that divides it. */
export const durationText = (durationMs: number): string => {
  const seconds = durationMs / 1_000
  const unit = UNITS.find(candidate => seconds >= candidate.seconds && seconds % candidate.seconds === 0)
  return unit === undefined ? `${durationMs} ms` : countedText(seconds / unit.seconds, unit.noun)
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']

/** `3.4 GB`, decimal as CloudFront bills. */
export const bytesText = (sizeBytes: number): string => {
  const power = sizeBytes < 1 ? 0 : Math.min(Math.floor(Math.log10(sizeBytes) / 3), BYTE_UNITS.length - 1)
  const value = sizeBytes / 1_000 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)}${NO_BREAK}${BYTE_UNITS[power] ?? 'B'}`
}

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** At most `columns` values: each column keeps the highest of those it stands for, so a peak is never averaged away. */
export const columnPeaks = (values: readonly number[], columns: number): readonly number[] => {
  const count = Math.min(columns, values.length)
  return Array.from({ length: count }, (_, column) => {
    const from = Math.floor((column * values.length) / count)
    const to = Math.floor(((column + 1) * values.length) / count)
    return values.slice(from, to).reduce((most, value) => Math.max(most, value), 0)
  })
}

/** One line of blocks; a space is zero, and the smallest block is anything above it. */
export const sparkline = (values: readonly number[], columns: number): string => {
  const peaks = columnPeaks(values, columns)
  const most = peaks.reduce((highest, value) => Math.max(highest, value), 0)
  return peaks
    .map(value =>
      value <= 0 ? ' ' : (BLOCKS[Math.min(BLOCKS.length - 1, Math.floor((value / most) * BLOCKS.length))] ?? ' '),
    )
    .join('')
}

/** A bar of `columns` at full length, padded with spaces. */
export const bar = (value: number, full: number, columns: number): string => {
  const eighths = full <= 0 ? 0 : Math.round(Math.min(1, value / full) * columns * EIGHTHS.length)
  const text = '█'.repeat(Math.floor(eighths / EIGHTHS.length)) + (EIGHTHS[eighths % EIGHTHS.length] ?? '')
  return text.padEnd(columns)
}

import { shortened } from '../visible-text.ts'

/** Lines of at most `width` characters, broken at spaces; a longer word stands alone. */
export const wrapped = (text: string, width: number): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/**
 * Columns as wide as their longest cell, numbers to the right; the last column gives way, so that no line is longer than `width` where the
 * others leave room.
 */
export const aligned = (
  rows: readonly (readonly string[])[],
  align: readonly ('left' | 'right')[],
  width: number,
): readonly string[] => {
  const widths = align.map((_, column) => rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0))
  const before = widths.slice(0, -1).reduce((sum, columnWidth) => sum + columnWidth + GAP.length, 0)
  const cellText = (cell: string, column: number): string => {
    if (column === align.length - 1) return shortened(cell, Math.max(1, width - before))
    return align[column] === 'right' ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  }
  return rows.map(row => row.map(cellText).join(GAP).trimEnd())
}

const GAP = '  '

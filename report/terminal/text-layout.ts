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

/** Columns as wide as their longest cell; numbers stand to the right. */
export const aligned = (
  rows: readonly (readonly string[])[],
  align: readonly ('left' | 'right')[],
): readonly string[] => {
  const widths = align.map((_, column) => rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0))
  return rows.map(row =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return align[column] === 'right' ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

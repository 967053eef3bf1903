/** One line on stderr that is written over, on a terminal; nothing elsewhere. */
export interface ProgressLine {
  readonly show: (text: string) => void
  readonly clear: () => void
}

const REDRAWN_EVERY_MS = 100
const ERASE_LINE = '\r\u001b[2K'

export const createProgressLine = (): ProgressLine => {
  const { stderr } = process
  if (stderr.isTTY !== true) return { show: () => {}, clear: () => {} }
  let drawnAt = Number.NEGATIVE_INFINITY
  return {
    show(text) {
      const now = performance.now()
      if (now - drawnAt < REDRAWN_EVERY_MS) return
      drawnAt = now
      stderr.write(`${ERASE_LINE}${text.slice(0, stderr.columns - 1)}`)
    },
    clear: () => void stderr.write(ERASE_LINE),
  }
}

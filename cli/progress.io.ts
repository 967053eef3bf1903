export interface Progress {
  /** In: what is being done, how far it is from 0 to 1 when that is known, and a figure. */
  show(doing: string, share: number | undefined, figure: string): void
  /** Clears the line. */
  end(): void
}

const EVERY_MS = 100

/** One line on stderr that is written over, where a person sits; nothing elsewhere. */
export const createProgress = (): Progress => {
  const { stderr } = process
  if (stderr.isTTY !== true) return { show: () => {}, end: () => {} }
  let shownAt = 0
  return {
    show: (doing, share, figure) => {
      const now = Date.now()
      if (now - shownAt < EVERY_MS) return
      shownAt = now
      const percent = share === undefined ? '' : `  ${Math.floor(share * 100)} %`
      stderr.write(`\r\u001B[K${doing}${percent}  ${figure}`.slice(0, stderr.columns + 4))
    },
    end: () => {
      if (shownAt > 0) stderr.write('\r\u001B[K')
    },
  }
}

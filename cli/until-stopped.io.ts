import { emitKeypressEvents } from 'node:readline'

export interface Hotkey {
  readonly key: string
  readonly does: string
  readonly run: () => void | Promise<void>
}

/** Settles on SIGINT, SIGTERM or the key `q`; meanwhile single keys run their actions when a person sits at the terminal. */
export const untilStopped = (hotkeys: readonly Hotkey[]): Promise<void> =>
  new Promise(resolve => {
    const { stdin } = process
    const stop = (): void => {
      if (stdin.isTTY) stdin.setRawMode(false)
      stdin.pause()
      process.off('SIGINT', stop).off('SIGTERM', stop)
      resolve()
    }
    process.on('SIGINT', stop).on('SIGTERM', stop)
    if (!stdin.isTTY) return
    emitKeypressEvents(stdin)
    stdin.setRawMode(true)
    stdin.on('keypress', (_text, { name, ctrl }: { name?: string; ctrl?: boolean }) => {
      if (name === 'q' || (ctrl === true && name === 'c')) stop()
      else void hotkeys.find(({ key }) => key === name)?.run()
    })
  })

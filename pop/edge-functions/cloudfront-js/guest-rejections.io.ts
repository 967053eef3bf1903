let installed = false

const ofThisRealm = (promise: unknown): boolean => promise instanceof Promise

/**
 * Keeps a promise that a function rejects and nobody awaits from ending this process: Node reports rejections of every realm to the
 * process. Rejections of our own realm stay fatal, as without a listener.
 */
export const ignoreGuestRejections = (): void => {
  if (installed) return
  installed = true
  process.on('unhandledRejection', (reason, promise) => {
    if (ofThisRealm(promise) && process.listenerCount('unhandledRejection') === 1) throw reason
  })
}

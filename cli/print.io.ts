/** Data to standard output. Its reader may have enough before the end (`… | head`); that is no error. */
export const print = (text: string): void => {
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', ignoreClosedPipe)
  process.stdout.write(text)
}

const ignoreClosedPipe = (error: Error): void => {
  if (!('code' in error && error.code === 'EPIPE')) throw error
}

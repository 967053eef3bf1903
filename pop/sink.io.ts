import type { Writable } from 'node:stream'

/** How sending a body ended. */
export type Delivery = 'delivered' | 'source-failed' | 'sink-closed'

/** True when nothing written to `sink` can arrive any more. The HTTP/2 response knows it only through its stream. */
export const isClosed = (sink: Writable & { readonly stream?: { readonly destroyed: boolean } }): boolean =>
  sink.destroyed === true || sink.stream?.destroyed === true

/** Writes the last bytes and ends `sink`; settles when they are handed to the operating system or the sink closes before that. */
export const endSink = (sink: Writable, lastBytes?: Buffer): Promise<Delivery> => {
  if (isClosed(sink)) return Promise.resolve('sink-closed')
  return new Promise(resolve => {
    sink.once('finish', () => resolve('delivered'))
    sink.once('close', () => resolve('sink-closed'))
    sink.once('error', () => resolve('sink-closed'))
    if (lastBytes === undefined) sink.end()
    else sink.end(lastBytes)
  })
}

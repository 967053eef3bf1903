import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { LoadTemplateOptions, ServableFiles } from '../distribution/load-template.io.ts'

/** What the thread is asked. */
export interface ThreadInput {
  readonly paths: readonly string[]
  readonly options: LoadTemplateOptions
}

/**
 * `loadTemplateFiles` in a thread of its own: a large configuration takes hundreds of milliseconds, in which this thread goes on to serve.
 * It begins with the first call and stays, for it is faster each time. One call at a time. Rejects for a bug of ours only.
 */
export const threadLoader = () => {
  let thread: Worker | undefined
  const begun = (): Worker => {
    const worker = new Worker(new URL('./load-thread.io.js', import.meta.url))
    // It must not keep the process.
    worker.unref()
    return worker
  }
  return async (paths: readonly string[], options: LoadTemplateOptions): Promise<ServableFiles> => {
    const worker = (thread ??= begun())
    const input: ThreadInput = { paths, options }
    worker.postMessage(input)
    try {
      const [loaded] = (await once(worker, 'message')) as [ServableFiles]
      return loaded
    } catch (error) {
      thread = undefined
      throw error
    }
  }
}

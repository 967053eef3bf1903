import { parentPort } from 'node:worker_threads'
import { loadTemplateFiles, servableFiles } from '../distribution/load-template.io.ts'
import type { ThreadInput } from './load-in-thread.io.ts'

parentPort?.on('message', ({ paths, options }: ThreadInput) => {
  void loadTemplateFiles(paths, options).then(loaded => parentPort?.postMessage(servableFiles(loaded)))
})

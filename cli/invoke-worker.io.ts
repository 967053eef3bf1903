import { parentPort } from 'node:worker_threads'
import { answerBatchLine } from '../function-cases/batch-line.ts'
import { loadFunction } from './invoke-source.io.ts'

const port = parentPort
if (port === null) throw new Error('this runs in a worker of invoke --batch only')
port.on('message', (line: string) => {
  void answerBatchLine(line, { now: Date.now, load: loadFunction }).then(answer =>
    port.postMessage(JSON.stringify(answer)),
  )
})

import { answerBatchLine, type BatchWorld } from '../function-cases/batch-line.ts'
import { createPreparedFunctions } from '../function-cases/prepared-functions.ts'
import { loadFunction } from './invoke-source.io.ts'

/** What a line is answered with. */
export interface LineAnswer {
  readonly text: string
  readonly isError: boolean
  /** What the process holds by now. */
  readonly heldBytes: number
}

if (process.send === undefined) throw new Error('this runs in a process of invoke --batch only')
const world: BatchWorld = { now: Date.now, load: loadFunction, run: createPreparedFunctions() }
process.on('message', (line: string) => {
  void answerBatchLine(line, world).then(answer => {
    const sent: LineAnswer = {
      text: JSON.stringify(answer),
      isError: 'error' in answer,
      heldBytes: process.memoryUsage.rss(),
    }
    return process.send?.(sent)
  })
})

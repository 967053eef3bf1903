import { answerBatchLine } from '../function-cases/batch-line.ts'
import { loadFunction } from './invoke-source.io.ts'

if (process.send === undefined) throw new Error('this runs in a process of invoke --batch only')
process.on('message', (line: string) => {
  void answerBatchLine(line, { now: Date.now, load: loadFunction }).then(answer =>
    process.send?.(JSON.stringify(answer)),
  )
})

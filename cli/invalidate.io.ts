import { askStage, stageUrl, textIn } from './ask-stage.io.ts'
import { Failure } from './failure.ts'
import { printable } from './request-line.ts'
import { say } from './terminal.io.ts'

export interface InvalidateOptions {
  readonly stage?: string
  readonly distribution?: string
  readonly json?: boolean
}

/** What the stage says is wrong, one line each. */
const problemLines = (answer: unknown): readonly string[] => {
  const problems = typeof answer === 'object' && answer !== null && 'problems' in answer ? answer.problems : []
  return (Array.isArray(problems) ? problems : []).map(
    (problem: unknown) =>
      `  ${textIn(problem, 'item') ?? ''}: ${textIn(problem, 'why') ?? ''} [${textIn(problem, 'rule') ?? ''}]`,
  )
}

/** `understudy invalidate ITEMS`. */
export const invalidateCommand = async (items: readonly string[], options: InvalidateOptions): Promise<void> => {
  const { distribution } = options
  const { status, answer } = await askStage(stageUrl(options.stage), '/invalidations', { items, distribution })
  if (status !== 201) {
    const lines = [`✘ ${textIn(answer, 'error') ?? `the stage answered ${status}`}`, ...problemLines(answer)]
    throw new Failure(lines.map(printable).join('\n'))
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`)
  else say(`invalidated ${items.join(' ')}   ${textIn(answer, 'id') ?? ''} ${textIn(answer, 'distributionId') ?? ''}`)
}

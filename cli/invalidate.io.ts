import { Failure } from './failure.ts'
import { printable } from './request-line.ts'
import { readStageAddress } from './stage-address.io.ts'
import { say } from './terminal.io.ts'

export interface InvalidateOptions {
  readonly stage?: string
  readonly distribution?: string
  readonly json?: boolean
}

const TIMEOUT_MS = 10_000

const addressOf = ({ stage }: InvalidateOptions): string => {
  const url = stage ?? readStageAddress()
  if (url === undefined)
    throw new Failure(
      '✘ no stage runs in this folder\n  → start one with understudy dev, or name the control address it prints with --stage',
    )
  if (!/^https?:/.test(url) || !URL.canParse(url)) throw new Failure(`✘ --stage ${url}: not a URL`, 2)
  return url
}

const textIn = (value: unknown, property: string): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const found = Object.entries(value).find(([name]) => name === property)?.[1]
  return typeof found === 'string' ? found : undefined
}

/** What the stage says is wrong, one line each. */
const problemLines = (answer: unknown): readonly string[] => {
  const problems = typeof answer === 'object' && answer !== null && 'problems' in answer ? answer.problems : []
  return (Array.isArray(problems) ? problems : []).map(
    (problem: unknown) =>
      `  ${textIn(problem, 'item') ?? ''}: ${textIn(problem, 'why') ?? ''} [${textIn(problem, 'rule') ?? ''}]`,
  )
}

const asked = async (url: string, body: string): Promise<{ readonly status: number; readonly answer: unknown }> => {
  try {
    const response = await fetch(new URL('/invalidations', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { status: response.status, answer: await response.json() }
  } catch {
    throw new Failure(
      `✘ no stage answers at ${url}\n  → name the control address that dev or start printed with --stage`,
    )
  }
}

/** `understudy invalidate ITEMS`. */
export const invalidateCommand = async (items: readonly string[], options: InvalidateOptions): Promise<void> => {
  const { distribution } = options
  const { status, answer } = await asked(addressOf(options), JSON.stringify({ items, distribution }))
  if (status !== 201) {
    const lines = [`✘ ${textIn(answer, 'error') ?? `the stage answered ${status}`}`, ...problemLines(answer)]
    throw new Failure(lines.map(printable).join('\n'))
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`)
  else say(`invalidated ${items.join(' ')}   ${textIn(answer, 'id') ?? ''} ${textIn(answer, 'distributionId') ?? ''}`)
}

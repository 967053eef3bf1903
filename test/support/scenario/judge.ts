import { isDeepStrictEqual } from 'node:util'
import { isRecord } from './checked.ts'
import type { SeenAnswer, StepSeen } from './observed.ts'
import type { Expectation, RequestStep, Scenario } from './scenario.ts'

type Counts = number | Readonly<Record<string, number>>

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

const wordOf = ({ headers }: SeenAnswer): string | undefined => headers['x-cache']?.replace(/ from cloudfront$/, '')

const totalOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

const sameCounts = (expected: Counts, seen: Readonly<Record<string, number>>): boolean =>
  typeof expected === 'number' ? totalOf(seen) === expected : isDeepStrictEqual(expected, { ...seen })

const countWords = (answers: readonly SeenAnswer[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const answer of answers) {
    const word = wordOf(answer) ?? 'left'
    counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}

/** The tier whose copy went out; an origin that was asked and whose answer counted leaves none. */
const tierOf = ({ trace }: SeenAnswer): string => {
  const stale = trace.findLast(event => event.station === 'stale-served')
  if (stale !== undefined) return stale.tier
  const lookups = trace.filter(event => event.station === 'lookup')
  return lookups.findLast(({ result }) => result === 'fresh')?.tier ?? 'none'
}

type Compare = (what: string, expected: unknown, seen: unknown) => void

const compareNamed = (
  compare: Compare,
  kind: string,
  expected: Readonly<Record<string, string | null>>,
  seen: Readonly<Record<string, string>> | undefined,
): void => {
  for (const [name, value] of Object.entries(expected)) compare(`${kind} ${name}`, value ?? undefined, seen?.[name])
}

/** Whether a value holds all that is expected of it; what is not named does not matter. */
const holds = (expected: unknown, seen: unknown): boolean =>
  isRecord(expected) && isRecord(seen)
    ? Object.entries(expected).every(([name, value]) => holds(value, seen[name]))
    : isDeepStrictEqual(expected, seen)

const judgeTrace = (compare: Compare, expected: Expectation['trace'], { trace }: SeenAnswer): void => {
  for (const [station, values] of Object.entries(expected)) {
    const events = trace.filter(event => event.station === station)
    if (values === null) compare(`trace ${station}`, [], events)
    else if (!events.some(event => holds(values, event))) compare(`trace ${station}`, values, events)
  }
}

const judgeAnswer = (compare: Compare, expect: Expectation, answer: SeenAnswer): void => {
  if (expect.status !== undefined) compare('status', expect.status, answer.status)
  if (expect.result !== undefined) compare('x-cache', expect.result, wordOf(answer))
  if (expect.age !== undefined)
    compare('age', expect.age === null ? undefined : String(expect.age), answer.headers['age'])
  compareNamed(compare, 'header', expect.headers, answer.headers)
  if (expect.body !== undefined && answer.body !== undefined) compare('body', expect.body, answer.body)
  if (expect.bodyHas !== undefined && answer.body !== undefined)
    compare(`body has "${expect.bodyHas}"`, true, answer.body.includes(expect.bodyHas))
  if (expect.tier !== undefined) compare('tier', expect.tier, tierOf(answer))
  for (const [name, value] of Object.entries(expect.log)) {
    if (name in answer.log.v1 || !(name in answer.log.v2)) compare(`log v1 ${name}`, value, answer.log.v1[name])
    if (name in answer.log.v2) compare(`log v2 ${name}`, value, answer.log.v2[name])
  }
  judgeTrace(compare, expect.trace, answer)
}

const judgeStep = (compare: Compare, { expect }: RequestStep, seen: StepSeen): void => {
  for (const answer of seen.answers) judgeAnswer(compare, expect, answer)
  if (expect.results !== undefined) compare('results', expect.results, countWords(seen.answers))
  if (expect.attempts !== undefined && !sameCounts(expect.attempts, seen.attempts))
    compare('attempts', expect.attempts, seen.attempts)
  if (expect.sent.request !== undefined) compare('sent', expect.sent.request, seen.sent?.request)
  compareNamed(compare, 'sent header', expect.sent.headers, seen.sent?.headers)
  if (expect.waited !== undefined && seen.waited !== undefined) compare('waited', expect.waited, seen.waited)
}

/** Every difference between what a scenario expects and what was seen, one sentence each, with the line of the step. */
export const judge = (scenario: Scenario, steps: readonly StepSeen[]): string[] => {
  const differences: string[] = []
  const attempts: Record<string, number> = {}
  for (const [index, step] of scenario.steps.entries()) {
    const seen = steps[index]
    if (seen === undefined) continue
    for (const [id, count] of Object.entries(seen.attempts)) attempts[id] = (attempts[id] ?? 0) + count
    if (step.kind === 'release') continue
    const compare: Compare = (what, expected, found) => {
      if (isDeepStrictEqual(expected, found)) return
      const place = `${scenario.place.file}:${step.line}: ${step.method} ${step.url}`
      differences.push(`${place}: ${what}: expected ${shown(expected)}, found ${shown(found)}`)
    }
    judgeStep(compare, step, seen)
  }
  const { totals, place } = scenario
  const inTotal = (what: string, expected: Counts | undefined, seen: Readonly<Record<string, number>>): void => {
    if (expected !== undefined && !sameCounts(expected, seen))
      differences.push(
        `${place.file}:${place.line}: ${what} in total: expected ${shown(expected)}, found ${shown(seen)}`,
      )
  }
  inTotal('attempts', totals.attempts, attempts)
  inTotal('results', totals.results, countWords(steps.flatMap(({ answers }) => answers)))
  return differences
}

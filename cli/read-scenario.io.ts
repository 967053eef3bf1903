import { readFile, stat } from 'node:fs/promises'
import { checkScenario } from '../capture/check-scenario.ts'
import type { FieldProblem } from '../capture/checked-json.ts'
import { LIVE_EVENT } from '../capture/live-event.ts'
import type { Scenario } from '../capture/scenario.ts'
import { Failure } from './failure.ts'

/** Fifty times as much as the built-in one. */
const SCENARIO_MAX_BYTES = 1_000_000
const SHOWN_PROBLEMS_MAX = 10

const UNREADABLE = new Map([
  ['ENOENT', 'there is no such scenario'],
  ['EISDIR', 'it is a folder, not a scenario'],
  ['EACCES', 'the scenario may not be read by this account'],
])

/** A built-in scenario by its name, else that of a JSON file. Throws a failure that names the file and every field that is wrong. */
export const readScenario = async (nameOrFile: string): Promise<Scenario> => {
  if (nameOrFile === LIVE_EVENT.name) return LIVE_EVENT
  const checked = checkScenario(parsed(await textOf(nameOrFile), nameOrFile))
  if (checked.kind === 'scenario') return checked.scenario
  throw new Failure(problemsText(checked.problems, nameOrFile))
}

const textOf = async (file: string): Promise<string> => {
  try {
    const { size } = await stat(file)
    if (size > SCENARIO_MAX_BYTES)
      throw new Failure(`✘ a scenario has at most ${SCENARIO_MAX_BYTES} bytes, this has ${size}   ${file}`)
    return await readFile(file, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    const what = UNREADABLE.get(String(error.code)) ?? `the scenario cannot be read (${String(error.code)})`
    throw new Failure(`✘ ${what}   ${file}\n  → --scenario ${LIVE_EVENT.name}, or the name of a JSON file`)
  }
}

const parsed = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure(`✘ not JSON: ${error instanceof Error ? error.message : ''}   ${file}\n  → mend the syntax`)
  }
}

const problemsText = (problems: readonly FieldProblem[], file: string): string => {
  const lines = problems
    .slice(0, SHOWN_PROBLEMS_MAX)
    .map(
      ({ field, expected, found }) =>
        `✘ ${field === '' ? 'the scenario' : field}: expected ${expected}; found ${found}   ${file}`,
    )
  const hidden = problems.length - lines.length
  if (hidden > 0) lines.push(`  and ${hidden} more`)
  return `${lines.join('\n')}\n  → understudy capture scenario prints one in which every setting is right`
}

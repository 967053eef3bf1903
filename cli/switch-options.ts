import type { Command } from 'commander'
import { nameRemedy } from '../distribution/template/nearest-name.ts'
import { SWITCHES, type SwitchKind, type Switches } from '../pop/switches.ts'
import { parseAssignments } from './assignments.ts'
import { collect } from './collect.ts'
import { Failure } from './failure.ts'

const kinds: ReadonlyMap<string, SwitchKind> = new Map(Object.entries(SWITCHES))

/** What may stand behind `=`. */
const valuesOf = (one: SwitchKind): string => {
  switch (one.kind) {
    case 'yes-no':
      return 'true or false'
    case 'one-of':
      return one.values.map(String).join(' or ')
    case 'seconds':
      return 'seconds, 0 or more'
    case 'limit':
      return 'a whole number from 1, or none'
  }
}

const shown = (value: unknown): string => (value === Infinity ? 'none' : String(value))

/** Undefined: no value of this kind. */
const valueFrom = (one: SwitchKind, text: string): unknown => {
  switch (one.kind) {
    case 'yes-no':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'one-of':
      return one.values.find(value => value === text)
    case 'seconds':
      return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined
    case 'limit':
      return text === 'none' ? Infinity : /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
  }
}

/**
 * In: `NAME=VALUE` of each `--switch`. Out: what to set beside the defaults. Throws a usage failure for a name that is none, with the
 * nearest that is, and for a value of another kind.
 */
export const parseSwitches = (given: readonly string[]): Partial<Switches> => {
  const set: Record<string, unknown> = {}
  for (const [name, text] of parseAssignments('--switch', given, 'NAME=VALUE')) {
    const one = kinds.get(name)
    if (one === undefined)
      throw new Failure(`✘ --switch ${name}: there is no such switch\n  → ${nameRemedy(name, [...kinds.keys()])}`, 2)
    const value = valueFrom(one, text)
    if (value === undefined) throw new Failure(`✘ --switch ${name}=${text}: expected ${valuesOf(one)}`, 2)
    set[name] = value
  }
  return set
}

/** For `--help`: each switch with its values, its default, its question and its rules. */
const switchHelp = (): string => {
  const rows = [...kinds].map(
    ([name, one]) =>
      `  ${name}=${shown(one.default)}  (${valuesOf(one)})\n      ${one.question}  [${one.rules.join(' ')}]`,
  )
  return `\nSwitches, each with its default: what AWS leaves open (docs/fidelity.md)\n${rows.join('\n')}`
}

/** Adds `--switch` and its help to a command. */
export const withSwitches = (command: Command): Command =>
  command
    .option('--switch <NAME=VALUE>', 'answer to what AWS leaves open, listed below; may be given again', collect, [])
    .addHelpText('after', switchHelp)

import type { Place } from '../problem.ts'
import { nameRemedy } from './nearest-name.ts'
import { GIVEN_PSEUDO_PARAMETERS } from './pseudo-parameters.ts'
import type { ProblemLog } from './problem-log.ts'
import type { TemplateNode } from './template-node.ts'
import { child, children } from './template-node.ts'

/** The value of a declared parameter, or why there is none. */
export type ParameterValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly texts: readonly string[] }
  | { readonly kind: 'missing'; readonly why: string; readonly storedAs?: string }
  /** The given or default value breaks the declaration; reported already. */
  | { readonly kind: 'bad' }
  /** Worked out when it is asked for: what the stack around this one passes. */
  | { readonly kind: 'passed'; readonly value: () => SettledValue }

/** A value that is worked out, or why there is none. */
export type SettledValue = Exclude<ParameterValue, { kind: 'passed' }>

/** What the stack around a nested one gives for a parameter. `nothing` is `AWS::NoValue`, `bad` is reported already. */
export type PassedValue = () => { readonly kind: 'text'; readonly text: string } | { readonly kind: 'nothing' | 'bad' }

export interface ParameterSources {
  /** By name, from the command line. */
  readonly given: Readonly<Record<string, string>>
  readonly passed: ((name: string) => PassedValue | undefined) | undefined
}

/** The value once it is worked out; undefined for a parameter that is not declared. */
export const settled = (value: ParameterValue | undefined): SettledValue | undefined =>
  value?.kind === 'passed' ? value.value() : value

/**
 * The value of every declared parameter: the one passed by the stack around, else the given one, else the default. Values are held against type, AllowedValues, AllowedPattern, lengths
 * and bounds.
 */
export const readParameters = (
  declarations: TemplateNode | undefined,
  { given, passed }: ParameterSources,
  log: ProblemLog,
): ReadonlyMap<string, ParameterValue> => {
  const values = new Map<string, ParameterValue>()
  for (const [name, declaration] of children(declarations)) {
    const own = Object.hasOwn(given, name) ? given[name] : undefined
    const outer = passed?.(name)
    const value = (): SettledValue => readParameter(name, declaration, own, log)
    values.set(name, outer === undefined ? value() : passedOn(name, declaration, outer, value, log))
  }
  return values
}

const passedOn = (
  name: string,
  declaration: TemplateNode,
  outer: PassedValue,
  otherwise: () => SettledValue,
  log: ProblemLog,
): ParameterValue => {
  let known: SettledValue | undefined
  const settle = (): SettledValue => {
    const passed = outer()
    if (passed.kind === 'text') return readPassed(name, declaration, passed.text, log)
    return passed.kind === 'nothing' ? otherwise() : { kind: 'bad' }
  }
  return { kind: 'passed', value: () => (known ??= settle()) }
}

/** For a type of Parameter Store the name is passed, not the value. */
const readPassed = (name: string, declaration: TemplateNode, text: string, log: ProblemLog): SettledValue => {
  const isStored = scalarText(declaration, 'Type')?.startsWith(STORED) === true
  return isStored
    ? { kind: 'missing', why: 'its value lives in Parameter Store', storedAs: text }
    : readParameter(name, declaration, text, log)
}

const NO_DEFAULT = 'it has no default'
const STORED = 'AWS::SSM::Parameter::Value<'

/** Reports each given name that no template declares, with the names there are. */
export const reportUndeclaredParameters = (
  given: Readonly<Record<string, string>>,
  declared: readonly string[],
  file: string,
  log: ProblemLog,
): void => {
  for (const name of Object.keys(given)) {
    if (declared.includes(name) || GIVEN_PSEUDO_PARAMETERS.includes(name)) continue
    const remedy = nameRemedy(name, declared)
    log.error(`the template has no parameter ${name}`, { file, path: 'Parameters' }, { remedy })
  }
}

const readParameter = (
  name: string,
  declaration: TemplateNode,
  given: string | undefined,
  log: ProblemLog,
): SettledValue => {
  const type = scalarText(declaration, 'Type')
  if (type === undefined) {
    log.error(`the parameter ${name} has no Type`, declaration.place, { remedy: 'add Type: String' })
    return { kind: 'bad' }
  }
  const storeValue = type.startsWith(STORED)
  const value = given ?? (storeValue ? undefined : scalarText(declaration, 'Default'))
  if (value === undefined) {
    const storedAs = storeValue ? scalarText(declaration, 'Default') : undefined
    return {
      kind: 'missing',
      why: storeValue ? 'its value lives in Parameter Store' : NO_DEFAULT,
      ...(storedAs === undefined ? {} : { storedAs }),
    }
  }
  const isList = type === 'CommaDelimitedList' || type.includes('List<')
  const texts = isList ? value.split(',').map(text => text.trim()) : [value]
  const complaints = texts.map(text => complaint(text, type, declaration)).filter(reason => reason !== undefined)
  for (const reason of complaints) {
    log.error(`the value of the parameter ${name} ${reason}`, declaration.place, {
      remedy: `give another value for ${name}`,
    })
  }
  if (complaints.length > 0) return { kind: 'bad' }
  return isList ? { kind: 'list', texts: value === '' ? [] : texts } : { kind: 'text', text: value }
}

/** Why a value breaks the declaration, or undefined. */
const complaint = (text: string, type: string, declaration: TemplateNode): string | undefined => {
  const numeric = type === 'Number' || type === 'List<Number>'
  if (numeric && (text.trim() === '' || !Number.isFinite(Number(text)))) return `is no number: ${JSON.stringify(text)}`
  const allowed = child(declaration, 'AllowedValues')
  if (allowed?.kind === 'list') {
    const values = allowed.items.map(item => (item.kind === 'scalar' ? item.text : ''))
    if (!values.includes(text)) return `is not one of ${values.join(', ')}: ${JSON.stringify(text)}`
  }
  return patternComplaint(text, scalarText(declaration, 'AllowedPattern')) ?? boundComplaint(text, numeric, declaration)
}

const patternComplaint = (text: string, pattern: string | undefined): string | undefined => {
  if (pattern === undefined) return undefined
  const expression = wholeMatch(pattern)
  if (expression === undefined)
    return `cannot be held against AllowedPattern, which is no regular expression: ${pattern}`
  return expression.test(text) ? undefined : `does not match ${pattern}: ${JSON.stringify(text)}`
}

const wholeMatch = (pattern: string): RegExp | undefined => {
  try {
    return new RegExp(`^(?:${pattern})$`, 'v')
  } catch {
    return laxWholeMatch(pattern)
  }
}

/** Java's escapes, such as `\-` in a class, are refused by the strict modes. */
const laxWholeMatch = (pattern: string): RegExp | undefined => {
  try {
    return new RegExp(`^(?:${pattern})$`)
  } catch {
    return undefined
  }
}

const boundComplaint = (text: string, numeric: boolean, declaration: TemplateNode): string | undefined => {
  const [size, least, most, unit] = numeric
    ? ([Number(text), 'MinValue', 'MaxValue', ''] as const)
    : ([text.length, 'MinLength', 'MaxLength', ' characters'] as const)
  const minimum = scalarText(declaration, least)
  const maximum = scalarText(declaration, most)
  if (minimum !== undefined && size < Number(minimum)) return `is below ${minimum}${unit}`
  if (maximum !== undefined && size > Number(maximum)) return `is above ${maximum}${unit}`
  return undefined
}

const scalarText = (node: TemplateNode, name: string): string | undefined => {
  const value = child(node, name)
  return value?.kind === 'scalar' && value.value !== null ? value.text : undefined
}

/** Where a parameter that has no value is wanted. What hangs on a condition stays unseen until it has one, so the others are named with it. */
export const reportMissingParameter = (
  name: string,
  why: string,
  place: Place,
  { log, parameters }: { readonly log: ProblemLog; readonly parameters: ReadonlyMap<string, ParameterValue> },
): void => {
  const others = [...parameters].filter(
    ([other, value]) => value.kind === 'missing' && value.why === NO_DEFAULT && other !== name,
  )
  const decides = place.path?.startsWith('Conditions.') === true && others.length > 0
  const rest = decides
    ? `; what depends on it may want ${others.map(([other]) => parameterOption(other)).join(' ')}`
    : ''
  log.error(`the parameter ${name} has no value: ${why}`, place, { remedy: `add ${parameterOption(name)}${rest}` })
}

/** How a value is given. */
export const parameterOption = (name: string): string => `--parameter ${name}=VALUE`

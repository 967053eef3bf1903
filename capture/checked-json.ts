/** Something in a JSON document that is not as it must be. */
export interface FieldProblem {
  /** `pages[2].path`; `''` for the document itself. */
  readonly field: string
  /** What should stand there: `a number from 0 to 1`. */
  readonly expected: string
  readonly found: string
}

/** Whether a value is a T. If not, every reason is told. */
export type Check<T> = (value: unknown, field: string, tell: (problem: FieldProblem) => void) => value is T

const FOUND_MAX_CHARACTERS = 60

/** Lists and objects by their kind alone: a hostile one may be nested deeper than the stack. */
const foundText = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > FOUND_MAX_CHARACTERS ? `${text.slice(0, FOUND_MAX_CHARACTERS)}…` : text
}

/** A check that says what it expected. */
const expecting =
  <T>(expected: string, isIt: (value: unknown) => boolean): Check<T> =>
  (value, field, tell): value is T => {
    if (isIt(value)) return true
    tell({ field, expected, found: foundText(value) })
    return false
  }

export const number = (min: number, max: number): Check<number> =>
  expecting(`a number from ${min} to ${max}`, value => typeof value === 'number' && value >= min && value <= max)

export const wholeNumber = (min: number, max: number): Check<number> =>
  expecting(
    `a whole number from ${min} to ${max}`,
    value => typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
  )

export const text = (expected: string, isIt: (value: string) => boolean): Check<string> =>
  expecting(expected, value => typeof value === 'string' && isIt(value))

export const oneOf = <const T extends string>(...values: readonly T[]): Check<T> =>
  expecting(`one of ${values.join(', ')}`, value => values.some(each => each === value))

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isList = expecting<readonly unknown[]>(
  'a list with at least one item',
  value => Array.isArray(value) && value.length > 0,
)

export const list =
  <T>(item: Check<T>): Check<readonly [T, ...T[]]> =>
  (value, field, tell): value is readonly [T, ...T[]] => {
    if (!isList(value, field, tell)) return false
    let isFine = true
    value.forEach((each, index) => {
      if (!item(each, `${field}[${index}]`, tell)) isFine = false
    })
    return isFine
  }

/** One check a property; one that the type leaves optional may be absent. */
export type Shape<T> = { readonly [K in keyof T]-?: Check<Exclude<T[K], undefined>> }

/** An object with these properties and no others. */
export const object =
  <T>(shape: Shape<T>, optional: readonly (keyof T & string)[] = []): Check<T> =>
  (value, field, tell): value is T => {
    if (!isRecord(value)) {
      tell({ field, expected: 'an object', found: foundText(value) })
      return false
    }
    let isFine = true
    const told = (problem: FieldProblem): void => {
      isFine = false
      tell(problem)
    }
    for (const name in shape)
      if (Object.hasOwn(value, name) || !optional.includes(name)) shape[name](value[name], joined(field, name), told)
    for (const name of Object.keys(value))
      if (!Object.hasOwn(shape, name))
        told({ field: joined(field, name), expected: `one of ${Object.keys(shape).join(', ')}`, found: 'this name' })
    return isFine
  }

const joined = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`)

/** `changes` over `base`: objects property by property, everything else as a whole. */
export const mergedOver = (base: unknown, changes: unknown): unknown => {
  if (!isRecord(base) || !isRecord(changes)) return changes
  const names = new Set([...Object.keys(base), ...Object.keys(changes)])
  return Object.fromEntries(
    [...names].map(name => [
      name,
      Object.hasOwn(changes, name)
        ? mergedOver(Object.hasOwn(base, name) ? base[name] : undefined, changes[name])
        : base[name],
    ]),
  )
}

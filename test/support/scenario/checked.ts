/** Where in the file a value stands: keys and indices from the top. */
export type Path = readonly (string | number)[]

/** Tells a mistake of the file's author. */
export type Report = (path: Path, message: string) => void

/** One value of the file on its way to its type; a mistake is reported and gives the fallback, so that all mistakes show at once. */
export type Check<T> = (value: unknown, path: Path, report: Report) => T

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

export const text: Check<string> = (value, path, report) => {
  if (typeof value === 'string' && value !== '') return value
  report(path, `expected text, found ${shown(value)}`)
  return ''
}

/** Header and log values: a number may be written without quotes. */
export const textOrNumber: Check<string> = (value, path, report) =>
  typeof value === 'number' ? String(value) : value === '' ? '' : text(value, path, report)

export const wholeNumber: Check<number> = (value, path, report) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  report(path, `expected a whole number, found ${shown(value)}`)
  return 0
}

export const yesOrNo: Check<boolean> = (value, path, report) => {
  if (typeof value === 'boolean') return value
  report(path, `expected true or false, found ${shown(value)}`)
  return false
}

export const oneOf =
  <T extends string>(...words: readonly T[]): Check<T> =>
  (value, path, report) => {
    const word = words.find(known => known === value)
    if (word !== undefined) return word
    report(path, `expected one of ${words.join(', ')}, found ${shown(value)}`)
    return words[0] as T
  }

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `100ms`, `70s`, `2m`, `1h`, `1d`. */
export const duration: Check<number> = (value, path, report) => {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(value)) ?? []
  if (number !== undefined) return Number(number) * (MILLISECONDS[unit] ?? 0)
  report(path, `expected a time such as 100ms, 70s, 2m, 1h or 1d, found ${shown(value)}`)
  return 0
}

export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value, path, report) =>
    value === undefined ? undefined : check(value, path, report)

export const withDefault =
  <T>(check: Check<T>, fallback: T): Check<T> =>
  (value, path, report) =>
    value === undefined ? fallback : check(value, path, report)

export const orNull =
  <T>(check: Check<T>): Check<T | null> =>
  (value, path, report) =>
    value === null ? null : check(value, path, report)

/** One value may stand without brackets. */
export const listOf =
  <T>(check: Check<T>): Check<readonly T[]> =>
  (value, path, report) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => check(item, [...path, index], report))
      : [check(value, path, report)]

export const recordOf =
  <T>(check: Check<T>): Check<Readonly<Record<string, T>>> =>
  (value, path, report) => {
    if (isRecord(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, check(item, [...path, key], report)]))
    report(path, `expected names with values, found ${shown(value)}`)
    return {}
  }

/** The fields of a mapping; an unknown one is a mistake, or a typing error would silently check nothing. */
export const fieldsOf = (
  value: unknown,
  path: Path,
  report: Report,
  known: readonly string[],
): (<T>(name: string, check: Check<T>) => T) => {
  const fields = isRecord(value) ? value : {}
  if (!isRecord(value)) report(path, `expected the fields ${known.join(', ')}, found ${shown(value)}`)
  for (const name of Object.keys(fields))
    if (!known.includes(name)) report([...path, name], `unknown field "${name}"; known are ${known.join(', ')}`)
  return (name, check) => check(fields[name], [...path, name], report)
}

import { isWithin, type CasePath } from './case-path.ts'
import { isObject } from './event-shape.ts'

/** One place where two JSON documents differ; undefined where there is nothing. */
export interface Difference {
  readonly path: CasePath
  readonly expected: unknown
  readonly got: unknown
}

const childrenOf = (value: unknown): ReadonlyMap<string, unknown> | undefined => {
  if (Array.isArray(value)) return new Map(value.map((item, index) => [String(index), item]))
  return isObject(value) ? new Map(Object.entries(value)) : undefined
}

const isSameKind = (a: unknown, b: unknown): boolean => Array.isArray(a) === Array.isArray(b)

/** Every place where `got` is not as expected, in the order of what was expected. Nothing at or below an ignored path counts. */
export const differences = (
  expected: unknown,
  got: unknown,
  ignore: readonly CasePath[] = [],
  path: CasePath = [],
): Difference[] => {
  if (ignore.some(pattern => isWithin(path, pattern))) return []
  const [inside, outside] = [childrenOf(expected), childrenOf(got)]
  if (inside === undefined || outside === undefined || !isSameKind(expected, got))
    return Object.is(expected, got) ? [] : [{ path, expected, got }]
  const names = new Set([...inside.keys(), ...outside.keys()])
  return [...names].flatMap(name => differences(inside.get(name), outside.get(name), ignore, [...path, name]))
}

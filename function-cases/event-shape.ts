/** Something in a test event or a case that is not as it must be. */
export interface ShapeProblem {
  /** `request.headers.host.value`; `''` for the document itself. */
  readonly path: string
  /** What should stand there: `a text that starts with /`. */
  readonly expected: string
}

export type Tell = (problem: ShapeProblem) => void

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const PLAIN_NAME = /^[\w-]+$/

/** The place of a name inside another place: `request.headers.host`, `request.querystring["a.b"]`. */
export const inside = (path: string, name: string): string =>
  PLAIN_NAME.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`

/** A part that may be absent; anything but an object is told and read as an empty one. */
export const objectAt = (value: unknown, path: string, tell: Tell): JsonObject => {
  if (value === undefined) return {}
  if (isObject(value)) return value
  tell({ path, expected: 'an object' })
  return {}
}

/** A text that may be absent: then the fallback. */
export const textAt = <F>(value: unknown, path: string, fallback: F, tell: Tell): string | F => {
  if (value === undefined) return fallback
  if (typeof value === 'string') return value
  tell({ path, expected: 'a text' })
  return fallback
}

/** One line a problem, for messages. */
export const shapeProblemText = ({ path, expected }: ShapeProblem): string =>
  `${path === '' ? 'it' : path} must be ${expected}`

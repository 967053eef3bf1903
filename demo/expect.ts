/** What was seen is not what must be. */
export class CheckFailed extends Error {
  constructor(what: string, seen: unknown, expected: unknown) {
    super(`${what}: ${JSON.stringify(seen)}, expected ${JSON.stringify(expected)}`)
    this.name = 'CheckFailed'
  }
}

export const expectEqual = <T>(what: string, seen: T, expected: T): void => {
  if (seen !== expected) throw new CheckFailed(what, seen, expected)
}

export const expectTrue = (what: string, holds: boolean, seen: unknown): void => {
  if (!holds) throw new CheckFailed(what, seen, 'otherwise')
}

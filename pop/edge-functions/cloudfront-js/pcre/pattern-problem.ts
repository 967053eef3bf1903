/** Why a pattern does not compile: thrown inside this folder only, and told as a value. */
export class PatternProblem extends Error {
  /** What of the pattern stands behind the place where the reader noticed. */
  readonly rest: string | undefined

  /** @param rest undefined: the pattern is right, and this stage cannot carry it out */
  constructor(reason: string, rest: string | undefined) {
    super(reason)
    this.rest = rest
  }
}

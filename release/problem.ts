/** Why a command of `release` does nothing, or stops where it is: for the user to mend. */
export interface ReleaseProblem {
  /** What is the case, in one sentence without a full stop. */
  readonly message: string
  /** The file, key or bucket it is about. */
  readonly place: string
  /** What to do about it. */
  readonly remedy: string
}

/** Thrown where a release cannot go on; everything that was live before still is. */
export class ReleaseRefused extends Error {
  override readonly name = 'ReleaseRefused'
  readonly problems: readonly ReleaseProblem[]

  constructor(...problems: readonly ReleaseProblem[]) {
    super(problems.map(problemText).join('\n'))
    this.problems = problems
  }
}

/** Stopped between its first change and its last. The message says what viewers see now. */
export class ReleaseStopped extends ReleaseRefused {
  constructor(cause: ReleaseRefused, aftermath: string) {
    super(...cause.problems)
    this.message += `\n  ${aftermath}`
  }
}

/** One problem in words, ready for the terminal. */
export const problemText = ({ message, place, remedy }: ReleaseProblem): string =>
  `✘ ${message}   ${place}\n  → ${remedy}`

const SHOWN_MAX = 5

/** Control characters, which JSON leaves as they are, move the cursor of some terminals. */
const printable = (name: string): string =>
  JSON.stringify(name)
    .slice(1, -1)
    .replace(/[\u007f-\u009f]/g, '?')

/** A list of names for a sentence, whatever they hold; a long one is cut and says so. */
export const someOf = (names: readonly string[]): string => {
  const shown = names.slice(0, SHOWN_MAX).map(printable)
  return names.length > SHOWN_MAX ? `${shown.join(', ')} and ${names.length - SHOWN_MAX} more` : shown.join(', ')
}

/** The user's mistake: printed as it stands, without a stack trace. Exit status 1 for findings, 2 for wrong usage. */
export class Failure extends Error {
  readonly exitStatus: 1 | 2

  constructor(message: string, exitStatus: 1 | 2 = 1) {
    super(message)
    this.name = 'Failure'
    this.exitStatus = exitStatus
  }
}

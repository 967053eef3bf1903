import type { Place, Problem } from '../problem.ts'

type Details = Pick<Problem, 'remedy' | 'rule'>

/** Collects the problems of one load; the same problem at the same place is kept once. */
export class ProblemLog {
  readonly problems: Problem[] = []
  private readonly seen = new Set<string>()

  error(message: string, place: Place, details: Details = {}): void {
    this.add({ severity: 'error', message, place, ...details })
  }

  refused(message: string, place: Place, details: Details = {}): void {
    this.add({ severity: 'refused', message, place, ...details })
  }

  warning(message: string, place: Place, details: Details = {}): void {
    this.add({ severity: 'warning', message, place, ...details })
  }

  ignored(message: string, place: Place, details: Details = {}): void {
    this.add({ severity: 'ignored', message, place, ...details })
  }

  private add(problem: Problem): void {
    const { file, line, column, path } = problem.place
    const identity = JSON.stringify([problem.severity, problem.message, file, line, column, path])
    if (this.seen.has(identity)) return
    this.seen.add(identity)
    this.problems.push(problem)
  }
}

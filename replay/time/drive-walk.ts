import type { Question, Walk } from '../../pop/world.ts'

/** Answers one question, now or later; `then` is called once. A throw is a bug of ours and is thrown into the walk. */
export type AnswerLater = (question: Question, then: (given: unknown) => void) => void

export interface WalkEnds<T> {
  readonly done: (value: T) => void
  readonly failed: (bug: unknown) => void
}

/**
 * Runs a walk to its end from callbacks, as `drive.io.ts` does with promises. Answers that come at once are taken in a loop, not by
 * recursion, so that a walk may ask any number of them.
 */
export const driveWalk = <T>(walk: Walk<T>, answer: AnswerLater, { done, failed }: WalkEnds<T>): void => {
  const ask = (question: Question): (() => IteratorResult<Question, T>) | undefined => {
    let isAsking = true
    let next: (() => IteratorResult<Question, T>) | undefined
    try {
      answer(question, given => {
        if (isAsking) next = () => walk.next(given)
        else advance(() => walk.next(given))
      })
    } catch (bug) {
      next = () => walk.throw(bug)
    }
    isAsking = false
    return next
  }
  const advance = (first: () => IteratorResult<Question, T>): void => {
    let next: (() => IteratorResult<Question, T>) | undefined = first
    while (next !== undefined) {
      let step: IteratorResult<Question, T>
      try {
        step = next()
      } catch (bug) {
        failed(bug)
        return
      }
      if (step.done === true) {
        done(step.value)
        return
      }
      next = ask(step.value)
    }
  }
  advance(() => walk.next())
}

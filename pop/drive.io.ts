import type { Question, Walk } from './world.ts'

/** Answers one question; rejects only for a bug of ours. */
export type AnswerQuestion = (question: Question) => Promise<unknown>

/**
 * Runs a walk to its end with promises. `done` is called in the same turn when the walk asks nothing, which is what keeps a cache hit
 * free of promises.
 */
export const drive = <T>(
  walk: Walk<T>,
  answer: AnswerQuestion,
  done: (value: T) => void,
  failed: (error: unknown) => void,
): void => {
  const advance = (next: () => IteratorResult<Question, T>): void => {
    let step: IteratorResult<Question, T>
    try {
      step = next()
    } catch (error) {
      failed(error)
      return
    }
    if (step.done === true) {
      done(step.value)
      return
    }
    answer(step.value).then(
      given => advance(() => walk.next(given)),
      (error: unknown) => advance(() => walk.throw(error)),
    )
  }
  advance(() => walk.next())
}

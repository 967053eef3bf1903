import type { FailurePlace } from './failure-place.ts'
import type { GuestAnswer } from './guest-answer.ts'
import type { FunctionInput } from './input-answers.ts'
import type { FunctionRunner, MemoryStats, ViewerRequestOutcome, ViewerResponseOutcome } from './invocation.ts'
import { answerFrom, viewerRequestFields, viewerResponseFields } from './invoke.ts'
import { OutcomeMemory, type MemoryBounds } from './outcome-memory.ts'
import { checkedRequest, checkedResponse, validRequest, validResponse } from './outcomes.ts'
import { readQuestions } from './questions.ts'
import type { EntryPoint, Field, Realm } from './realm.ts'

export interface RememberingOptions extends MemoryBounds {
  readonly failurePlace: FailurePlace
  /** Reads the store as the invocations of the realm do; undefined: no such key. */
  readonly keyValue: FunctionInput['keyValue']
}

interface Run {
  readonly answer: GuestAnswer
  /** What it asked of its input; undefined: not recorded, or not to be kept. */
  readonly questions: string | undefined
}

const run = (realm: Realm, isRecorded: boolean, entry: EntryPoint, fields: readonly Field[]): Run => {
  if (!isRecorded) return { answer: answerFrom(() => realm.call(entry, fields)), questions: undefined }
  let questions: string | undefined
  const answer = answerFrom(() => {
    const recorded = realm.callRecorded(entry, fields)
    questions = recorded.questions
    return recorded.packed
  })
  return { answer, questions }
}

/** Gives the outcome back. Only what succeeded is kept: a failure is worth its message, and rare. */
const learned = <Outcome extends ViewerRequestOutcome | ViewerResponseOutcome>(
  memory: OutcomeMemory,
  input: FunctionInput,
  { answer, questions }: Run,
  outcome: Outcome,
): Outcome => {
  const hasFailed = outcome.kind === 'execution-error' || outcome.kind === 'validation-error'
  if (questions !== undefined && !hasFailed) memory.keep(input, readQuestions(questions), answer)
  return outcome
}

const sum = (a: MemoryStats, b: MemoryStats): MemoryStats => ({
  calls: a.calls + b.calls,
  remembered: a.remembered + b.remembered,
  recorded: a.recorded + b.recorded,
  entries: a.entries + b.entries,
})

/** A runner in a shared realm that leaves the function alone where its memory knows the answer. */
export const rememberingRunner = (realm: Realm, options: RememberingOptions): FunctionRunner => {
  const { keyValue, failurePlace } = options
  // A function may serve both events, and asks nothing to tell them apart.
  const requests = new OutcomeMemory(options)
  const responses = new OutcomeMemory(options)
  return {
    viewerRequest: (context, request) => {
      const input: FunctionInput = { context, request, response: undefined, keyValue }
      const known = requests.recall(input)
      if (known.kind === 'outcome') return validRequest(known.answer, request)
      const made = run(realm, known.isWorthRecording, 'viewerRequest', viewerRequestFields(context, request))
      return learned(requests, input, made, checkedRequest(made.answer, request, failurePlace))
    },
    viewerResponse: (context, request, response) => {
      const input: FunctionInput = { context, request, response, keyValue }
      const known = responses.recall(input)
      if (known.kind === 'outcome') return validResponse(known.answer, response.headers)
      const made = run(
        realm,
        known.isWorthRecording,
        'viewerResponse',
        viewerResponseFields(context, request, response),
      )
      return learned(responses, input, made, checkedResponse(made.answer, response, failurePlace))
    },
    memory: { stats: () => sum(requests.stats(), responses.stats()) },
  }
}

import { LRUCache } from 'lru-cache'
import { DecisionTree, type Fork, type Outcome } from './decision-tree.ts'
import type { GuestAnswer } from './guest-answer.ts'
import type { MemoryStats } from './invocation.ts'
import { answerTo, type Answer, type FunctionInput } from './input-answers.ts'
import type { Question } from './questions.ts'

export interface MemoryBounds {
  /** Answers kept for each event, at least 1; those used least recently leave. Default 1,000. An answer takes some 2 KB. */
  readonly entriesMax?: number
}

export type Recollection =
  | { readonly kind: 'outcome'; readonly answer: GuestAnswer }
  /** Nothing like it was seen; whether the invocation should be recorded. */
  | { readonly kind: 'unknown'; readonly isWorthRecording: boolean }

const WORTH_RECORDING: Recollection = { kind: 'unknown', isWorthRecording: true }
const NOT_WORTH_RECORDING: Recollection = { kind: 'unknown', isWorthRecording: false }

const ENTRIES_MAX = 1_000
/** Longer ways are rare and hostile. */
const CHARACTERS_MAX = 16_384

/** Below one hit in twenty recording costs more than it saves: from then on only one miss in 32 is recorded. */
const HIT_SHARE_MIN = 0.05
const TRIAL_MISSES = 64
const MISSES_PER_RECORD = 32
/** Old experience fades. */
const PASSES_MAX = 8_192

interface Experience {
  passes: number
  misses: number
}

const isPaying = ({ passes, misses }: Experience): boolean =>
  misses < TRIAL_MISSES || passes - misses >= passes * HIT_SHARE_MIN

const addMiss = (experience: Experience): void => {
  experience.misses++
  if (experience.passes <= PASSES_MAX) return
  experience.passes /= 2
  experience.misses /= 2
}

const charactersOf = (questions: readonly Question[], answers: readonly Answer[]): number => {
  let characters = 0
  for (const { packed } of questions) characters += packed.length
  for (const answer of answers) if (typeof answer === 'string') characters += answer.length
  return characters
}

/**
 * Answers of a function by what it asked of its input, the rest plays no role. An input is looked up by asking it the questions on its
 * way through the tree. State of an earlier call cannot hide in an answer (CFF-08), and the moment (time, chance, request id, address) is
 * no question: what depends on it is not kept.
 */
export class OutcomeMemory {
  private readonly tree = new DecisionTree()
  private readonly recency: LRUCache<Outcome, true>
  private readonly counts = { calls: 0, remembered: 0, recorded: 0 }
  private readonly experience: Experience = { passes: 0, misses: 0 }
  private missesUnpaid = 0

  constructor({ entriesMax = ENTRIES_MAX }: MemoryBounds = {}) {
    this.recency = new LRUCache({ max: entriesMax, dispose: (_, outcome) => this.tree.remove(outcome) })
  }

  stats(): MemoryStats {
    return { ...this.counts, entries: this.recency.size }
  }

  recall(input: FunctionInput): Recollection {
    this.counts.calls++
    this.experience.passes++
    let at = this.tree.root
    while (at?.kind === 'fork') {
      at.passes++
      const next = at.branch(answerTo(at.question, input))
      if (next === undefined) return this.miss(at)
      at = next
    }
    if (at === undefined) return this.miss(undefined)
    this.recency.get(at)
    this.counts.remembered++
    return at
  }

  /** Values without end at one fork do not keep the others from learning, nor push out what they know. */
  private miss(fork: Fork | undefined): Recollection {
    addMiss(this.experience)
    if (fork !== undefined) addMiss(fork)
    const isWorth = isPaying(this.experience) && (fork === undefined || isPaying(fork))
    if (!isWorth && ++this.missesUnpaid % MISSES_PER_RECORD !== 0) return NOT_WORTH_RECORDING
    this.counts.recorded++
    return WORTH_RECORDING
  }

  /** In: the questions of a recorded invocation in order, and its answer. What is too long is not kept. */
  keep(input: FunctionInput, questions: readonly Question[], answer: GuestAnswer): void {
    const answers = questions.map(question => answerTo(question, input))
    if (charactersOf(questions, answers) + answer.characters > CHARACTERS_MAX) return
    const outcome = this.tree.add(questions, answers, answer)
    if (outcome !== undefined) this.recency.set(outcome, true)
  }
}

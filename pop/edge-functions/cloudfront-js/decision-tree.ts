import type { GuestAnswer } from './guest-answer.ts'
import type { Answer } from './input-answers.ts'
import type { Question } from './questions.ts'

/** The question that a function asks next, and where each answer leads. */
export class Fork {
  readonly kind = 'fork'
  readonly question: Question
  readonly parent: Fork | undefined
  readonly via: Answer
  /** Inputs that came here, and those whose answer was new. */
  passes = 0
  misses = 0
  /** Most forks have but one branch: it needs no map. */
  private first: Branch | undefined
  private firstVia: Answer
  private others: Map<Answer, Branch> | undefined

  constructor(question: Question, parent: Fork | undefined, via: Answer) {
    this.question = question
    this.parent = parent
    this.via = via
  }

  branch(via: Answer): Branch | undefined {
    return this.first !== undefined && this.firstVia === via ? this.first : this.others?.get(via)
  }

  /** In: a branch that is not there yet. */
  grow(branch: Branch): void {
    if (this.first === undefined) {
      this.first = branch
      this.firstVia = branch.via
    } else {
      this.others ??= new Map()
      this.others.set(branch.via, branch)
    }
  }

  cut(branch: Branch): void {
    if (this.first === branch) this.first = undefined
    else this.others?.delete(branch.via)
  }

  isBare(): boolean {
    return this.first === undefined && (this.others === undefined || this.others.size === 0)
  }
}

/** What the function did after the answers on the way from the root. */
export interface Outcome {
  readonly kind: 'outcome'
  readonly answer: GuestAnswer
  readonly parent: Fork | undefined
  readonly via: Answer
}

export type Branch = Fork | Outcome

/** A part of a long text keeps the whole text in memory; a copy does not. */
const copyOf = (answer: Answer): Answer => (typeof answer === 'string' ? ` ${answer}`.slice(1) : answer)

/** A function is deterministic: after equal answers to its questions so far it asks the same next, or ends the same. */
export class DecisionTree {
  root: Branch | undefined

  /**
   * In: the questions of an invocation with their answers, in order. Out: its outcome, put at the end of the way; undefined when the tree
   * contradicts it, which only a fault of ours can cause.
   */
  add(questions: readonly Question[], answers: readonly Answer[], answer: GuestAnswer): Outcome | undefined {
    let parent: Fork | undefined
    let via: Answer
    let at = this.root
    for (let index = 0; index < questions.length; index++) {
      const question = questions[index] as Question
      if (at === undefined) at = this.attach(new Fork(question, parent, copyOf(via)))
      if (at.kind === 'outcome' || at.question.packed !== question.packed) return undefined
      parent = at
      via = answers[index]
      at = parent.branch(via)
    }
    return at === undefined ? this.attach({ kind: 'outcome', answer, parent, via: copyOf(via) }) : undefined
  }

  private attach<T extends Branch>(branch: T): T {
    if (branch.parent === undefined) this.root = branch
    else branch.parent.grow(branch)
    return branch
  }

  /** Takes an outcome away, and the forks that lead nowhere else. */
  remove(outcome: Outcome): void {
    let branch: Branch = outcome
    while (branch.parent !== undefined) {
      branch.parent.cut(branch)
      if (!branch.parent.isBare()) return
      branch = branch.parent
    }
    this.root = undefined
  }
}

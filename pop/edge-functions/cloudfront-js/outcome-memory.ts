import { LRUCache } from 'lru-cache'
import type { HeaderList } from '../../../http/header-list.ts'
import type { GuestAnswer } from './guest-answer.ts'
import type { FunctionRequest, FunctionResponse } from './invocation.ts'

/** What an invocation learned from its key value store: a key's value, or with `key` undefined the number of keys. */
export interface StoreRead {
  readonly key: string | undefined
  readonly seen: string | number | undefined
}

interface Remembered {
  readonly answer: GuestAnswer
  readonly reads: readonly StoreRead[]
}

const ENTRIES_MAX = 1_000
/** Where hardly any input comes twice (a cookie of its own for every viewer), remembering only costs. It is tried again now and then. */
const TRIAL_LOOKUPS = 1_000
const TRIAL_HITS_MIN = 50
const PAUSE_LOOKUPS = 20_000
/** Longer inputs are rare and hostile. */
const KEY_CHARACTERS_MAX = 8_192

const headersText = ({ names, values }: HeaderList): string => {
  let text = ''
  for (let i = 0; i < names.length; i++) text += `${names[i] ?? ''}\n${values[i] ?? ''}\n`
  return text
}

/** All that a function can read of a request beside the moment. No part can hold a line feed, so no two inputs share a text. */
export const requestText = ({ method, uri, queryString, headers }: FunctionRequest): string =>
  `${method}\n${uri}\n${queryString === undefined ? '' : `?${queryString}`}\n${headersText(headers)}`

export const responseText = ({ status, statusDescription, headers }: FunctionResponse): string =>
  `\n${status}\n${statusDescription ?? ''}\n${headersText(headers)}`

/**
 * Answers of a function to inputs it has seen. It keeps only those of invocations that were shown to depend on nothing but their input and
 * their reads of the store: no clock, no chance, no request id, no address of the viewer. The state of a function is fresh at each
 * invocation (CFF-08), so the same input gives the same answer.
 */
export class OutcomeMemory {
  private readonly remembered = new LRUCache<string, Remembered>({ max: ENTRIES_MAX })
  private readonly read: (key: string | undefined) => StoreRead['seen']
  private lookups = 0
  private hits = 0
  private pauseLeft = 0

  /** In: reads the store as an invocation does. */
  constructor(read: (key: string | undefined) => StoreRead['seen']) {
    this.read = read
  }

  /** True while remembering does not pay; asked once before each lookup. */
  isPausing(): boolean {
    if (this.pauseLeft > 0) {
      this.pauseLeft--
      return true
    }
    if (++this.lookups < TRIAL_LOOKUPS) return false
    if (this.hits < TRIAL_HITS_MIN) this.pause()
    this.lookups = 0
    this.hits = 0
    return false
  }

  private pause(): void {
    this.pauseLeft = PAUSE_LOOKUPS
    this.remembered.clear()
  }

  /** The answer to that input, unless the store has changed under it. */
  recall(input: string): GuestAnswer | undefined {
    const known = this.remembered.get(input)
    if (known === undefined) return undefined
    if (!known.reads.every(({ key, seen }) => this.read(key) === seen)) return undefined
    this.hits++
    return known.answer
  }

  /** In: `reads` of the invocation; undefined when it depends on the moment. */
  keep(input: string, answer: GuestAnswer, reads: readonly StoreRead[] | undefined): void {
    if (reads !== undefined && input.length <= KEY_CHARACTERS_MAX)
      this.remembered.set(input, { answer, reads: [...reads] })
  }
}

import { createHash, createHmac } from 'node:crypto'
import { createContext, Script, type Context } from 'node:vm'
import { GUEST_PROGRAM } from './guest/program.ts'
import type { StoreRead } from './outcome-memory.ts'
import { STEPS_MAX } from './prepare-source.ts'

type Field = string | number | undefined

/** The entry points of `guest/call.ts`: primitives in, a string out. */
interface GuestEntryPoints {
  load(factory: unknown, mentionsGlobal: boolean): void
  viewerRequest(...fields: Field[]): unknown
  viewerResponse(...fields: Field[]): unknown
  finish(): unknown
  dependsOnMoment(): unknown
}

/** A context of its own for one function. */
export interface Realm {
  call(entry: 'viewerRequest' | 'viewerResponse', fields: readonly Field[]): string
  /** What the last call read of the store; undefined when its answer may differ for an equal request (time, chance, id, address). */
  readsOfLastCall(): readonly StoreRead[] | undefined
}

export interface RealmOptions {
  readonly script: Script
  readonly mayAwait: boolean
  /** Built-ins are frozen: the realm can serve any number of invocations. */
  readonly shared: boolean
  readonly mentionsGlobal: boolean
  readonly keyValues: (() => ReadonlyMap<string, string>) | undefined
  readonly random: (() => number) | undefined
}

const guestProgram = new Script(GUEST_PROGRAM, { filename: 'understudy:guest' })

/** Running any script of a context empties its queue of promise jobs (`afterEvaluate`). */
const emptyQueue = new Script('0', { filename: 'understudy:queue' })
const EMPTY_QUEUE_OPTIONS = Object.freeze({ displayErrors: false })

/** CFF-62: bytes as one character each, key absent for a plain hash. */
const hash = (algorithm: string, data: string, key: string | undefined): string => {
  const hasher = key === undefined ? createHash(algorithm) : createHmac(algorithm, Buffer.from(key, 'latin1'))
  return hasher.update(data, 'latin1').digest().toString('latin1')
}

/** The questions the harness may ask: primitives only, and no function of the host is ever visible to the guest's own code. */
const hostQuestions = ({ keyValues, random }: RealmOptions, reads: StoreRead[]) => ({
  hash,
  random,
  stepsMax: STEPS_MAX,
  keyCount: () => {
    const seen = keyValues?.().size
    reads.push({ key: undefined, seen })
    return seen
  },
  /** `+` and the value, or nothing. */
  keyValue: (key: string): string | undefined => {
    const value = keyValues?.().get(key)
    reads.push({ key, seen: value })
    return value === undefined ? undefined : `+${value}`
  },
})

const enter = (options: RealmOptions, context: Context, reads: StoreRead[]): GuestEntryPoints => {
  const boot = guestProgram.runInContext(context)
  const guest: GuestEntryPoints = boot(hostQuestions(options, reads), options.shared)
  guest.load(options.script.runInContext(context), options.mentionsGlobal)
  return guest
}

/**
 * A context without prototype, without code from strings and with its own queue of promise jobs (tooling reference, section 5). No object
 * of the host reaches the function: event fields go in as arguments, the answer comes out as one string.
 */
export const createRealm = (options: RealmOptions): Realm => {
  const context = createContext(Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  })
  const reads: StoreRead[] = []
  const guest = enter(options, context, reads)
  return {
    call: (entry, fields) => {
      reads.length = 0
      let answer = guest[entry](...fields)
      if (options.mayAwait) {
        emptyQueue.runInContext(context, EMPTY_QUEUE_OPTIONS)
        if (answer === 'pending') answer = guest.finish()
      }
      return typeof answer === 'string' ? answer : 'unreadable'
    },
    readsOfLastCall: () => (guest.dependsOnMoment() === false ? reads : undefined),
  }
}

import { createHash, createHmac } from 'node:crypto'
import { createContext, Script, type Context } from 'node:vm'
import { guestProgram } from './guest/program.ts'
import type { InspectedCall } from './invocation.ts'
import type { Runtime } from './language/finding.ts'
import { busyClock } from './busy-clock.io.ts'
import { translatePattern } from './pcre/translate-pattern.ts'
import { WATCHED_RUN_LIMITS_MS, watchedRun } from './watched-run.io.ts'

/** What may cross the border into a realm. */
export type Field = string | number | undefined

/** The entry points of `guest/call.ts`: primitives in, a string out. */
interface GuestEntryPoints {
  load(factory: unknown, mentionsGlobal: boolean): void
  viewerRequest(...fields: Field[]): unknown
  viewerResponse(...fields: Field[]): unknown
  finish(): unknown
  prepareCall(entry: EntryPoint, ...fields: Field[]): void
  stoppedAfter(milliseconds: number): unknown
  record(): void
  questionsAsked(): unknown
  mustRunAgain(): unknown
  inspect(): void
  returnedText(): unknown
  stepsTaken(): unknown
  bytesTaken(): unknown
}

export type EntryPoint = 'viewerRequest' | 'viewerResponse'

export interface RecordedCall {
  readonly packed: string
  /** For `readQuestions`; undefined when the answer may differ for an equal input: time, chance, request id, address of the viewer. */
  readonly questions: string | undefined
}

/** A context of its own for one function. */
export interface Realm {
  /** Gives the packed answer, for `readGuestAnswer`. */
  call(entry: EntryPoint, fields: readonly Field[]): string
  /** The same, and what the function asked of its input; only in a shared realm. */
  callRecorded(entry: EntryPoint, fields: readonly Field[]): RecordedCall
  /** About the latest call. */
  inspected(): Pick<InspectedCall, 'steps' | 'memoryBytes' | 'returned'>
}

export interface RealmOptions {
  readonly runtime: Runtime
  readonly script: Script
  readonly mayAwait: boolean
  /** Built-ins are frozen: the realm can serve any number of invocations. */
  readonly shared: boolean
  readonly mentionsGlobal: boolean
  readonly readsStacks: boolean
  /** Each call is watched by the clock. */
  readonly mayRunLong: boolean
  /** Built-in constructors are handed out guarded, wherever the code finds them. It slows arrays down in the whole process. */
  readonly reachesConstructors: boolean
  /** A match of one of its expressions may hold much. */
  readonly hasManyGroups: boolean
  readonly keyValues: (() => ReadonlyMap<string, string>) | undefined
  readonly random: (() => number) | undefined
  /** A clock ends runs too. */
  readonly watchesTime: boolean
  /** Built-ins count what they take and go over. */
  readonly counts: boolean
  /** Keeps what the handler returned, for `inspected`. */
  readonly inspects?: boolean
}

const programs: Partial<Record<Runtime, Script>> = {}

/** Compiled at the first function of the runtime. */
const programOf = (runtime: Runtime): Script =>
  (programs[runtime] ??= new Script(guestProgram(runtime), { filename: 'understudy:guest' }))

/** Running any script of a context empties its queue of promise jobs (`afterEvaluate`). */
const emptyQueue = new Script('0', { filename: 'understudy:queue' })

/** Makes the call that `prepareCall` laid down, under a name that no code of the function can spell. */
const preparedCall = new Script(`this['understudy:call']()`, { filename: 'understudy:call' })

/** CFF-62: bytes as one character each, key absent for a plain hash. */
const hash = (algorithm: string, data: string, key: string | undefined): string => {
  const hasher = key === undefined ? createHash(algorithm) : createHmac(algorithm, Buffer.from(key, 'latin1'))
  return hasher.update(data, 'latin1').digest().toString('latin1')
}

/** Nothing for a pattern that stands as it is, `!` and why it does not compile, or what JavaScript has to be told, as JSON. */
const translatedText = (pattern: string, flags: string): string => {
  const translated = translatePattern(pattern, flags)
  if (translated.kind === 'as-is') return ''
  return translated.kind === 'refused' ? `!${translated.problem}` : JSON.stringify(translated)
}

/** The questions the harness may ask: primitives only, and no function of the host is ever visible to the guest's own code. */
const hostQuestions = ({ keyValues, random, readsStacks, hasManyGroups, ...options }: RealmOptions) => ({
  hash,
  random,
  readsStacks,
  redirects: options.reachesConstructors,
  counts: options.counts,
  hasManyGroups,
  tooLong: options.watchesTime ? busyClock() : () => 0,
  translatePattern: translatedText,
  hasKeyValues: keyValues !== undefined,
  keyCount: () => keyValues?.().size,
  /** `+` and the value, or nothing. */
  keyValue: (key: string): string | undefined => {
    const value = keyValues?.().get(key)
    return value === undefined ? undefined : `+${value}`
  },
})

const enter = (options: RealmOptions, context: Context): GuestEntryPoints => {
  const boot = programOf(options.runtime).runInContext(context)
  const guest: GuestEntryPoints = boot(hostQuestions(options), options.shared)
  guest.load(options.script.runInContext(context), options.mentionsGlobal)
  return guest
}

/** What a call answers that reached something its realm does not hold (`guest/ledger.ts`). */
const AGAIN = '!again'

/**
 * A realm that becomes a careful one when a call asks for it: constructors guarded everywhere, each call watched. A run leaves nothing
 * behind, so the call is made again.
 */
export const createRealm = (options: RealmOptions): Realm => {
  let realm = openRealm(options)
  const call: Realm['call'] = (entry, fields) => {
    const answer = realm.call(entry, fields)
    if (answer !== AGAIN) return answer
    realm = openRealm({ ...options, mayRunLong: true, reachesConstructors: true, hasManyGroups: true })
    return realm.call(entry, fields)
  }
  const callRecorded: Realm['callRecorded'] = (entry, fields) => {
    const recorded = realm.callRecorded(entry, fields)
    return recorded.packed === AGAIN ? { packed: call(entry, fields), questions: undefined } : recorded
  }
  return { call, callRecorded, inspected: () => realm.inspected() }
}

/**
 * A context without prototype, without code from strings and with its own queue of promise jobs (tooling reference, section 5). No object
 * of the host reaches the function: event fields go in as arguments, the answer comes out as one string.
 */
const openRealm = (options: RealmOptions): Realm => {
  const context = createContext(Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  })
  const guest = enter(options, context)
  if (options.inspects === true) guest.inspect()
  const unwatched = (entry: EntryPoint, fields: readonly Field[]): unknown => {
    const answer = guest[entry](...fields)
    if (options.mayAwait) emptyQueue.runInContext(context)
    return answer
  }
  const watched = (entry: EntryPoint, fields: readonly Field[]): unknown => {
    for (const limitMs of WATCHED_RUN_LIMITS_MS) {
      guest.prepareCall(entry, ...fields)
      const run = watchedRun(preparedCall, context, limitMs)
      if (run.kind === 'ended') return run.value
      if (run.hasWorked) return guest.stoppedAfter(limitMs)
    }
    return guest.stoppedAfter(WATCHED_RUN_LIMITS_MS.at(-1) ?? 0)
  }
  const start = options.mayRunLong && options.watchesTime ? watched : unwatched
  const call = (entry: EntryPoint, fields: readonly Field[]): string => {
    let answer = start(entry, fields)
    if (answer === 'pending') answer = guest.finish()
    return typeof answer === 'string' ? answer : 'unreadable'
  }
  return {
    call,
    inspected: () => {
      const returned = guest.returnedText()
      const steps = guest.stepsTaken()
      const memoryBytes = guest.bytesTaken()
      return {
        returned: typeof returned === 'string' ? returned : undefined,
        steps: typeof steps === 'number' ? steps : 0,
        memoryBytes: typeof memoryBytes === 'number' ? memoryBytes : 0,
      }
    },
    callRecorded: (entry, fields) => {
      guest.record()
      const packed = call(entry, fields)
      if (guest.mustRunAgain() === true) return { packed: call(entry, fields), questions: undefined }
      const questions = guest.questionsAsked()
      return { packed, questions: typeof questions === 'string' ? questions : undefined }
    },
  }
}

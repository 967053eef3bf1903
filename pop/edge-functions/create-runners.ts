import type { CloudFrontFunction, Distribution } from '../../distribution/model.ts'
import {
  createFunctionRunner,
  type CreatedFunctionRunner,
  type FunctionRunnerOptions,
} from './cloudfront-js/create-function-runner.ts'
import type { FunctionRunner, MemoryStats } from './cloudfront-js/invocation.ts'
import type { BuiltFile } from './cloudfront-js/script-source-map.ts'
import { throttledRunner } from './throttled-runner.ts'
import { pinnedStore, type KeyValueSource } from './key-value-store.ts'

export interface RunnersOptions {
  readonly distributions: readonly Distribution[]
  /** By name of the key value store; asked once an invocation. A store that is not here is empty. */
  readonly keyValueStores: ReadonlyMap<string, KeyValueSource>
  /** Seconds until functions see an update of a store. Default 0. */
  readonly keyValueStorePropagationSeconds?: number
  /** CFF-135; 0: never. Default 0. */
  readonly functionThrottlingSeconds?: number
  /** The built file of a function, where it is at hand. */
  readonly builtFileOf?: (fn: CloudFrontFunction) => BuiltFile | undefined
  readonly remembers: NonNullable<FunctionRunnerOptions['remembers']>
  /** Runners before a change of the configuration: those of the same functions are taken over, as long as they read no store and nothing is to be
   * said about them. */
  readonly previous?: Runners
}

export interface Runners {
  readonly runnerOf: (fn: CloudFrontFunction) => FunctionRunner
  /** The runner of a function that there is nothing to say about; undefined for any other. */
  readonly findFlawless: (fn: CloudFrontFunction) => FunctionRunner | undefined
  /** What a function that does not compile says (CFF-140: it loads all the same). */
  readonly compileProblems: readonly string[]
  /** By name of the function: how often it was called, and how often memory answered. */
  readonly memoryStats: () => Readonly<Record<string, MemoryStats>>
  /** What compiles and may yet differ on CloudFront: unlisted features (ENG-22), variables that split at an await (CFF-31). */
  readonly warnings: readonly string[]
}

const NO_PAIRS: ReadonlyMap<string, string> = new Map()
const emptyStore: KeyValueSource = () => NO_PAIRS

/** One runner for each function that a behaviour is associated with, made at load so that one that does not compile is told at once. */
export const createRunners = (options: RunnersOptions): Runners => {
  const making = makeRunners(options)
  for (;;) {
    const step = making.next()
    if (step.done === true) return step.value
  }
}

/** What is to be said of functions once they are loaded. */
class LoadNotes {
  readonly compileProblems: string[] = []
  readonly warnings: string[] = []
  readonly flawed = new Set<CloudFrontFunction>()

  /** Out: its runner; undefined when it is none at all. */
  take(fn: CloudFrontFunction, created: CreatedFunctionRunner): FunctionRunner | undefined {
    if (created.kind === 'invalid') {
      this.compileProblems.push(`${fn.name}: ${created.message}`)
      return undefined
    }
    const { runner, compileProblem, warnings } = created
    if (compileProblem !== undefined)
      this.compileProblems.push(`${fn.name}, line ${compileProblem.line}: ${compileProblem.message}`)
    for (const { line, message, remedy, rule } of warnings)
      this.warnings.push(`${fn.name}, line ${line}: ${message} [${rule}]\n  → ${remedy}`)
    if (compileProblem !== undefined || warnings.length > 0) this.flawed.add(fn)
    return runner
  }
}

/** The store that a function reads, as it stands at the begin of each invocation; undefined: it is associated with none. */
const storeOf = (
  { keyValueStore }: CloudFrontFunction,
  { keyValueStores, keyValueStorePropagationSeconds = 0 }: RunnersOptions,
): ReturnType<typeof pinnedStore> | undefined =>
  keyValueStore === undefined
    ? undefined
    : pinnedStore(keyValueStores.get(keyValueStore.name) ?? emptyStore, keyValueStorePropagationSeconds)

const makeRunner = (fn: CloudFrontFunction, options: RunnersOptions, notes: LoadNotes): FunctionRunner | undefined => {
  const { remembers, builtFileOf, functionThrottlingSeconds = 0 } = options
  const store = storeOf(fn, options)
  const builtFile = builtFileOf?.(fn)
  const created = createFunctionRunner(fn, {
    remembers,
    ...(store === undefined ? {} : { keyValues: store.pairs }),
    ...(builtFile === undefined ? {} : { builtFile }),
  })
  const runner = notes.take(fn, created)
  if (runner === undefined) return undefined
  const pinned = store === undefined ? runner : store.pinning(runner)
  return functionThrottlingSeconds > 0 ? throttledRunner(fn.name, pinned, functionThrottlingSeconds) : pinned
}

/** The same in steps: each ends with a function made ready, which takes some milliseconds. */
export function* makeRunners(options: RunnersOptions): Generator<undefined, Runners, void> {
  const { distributions, previous } = options
  const runners = new Map<CloudFrontFunction, FunctionRunner>()
  const notes = new LoadNotes()
  const functions = distributions.flatMap(({ behaviors }) =>
    behaviors.flatMap(behavior => Object.values(behavior.functions)),
  )
  for (const fn of new Set<CloudFrontFunction>(functions)) {
    const kept = fn.keyValueStore === undefined ? previous?.findFlawless(fn) : undefined
    const runner = kept ?? makeRunner(fn, options, notes)
    if (runner !== undefined) runners.set(fn, runner)
    if (kept === undefined) yield
  }
  const runnerOf = (fn: CloudFrontFunction): FunctionRunner => {
    const runner = runners.get(fn)
    if (runner === undefined) throw new Error(`the function ${fn.name} was refused at load and yet is to run`)
    return runner
  }
  const memoryStats = (): Record<string, MemoryStats> =>
    Object.fromEntries(
      [...runners].flatMap(([fn, { memory }]) => (memory === undefined ? [] : [[fn.name, memory.stats()]])),
    )
  return {
    runnerOf,
    findFlawless: fn => (notes.flawed.has(fn) ? undefined : runners.get(fn)),
    compileProblems: notes.compileProblems,
    warnings: notes.warnings,
    memoryStats,
  }
}

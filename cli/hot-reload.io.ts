import type { Distribution } from '../distribution/model.ts'
import type { StageConfiguration, Stage } from '../pop/stage.io.ts'
import { Failure } from './failure.ts'
import { keepUnchanged } from './keep-unchanged.ts'
import { LoadFailure, type LoadedDistributions } from './load-distributions.io.ts'
import { watchFiles } from './watch-files.io.ts'

export interface HotReloadOptions {
  readonly stage: Stage
  readonly loaded: LoadedDistributions
  /** Loads everything anew; throws a failure when it cannot be served, or lacks a stack that `now` has. */
  readonly load: (now: LoadedDistributions) => Promise<LoadedDistributions>
  /** What the stage gets beside the distributions, and what ends with the configuration before; throws a failure. */
  readonly surroundings: (distributions: readonly Distribution[]) => Surroundings
  readonly say: (text: string) => void
}

export interface Surroundings extends Omit<StageConfiguration, 'distributions'> {
  /** Ends what only this configuration needs. */
  readonly close: () => void
}

/**
 * Follows the files that the distributions came from: a change is loaded and takes the stage whole, or is told with its problems and changes
 * nothing.
 */
export const hotReload = (
  { stage, loaded, load, surroundings, say }: HotReloadOptions,
  initial: Surroundings,
): { close(): void } => {
  let now = loaded
  let around = initial
  let underWay = Promise.resolve()
  const reload = async (changed: ReadonlySet<string>): Promise<void> => {
    let next: Surroundings | undefined
    try {
      const fresh = await load(now)
      const begun = performance.now()
      const distributions = keepUnchanged(now.distributions, fresh.distributions, changed)
      next = surroundings(distributions)
      const preparedMs = performance.now() - begun
      const { longestStepMs } = await stage.swap({ ...next, distributions })
      around.close()
      around = next
      now = { ...fresh, distributions }
      watch.watch(fresh.files)
      say(
        `configuration read again and swapped, requests waited ${Math.max(preparedMs, longestStepMs).toFixed(1)} ms at most   ${[...changed].join(', ')}`,
      )
      for (const warning of [...stage.functionWarnings, ...stage.compileProblems]) say(`• ${warning}`)
    } catch (error) {
      next?.close()
      if (!(error instanceof Failure)) throw error
      // What is missing may appear without the template changing again.
      if (error instanceof LoadFailure) watch.watch([...new Set([...now.files, ...error.files])])
      say(`${error.message}\n  → mend it; the stage keeps what it had`)
    }
  }
  const watch = watchFiles(loaded.files, changed => {
    // One after the other: a slow load must not overtake a later one.
    underWay = underWay
      .then(() => reload(changed))
      .catch((error: unknown) =>
        say(`a bug of Understudy: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
      )
  })
  return {
    close() {
      watch.close()
      around.close()
    },
  }
}

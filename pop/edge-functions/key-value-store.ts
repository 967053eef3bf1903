import type { FunctionRunner } from './cloudfront-js/invocation.ts'

export type KeyValuePairs = ReadonlyMap<string, string>

/** What a key value store held at a time, in milliseconds since the epoch. One that never changes need not look at it. */
export type KeyValueSource = (at: number) => KeyValuePairs

/** Contents of a store, in force from a time on. */
export interface StoreVersion {
  readonly pairs: KeyValuePairs
  /** Milliseconds since the epoch. */
  readonly since: number
}

/** A store edited faster than its changes propagate would otherwise grow without end; the oldest versions go. */
const VERSIONS_MAX = 16

/** In order of time, the first in force from ever. */
export type StoreHistory = readonly [StoreVersion, ...StoreVersion[]]

export const historyOf = (pairs: KeyValuePairs): StoreHistory => [{ pairs, since: -Infinity }]

/** The history after an update. */
export const updated = (history: StoreHistory, version: StoreVersion): StoreHistory => {
  const [first, ...others] = [...history, version].slice(-VERSIONS_MAX)
  return [first ?? version, ...others]
}

/** The contents at a time; before the first version that is still known, that one's. */
export const pairsAt = (history: StoreHistory, at: number): KeyValuePairs =>
  (history.findLast(({ since }) => since <= at) ?? history[0]).pairs

export interface PinnedStore {
  /** The contents that the invocation under way sees. */
  readonly pairs: () => KeyValuePairs
  /** The same runner, for which the contents change between invocations only (CFF-69b). */
  readonly pinning: (runner: FunctionRunner) => FunctionRunner
}

/**
 * A store as functions see it: each invocation reads what the store held `propagationSeconds` before it began, and sees no change while it
 * runs.
 */
export const pinnedStore = (source: KeyValueSource, propagationSeconds: number): PinnedStore => {
  let seen: KeyValuePairs = new Map()
  const pin = (now: number): void => {
    seen = source(now - propagationSeconds * 1000)
  }
  return {
    pairs: () => seen,
    pinning: runner => ({
      ...runner,
      viewerRequest: (context, request) => {
        pin(context.now)
        return runner.viewerRequest(context, request)
      },
      viewerResponse: (context, request, response) => {
        pin(context.now)
        return runner.viewerResponse(context, request, response)
      },
    }),
  }
}

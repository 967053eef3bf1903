/** What an end-to-end drill saw, as plain values. Times are milliseconds since 1970, UTC. */
export interface DrillData {
  readonly title: string
  readonly generatedAtMs: number
  /** What the drill did and found, in sentences; first the finding. */
  readonly summary: readonly string[]
  readonly startMs: number
  /** Width of every bucket; a short drill counts in seconds. */
  readonly bucketMs: number
  /** Without gaps, the first one begins at `startMs`. */
  readonly buckets: readonly DrillBucket[]
  readonly events: readonly DrillEvent[]
  readonly counters: readonly DrillCounter[]
}

/** Page requests by what the viewer got, and what happened behind. */
export interface DrillBucket {
  /** Rendered by the SSR servers for this request. */
  readonly rendered: number
  /** A rendered page out of a cache. */
  readonly cached: number
  readonly staticFallback: number
  /** Anything else: the viewer saw an error. */
  readonly error: number
  readonly originRequests: number
  /** Of all requests, pages and assets. */
  readonly requests: number
  readonly hits: number
  readonly maskedErrors: number
  readonly missingAssets: number
}

export interface DrillEvent {
  readonly atMs: number
  readonly label: string
}

/** One quantity, counted by each party for itself; undefined where a party cannot count it. */
export interface DrillCounter {
  readonly name: string
  readonly viewers?: number | undefined
  readonly stage?: number | undefined
  readonly log?: number | undefined
  readonly report?: number | undefined
}

/** Whether all parties that counted agree; undefined when fewer than two did. */
export const isCounterEqual = ({ viewers, stage, log, report }: DrillCounter): boolean | undefined => {
  const counts = [viewers, stage, log, report].filter(count => count !== undefined)
  return counts.length < 2 ? undefined : new Set(counts).size === 1
}

import type { LogFileOutcome } from '../access-log/read-log.io.ts'
import type { Capture } from './capture/capture.ts'
import type { StartOrder } from './capture/order-of-starts.ts'
import type { Summary, Tally } from './summary.ts'

/** What was read, and what a forecast rests on. */
export interface Inputs {
  readonly files: readonly {
    readonly file: string
    readonly rows: number
    readonly skipped: Readonly<Record<string, number>>
    /** Undefined: the file was whole. */
    readonly damage: string | undefined
  }[]
  readonly rows: number
  /** By reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** ISO 8601; of the first and the last request begun. */
  readonly from: string
  readonly to: string
  readonly originModel: readonly string[]
}

/** The answer of `understudy replay`, and its `--json`. */
export interface Forecast {
  readonly inputs: Inputs
  /** What the log says itself. */
  readonly logged: Tally
  readonly template: string
  readonly summary: Summary
  readonly against:
    | { readonly template: string; readonly summary: Summary; readonly difference: Difference }
    | undefined
}

/** The second configuration minus the first. */
export interface Difference {
  readonly originRequests: number
  /** Second by first; NaN when the first is 0. */
  readonly originRequestsFactor: number
  readonly peakOriginRequests: number
  readonly peakFactor: number
  readonly byResultType: Readonly<Record<string, number>>
}

export const differenceOf = (first: Summary, second: Summary): Difference => {
  const types = new Set([...Object.keys(first.byResultType), ...Object.keys(second.byResultType)])
  return {
    originRequests: second.originRequests - first.originRequests,
    originRequestsFactor: second.originRequests / first.originRequests,
    peakOriginRequests: second.peak.originRequests - first.peak.originRequests,
    peakFactor: second.peak.originRequests / first.peak.originRequests,
    byResultType: Object.fromEntries(
      [...types].toSorted().map(type => [type, (second.byResultType[type] ?? 0) - (first.byResultType[type] ?? 0)]),
    ),
  }
}

type FileRead = { readonly file: string; readonly outcome: LogFileOutcome }

const addAll = (sum: Record<string, number>, counts: Readonly<Record<string, number>>): Record<string, number> => {
  for (const [reason, count] of Object.entries(counts)) sum[reason] = (sum[reason] ?? 0) + count
  return sum
}

const isoTime = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString())

export const inputsOf = (
  capture: Capture,
  { order, startedAtMs }: StartOrder,
  files: readonly FileRead[],
  originModel: readonly string[],
): Inputs => ({
  files: files.map(({ file, outcome }) => ({
    file,
    rows: outcome.counts.rows,
    skipped: { ...outcome.counts.skipped },
    damage: outcome.kind === 'damaged' ? outcome.why : undefined,
  })),
  rows: capture.count,
  skipped: files.reduce<Record<string, number>>((sum, { outcome }) => addAll(sum, outcome.counts.skipped), {}),
  from: isoTime(startedAtMs[order[0] ?? 0]),
  to: isoTime(startedAtMs[order.at(-1) ?? 0]),
  originModel,
})

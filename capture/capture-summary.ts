import type { EveningRow } from './evening.ts'

/** What a generated log holds. Shares are of all rows, from 0 to 1; those of the variants are of the rows of viewers. */
export interface CaptureSummary {
  readonly scenario: string
  readonly seed: number
  readonly rows: number
  /** First and last end of a response. */
  readonly period: { readonly from: string; readonly to: string }
  readonly peakMinute: { readonly from: string; readonly rows: number }
  readonly kinds: Shares
  readonly statuses: Shares
  readonly resultTypes: Shares
  readonly variants: Shares
  readonly crawlers: number
}

/** Largest first. */
export type Shares = Readonly<Record<string, number>>

const MINUTE_MS = 60_000

class Tally {
  private readonly counts = new Map<string, number>()

  add(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }

  shares(of: number): Shares {
    const largestFirst = [...this.counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    return Object.fromEntries(largestFirst.map(([name, count]) => [name, shareOf(count, of)]))
  }
}

/** With four digits. */
const shareOf = (count: number, of: number): number => (of === 0 ? 0 : Math.round((count / of) * 10_000) / 10_000)

const isoText = (instant: number): string => new Date(instant).toISOString()

/** Counts rows as they pass. */
export class CaptureCounter {
  rows = 0
  private crawlerRows = 0
  private from = Infinity
  private to = -Infinity
  private readonly minutes = new Map<number, number>()
  private readonly kinds = new Tally()
  private readonly statuses = new Tally()
  private readonly resultTypes = new Tally()
  private readonly variants = new Tally()

  count({ record, kind, variant, isCrawler }: EveningRow): void {
    const { endedAt, resultType, status } = record
    this.rows++
    this.from = Math.min(this.from, endedAt)
    this.to = Math.max(this.to, endedAt)
    const minute = Math.floor(endedAt / MINUTE_MS)
    this.minutes.set(minute, (this.minutes.get(minute) ?? 0) + 1)
    this.kinds.add(kind)
    this.statuses.add(String(status).padStart(3, '0'))
    this.resultTypes.add(resultType)
    if (isCrawler) this.crawlerRows++
    else this.variants.add(variant)
  }

  /** There must have been a row. */
  summary(scenario: string, seed: number): CaptureSummary {
    const { rows, crawlerRows } = this
    const [minute, peakRows] = [...this.minutes].reduce((peak, each) => (each[1] > peak[1] ? each : peak))
    return {
      scenario,
      seed,
      rows,
      period: { from: isoText(this.from), to: isoText(this.to) },
      peakMinute: { from: isoText(minute * MINUTE_MS), rows: peakRows },
      kinds: this.kinds.shares(rows),
      statuses: this.statuses.shares(rows),
      resultTypes: this.resultTypes.shares(rows),
      variants: this.variants.shares(rows - crawlerRows),
      crawlers: shareOf(crawlerRows, rows),
    }
  }
}

import { small } from './capture/columns.ts'
import { StringTable } from './capture/string-table.ts'

/** What came of each request of a replay, in columns by the number of the request in the capture. */
export class Outcomes {
  readonly resultType = small()
  readonly detailedResultType = small()
  readonly behavior = small()
  readonly variant = small()
  readonly status = small()
  /** Attempts at an origin, background refreshes and retries among them. */
  readonly originAttempts = small()
  readonly texts = new StringTable()

  text(column: 'resultType' | 'detailedResultType' | 'behavior' | 'variant', index: number): string {
    return this.texts.at(this[column].at(index)) ?? ''
  }
}

/** Attempts at origins by minute; minutes count from the epoch. */
export class OriginMinutes {
  readonly byMinute = new Map<number, number>()
  readonly byOrigin = new Map<string, number>()
  total = 0

  add(originId: string, atMs: number): void {
    const minute = Math.floor(atMs / 60_000)
    this.byMinute.set(minute, (this.byMinute.get(minute) ?? 0) + 1)
    this.byOrigin.set(originId, (this.byOrigin.get(originId) ?? 0) + 1)
    this.total++
  }
}

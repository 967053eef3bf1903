import { numbers, small } from './capture/columns.ts'
import { StringTable } from './capture/string-table.ts'

/** What came of each request of a replay, in columns by the number of the request in the capture. */
export class Outcomes {
  readonly resultType = small()
  readonly detailedResultType = small()
  readonly behavior = small()
  readonly variant = small()
  readonly status = small()
  readonly texts = new StringTable()

  text(column: 'resultType' | 'detailedResultType' | 'behavior' | 'variant', index: number): string {
    return this.texts.at(this[column].at(index)) ?? ''
  }
}

/** Every attempt at an origin, background refreshes and retries among them, in the order of virtual time. */
export class OriginAttempts {
  count = 0
  readonly #request = numbers()
  readonly #minute = numbers()
  readonly #origin = small()
  readonly #originIds = new StringTable()

  /** In: the number of the request that made it, and when, milliseconds since the epoch. */
  add(request: number, originId: string, atMs: number): void {
    const index = this.count++
    this.#request.set(index, request)
    this.#minute.set(index, Math.floor(atMs / 60_000))
    this.#origin.set(index, this.#originIds.numberOf(originId))
  }

  request(index: number): number {
    return this.#request.at(index)
  }

  /** Minutes since the epoch. */
  minute(index: number): number {
    return this.#minute.at(index)
  }

  originId(index: number): string {
    return this.#originIds.at(this.#origin.at(index)) ?? ''
  }
}

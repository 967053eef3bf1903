import { dayAndHour, hourNumber } from './utc-hour.ts'
import { partitionDistribution, type Partition } from './partition.ts'

/** A year of hours, and some: more files than this from one object would help nobody. */
export const PARTITIONS_MAX = 10_000

/** The partitions that the rows of one object fall into, numbered as they come up. */
export class Partitions {
  readonly #numbers = new Map<string, number>()
  readonly #partitions: Partition[] = []
  /** Rows come in runs of one hour and one distribution. */
  #lastHours = Number.NaN
  #lastDomain: string | undefined
  #lastNumber = 0

  /** In: the start of the request, milliseconds since the epoch, and the distribution's domain as the log has it. */
  numberOf(startedAtMs: number, domain: string | undefined): number {
    const hours = hourNumber(startedAtMs)
    if (hours === this.#lastHours && domain === this.#lastDomain) return this.#lastNumber
    this.#lastHours = hours
    this.#lastDomain = domain
    this.#lastNumber = this.#find(hours, partitionDistribution(domain))
    return this.#lastNumber
  }

  get count(): number {
    return this.#partitions.length
  }

  get(number: number): Partition | undefined {
    return this.#partitions[number]
  }

  #find(hours: number, distribution: string): number {
    const key = `${hours} ${distribution}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.#partitions.length)
    return this.#partitions.push({ distribution, ...dayAndHour(hours) }) - 1
  }
}

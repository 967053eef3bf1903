import type { DrillBucket } from '../../report/drill-data.ts'
import type { SeenAnswer } from './viewer.io.ts'

type Counts = { -readonly [name in keyof DrillBucket]: number }

const PAGE_COUNT = {
  rendered: 'rendered',
  cached: 'cached',
  'static-fallback': 'staticFallback',
  error: 'error',
} as const

/** What viewers got in each bucket of time, and what it cost the origin. */
export class Buckets {
  readonly #beginsAtMs: number
  readonly #bucketMs: number
  readonly #buckets: readonly Counts[]

  constructor(beginsAtMs: number, bucketMs: number, count: number) {
    this.#beginsAtMs = beginsAtMs
    this.#bucketMs = bucketMs
    this.#buckets = Array.from({ length: count }, () => ({
      rendered: 0,
      cached: 0,
      staticFallback: 0,
      error: 0,
      originRequests: 0,
      requests: 0,
      hits: 0,
      maskedErrors: 0,
      missingAssets: 0,
    }))
  }

  get all(): readonly DrillBucket[] {
    return this.#buckets
  }

  /** What comes after the last bucket belongs to it. */
  addSeen({ page, path, status, resultType }: SeenAnswer, atMs: number): void {
    const index = Math.floor((atMs - this.#beginsAtMs) / this.#bucketMs)
    const bucket = this.#buckets[Math.min(Math.max(0, index), this.#buckets.length - 1)]
    if (bucket === undefined) return
    bucket.requests++
    if (page !== undefined) bucket[PAGE_COUNT[page]]++
    if (resultType === 'Hit') bucket.hits++
    if (resultType === 'Error' && status < 400) bucket.maskedErrors++
    if (path.startsWith('/assets/') && status >= 400) bucket.missingAssets++
  }

  addOriginRequests(index: number, count: number): void {
    const bucket = this.#buckets[index]
    if (bucket !== undefined) bucket.originRequests += count
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Interrupted, interruptedStore } from '../test/support/interrupted-store.ts'
import { createMemoryReleaseStore, type MemoryReleaseStore } from '../test/support/memory-release-store.ts'
import { releaseFolder } from '../test/support/release-folder.ts'
import { ReleaseRefused } from './problem.ts'
import { publishRelease } from './publish.io.ts'
import { rollBack } from './rollback.io.ts'
import type { ReleaseStore } from './release-store.ts'
import type { Retention } from './retention.ts'

/** Assets of each release; most are shared with others. */
const ASSETS = [
  ['a.js', 'b.js'],
  ['b.js', 'c.js'],
  ['c.js', 'd.js', 'a.js'],
  ['e.js'],
  ['e.js', 'f.js', 'b.js'],
] as const
const nameOf = (release: number): string => `r${release}`
const keysOf = (release: number): readonly string[] => (ASSETS[release] ?? []).map(name => `assets/${name}`)

const DAY_MS = 86_400_000
const START = Date.parse('2026-01-01T00:00:00Z')

let scratch = ''
let dirs: readonly string[] = []
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'understudy-histories-'))
  dirs = ASSETS.map((assets, release) =>
    releaseFolder(scratch, assets, { 'static-index.html': `<html data-release="${release}"></html>` }),
  )
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const release = fc.nat(ASSETS.length - 1)
const retention = fc.record({ keep: fc.integer({ min: 1, max: 3 }), keepDays: fc.integer({ min: 0, max: 5 }) })
/** Changes after which the process dies; most live to the end. */
const diesAt = fc.option(fc.nat(24), { nil: undefined, freq: 3 })
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('publish' as const), release, diesAt }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rollback' as const), release: fc.option(release), diesAt }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('days-pass' as const), days: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lifecycle-rule-runs' as const) }) },
)
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never
type Change = Extract<Event, { readonly kind: 'publish' | 'rollback' }>

const pageOf = ({ objects }: MemoryReleaseStore): number | undefined => {
  const page = /data-release="(\d)"/.exec(objects.get('static-index.html')?.bytes.toString() ?? '')?.[1]
  return page === undefined ? undefined : Number(page)
}

/** What a person with a notebook would write down: who is in the bucket, and who was live from when on, as the page says. */
class Notebook {
  readonly #live: { readonly release: number; readonly since: number }[] = []
  /** When each release came into the bucket or went live last. */
  readonly #usedAt = new Map<number, number>()

  see(store: MemoryReleaseStore, now: number): void {
    for (const [found] of ASSETS.entries())
      if (!this.#usedAt.has(found) && store.objects.has(`releases/${nameOf(found)}.json`)) this.#usedAt.set(found, now)
    const page = pageOf(store)
    if (page === undefined || page === this.live) return
    this.#live.push({ release: page, since: now })
    this.#usedAt.set(page, now)
  }

  get live(): number | undefined {
    return this.#live.at(-1)?.release
  }

  /** Within so many days, up to now. */
  liveLately(days: number, now: number): readonly number[] {
    return this.#live
      .filter((_, index) => (this.#live[index + 1]?.since ?? Number.POSITIVE_INFINITY) > now - days * DAY_MS)
      .map(({ release: live }) => live)
  }

  newest(count: number): readonly number[] {
    const newestFirst = [...this.#usedAt].toSorted(([, a], [, b]) => b - a)
    return newestFirst.slice(0, count).map(([used]) => used)
  }
}

const expectKept = ({ objects }: MemoryReleaseStore, releases: Iterable<number>, why: string): void => {
  for (const key of new Set([...releases].flatMap(keysOf))) {
    expect(objects.has(key), `${key} is there: ${why}`).toBe(true)
    expect(objects.get(key)?.superseded, `${key} is not tagged: ${why}`).toBe(false)
  }
}

/** What S3 does to tagged objects, sooner or later. */
const expire = ({ objects }: MemoryReleaseStore): number => {
  const tagged = [...objects].filter(([, { superseded }]) => superseded)
  for (const [key] of tagged) objects.delete(key)
  return tagged.length
}

const carryOut = (store: ReleaseStore, change: Change, kept: Retention, now: number): Promise<unknown> => {
  const options = { retention: kept, takeOver: true, now: () => now }
  const { kind, release: asked } = change
  if (kind === 'rollback') return rollBack(store, asked === null ? undefined : nameOf(asked), options)
  return publishRelease(store, dirs[asked] ?? '', { ...options, name: nameOf(asked) })
}

const outcomeOf = async (
  store: MemoryReleaseStore,
  change: Change,
  kept: Retention,
  now: number,
): Promise<'done' | 'refused' | 'died'> => {
  const { diesAt: at = Number.POSITIVE_INFINITY } = change
  const mortal = interruptedStore(store, at, { moment: 'before', forEver: true, failure: () => new Interrupted() })
  try {
    await carryOut(mortal, change, kept, now)
    return 'done'
  } catch (error) {
    if (error instanceof Interrupted) return 'died'
    if (error instanceof ReleaseRefused && change.kind === 'rollback') return 'refused'
    throw error
  }
}

const FOREIGN = 'assets/foreign.js'

test('whatever is published, rolled back, interrupted and expired: kept releases keep their assets, foreign files are never tagged', async () => {
  const seen = { done: 0, refused: 0, died: 0, expired: 0 }
  const property = fc.asyncProperty(
    retention,
    fc.array(event, { minLength: 10, maxLength: 30 }),
    async (kept, events) => {
      const store = createMemoryReleaseStore()
      store.objects.set(FOREIGN, { bytes: Buffer.from('foreign'), superseded: false })
      const notebook = new Notebook()
      let now = START
      for (const next of events) {
        now += 1_000
        if (next.kind === 'days-pass') now += next.days * DAY_MS
        else if (next.kind === 'lifecycle-rule-runs') seen.expired += expire(store)
        else {
          const outcome = await outcomeOf(store, next, kept, now)
          seen[outcome] += 1
          notebook.see(store, now)
          if (outcome === 'done') {
            expectKept(store, notebook.liveLately(kept.keepDays, now), `live within ${kept.keepDays} days`)
            expectKept(store, notebook.newest(kept.keep), `of the newest ${kept.keep}`)
          }
        }
        if (notebook.live !== undefined) expectKept(store, [notebook.live], 'live')
        expect(store.objects.get(FOREIGN)?.superseded).toBe(false)
      }
    },
  )
  await fc.assert(property, { numRuns: 100 })
  // The histories are of use only where all of it happens.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10)
})

import { randomUUID } from 'node:crypto'
import { CLAIM_RENEWAL_INTERVAL_MS, claimed, claimProblem, released } from './claim.ts'
import { LIVE_RECORD_KEY } from './keys.ts'
import type { LiveRecord } from './live-record.ts'
import { recordText } from './live-record-text.ts'
import { ReleaseRefused } from './problem.ts'
import { readRecord } from './read-state.io.ts'
import type { ReleaseStore } from './release-store.ts'

export interface ClaimWanted {
  readonly name: string
  readonly digest: string
  /** Also from another process whose claim has not lapsed. */
  readonly takeOver: boolean
  readonly now: () => number
}

/** The right to change a bucket, held by this process. Every change of the record goes through here, one after the other. */
export class ClaimHolder {
  readonly #token = randomUUID()
  readonly #store: ReleaseStore
  readonly #wanted: ClaimWanted
  #record: LiveRecord
  #version: string | undefined
  #isLost = false
  #changing: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined

  private constructor(
    store: ReleaseStore,
    wanted: ClaimWanted,
    { record, version }: Awaited<ReturnType<typeof readRecord>>,
  ) {
    this.#store = store
    this.#wanted = wanted
    this.#record = record
    this.#version = version
  }

  /** Rejects with `ReleaseRefused` while somebody else holds it. */
  static async take(store: ReleaseStore, wanted: ClaimWanted): Promise<ClaimHolder> {
    const read = await readRecord(store)
    const problem = wanted.takeOver ? undefined : claimProblem(read.record, wanted, wanted.now())
    if (problem !== undefined) throw new ReleaseRefused({ ...problem, place: `${store.place} ${problem.place}` })
    const holder = new ClaimHolder(store, wanted, read)
    await holder.change(record => record)
    // A failed renewal is no failure yet: the next change of the record will tell.
    const renew = (): void => void holder.change(record => record).catch(() => {})
    holder.#timer = setInterval(renew, CLAIM_RENEWAL_INTERVAL_MS).unref()
    return holder
  }

  /** Rejects with `ReleaseRefused` when the claim is known to be somebody else's by now. */
  assertHeld(): void {
    if (this.#isLost) throw this.#lost()
  }

  /** Writes the record, claim renewed. Rejects with `ReleaseRefused` when somebody else has changed it. */
  change(apply: (record: LiveRecord) => LiveRecord): Promise<void> {
    const { name, digest, now } = this.#wanted
    return this.#write(record => claimed(apply(record), { token: this.#token, name, digest, renewedAt: now() }))
  }

  /** What was written last stays; only the claim goes. Never rejects: a claim that stays lapses. */
  async release(): Promise<void> {
    clearInterval(this.#timer)
    if (!this.#isLost) await this.#write(record => released(record, this.#token)).catch(() => {})
  }

  #write(apply: (record: LiveRecord) => LiveRecord): Promise<void> {
    const written = this.#changing.then(() => this.#writeNow(apply(this.#record)))
    this.#changing = written.catch(() => {})
    return written
  }

  async #writeNow(record: LiveRecord): Promise<void> {
    this.assertHeld()
    const written = await this.#store.write(LIVE_RECORD_KEY, recordText(record), this.#version)
    if (written.kind === 'changed-meanwhile') {
      this.#isLost = true
      throw this.#lost()
    }
    this.#record = record
    this.#version = written.version
  }

  #lost(): ReleaseRefused {
    return new ReleaseRefused({
      message: 'somebody else began to publish or to roll back meanwhile',
      place: `${this.#store.place} ${LIVE_RECORD_KEY}`,
      remedy: 'wait until that is done and run this again',
    })
  }
}

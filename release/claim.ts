import type { Claim, LiveRecord } from './live-record.ts'
import { LIVE_RECORD_KEY } from './keys.ts'
import type { ReleaseProblem } from './problem.ts'

/** A claim that was not renewed for so long belongs to a process that is gone. */
const CLAIM_LAPSES_AFTER_MS = 600_000
/** Often enough that a few failed renewals cost nothing. */
export const CLAIM_RENEWAL_INTERVAL_MS = 60_000

/**
 * Whether a release may be made live now. While another one is on its way nobody else changes the bucket, or one would tag what
 * the other is about to need. The same files may always go on: their publisher was stopped, or does the same.
 */
export const claimProblem = (
  { claim }: LiveRecord,
  wanted: Pick<Claim, 'name' | 'digest'>,
  now: number,
): ReleaseProblem | undefined => {
  if (claim === undefined || (claim.name === wanted.name && claim.digest === wanted.digest)) return undefined
  const lapsesAt = claim.renewedAt + CLAIM_LAPSES_AFTER_MS
  if (lapsesAt <= now) return undefined
  return {
    message: `${claim.name} is being published or rolled back to, since ${new Date(claim.renewedAt).toISOString()} or longer`,
    place: LIVE_RECORD_KEY,
    remedy: `wait for it; if that was interrupted, run it again, pass --take-over, or wait until ${new Date(lapsesAt).toISOString()}`,
  }
}

export const claimed = (record: LiveRecord, claim: Claim): LiveRecord => ({ ...record, claim })

/** Leaves the claim of somebody else alone. */
export const released = (record: LiveRecord, token: string): LiveRecord => {
  if (record.claim?.token !== token) return record
  const { history, switching } = record
  return { history, ...(switching === undefined ? {} : { switching }) }
}

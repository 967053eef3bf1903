/** A release that went live, and when: milliseconds since the epoch. It stayed so until the next one did. */
export interface LivePeriod {
  readonly name: string
  readonly liveSince: number
}

/** The right to change the bucket. One holder at a time; it lapses when it is not renewed. */
export interface Claim {
  /** Of the process that holds it. */
  readonly token: string
  /** The release that it makes live. */
  readonly name: string
  /** Of that release: whoever publishes the very same files may go on where another was stopped. */
  readonly digest: string
  readonly renewedAt: number
}

/** A change that has begun: files of the root may already be those of `to`. */
export interface Switching {
  /** Undefined: nothing was live. */
  readonly from?: string
  readonly to: string
  readonly startedAt: number
}

/** Which release is live, which ones were, and who is changing that. */
export interface LiveRecord {
  /** Oldest first; a release that went live again stands there again. */
  readonly history: readonly LivePeriod[]
  readonly claim?: Claim
  readonly switching?: Switching
}

export const EMPTY_RECORD: LiveRecord = { history: [] }

/** Longer than the longest `--keep-days`. */
const REMEMBERED_MS = 400 * 86_400_000

const withPeriod = (history: readonly LivePeriod[], name: string, now: number): readonly LivePeriod[] => {
  const last = history.at(-1)
  if (last?.name === name) return history
  // Clocks of two machines may differ; the order of events does not.
  const liveSince = Math.max(now, last?.liveSince ?? now)
  const periods = [...history, { name, liveSince }]
  return periods.filter((_, index) => {
    const end = periods[index + 1]?.liveSince
    return end === undefined || end >= now - REMEMBERED_MS || index >= periods.length - 2
  })
}

/** In: what was found live. Out: the record that says so, whatever an interrupted change left behind. */
const settled = (record: LiveRecord, live: string | undefined): readonly LivePeriod[] =>
  record.switching !== undefined && live === record.switching.to
    ? withPeriod(record.history, live, record.switching.startedAt)
    : record.history

/** From here on the root is no longer that of one release alone. */
export const beginSwitch = (record: LiveRecord, live: string | undefined, to: string, now: number): LiveRecord => ({
  ...record,
  history: settled(record, live),
  switching: { to, startedAt: now, ...(live === undefined ? {} : { from: live }) },
})

/** The static page is in place. */
export const endSwitch = ({ history, claim }: LiveRecord, to: string, now: number): LiveRecord => ({
  history: withPeriod(history, to, now),
  ...(claim === undefined ? {} : { claim }),
})

/**
 * The release that viewers see. A change that was interrupted has reached its end when the static page, its last file, is the
 * new one. In: the hash of the page in the bucket and of the page of the release being switched to, where known.
 */
export const liveRelease = (
  { history, switching }: LiveRecord,
  page: string | undefined,
  nextPage: string | undefined,
): string | undefined => {
  if (switching === undefined) return history.at(-1)?.name
  return page !== undefined && page === nextPage ? switching.to : switching.from
}

/** What a rollback without a name goes back to: half a change is undone; else the release that was live before. */
export const previousRelease = ({ history, switching }: LiveRecord): string | undefined => {
  if (switching !== undefined) return switching.from
  const live = history.at(-1)?.name
  return history.findLast(({ name }) => name !== live)?.name
}

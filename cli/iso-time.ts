import { Failure } from './failure.ts'

const ISO_TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/

/** Milliseconds since 1970 of an ISO 8601 time, or a usage failure. A time without a zone is UTC, as in the logs, and not the zone of this machine. */
export const isoTime = (option: string, text: string): number => {
  const match = ISO_TIME.exec(text)
  const hasZone = match?.[1] !== undefined || !text.includes('T')
  const atMs = match === null ? Number.NaN : Date.parse(hasZone ? text : `${text}Z`)
  // The parser takes 31 February for 3 March.
  const isRealDay =
    !Number.isNaN(atMs) && new Date(`${text.slice(0, 10)}T00:00Z`).toISOString().startsWith(text.slice(0, 10))
  if (isRealDay) return atMs
  throw new Failure(
    `✘ ${option} ${text}: not an ISO 8601 time\n  → for example 2026-11-24T18:00Z or 2026-11-24, UTC`,
    2,
  )
}

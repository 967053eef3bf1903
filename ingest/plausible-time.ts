/** CloudFront was announced on this day. */
const FIRST_MS = Date.UTC(2008, 10, 18)
/** Clocks of edges and of this machine may differ, and nobody tests in the far future. */
const AHEAD_MS = 48 * 3_600_000
/** WebSocket connections live long; a time-taken beyond this is none. */
const TAKEN_MAX_MS = 31 * 24 * 3_600_000

/** False for a row whose time no access log can have. In: its end and start, and now, milliseconds since the epoch. */
export const isPlausibleTime = (endedAtMs: number, startedAtMs: number, nowMs: number): boolean =>
  startedAtMs >= FIRST_MS && endedAtMs <= nowMs + AHEAD_MS && endedAtMs - startedAtMs <= TAKEN_MAX_MS

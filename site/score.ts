import type { LiveEvent, ScriptedGoal } from './live-events.ts'

export type ScorePhase = 'live' | 'full-time'

/** The state of a match at one moment; what `GET /api/score/:slug` answers. */
export type Score = {
  slug: string
  home: number
  away: number
  /** Match minute, 1 to the length of the match. */
  minute: number
  phase: ScorePhase
  /** Goals so far, oldest first. */
  goals: readonly ScriptedGoal[]
}

/** Scores that are known, by slug of the event. An event without one shows no figures. */
export type Scores = Readonly<Record<string, Score>>

/** A match minute lasts six seconds, so that a demonstration sees goals. */
const MATCH_MINUTE_MILLISECONDS = 6_000

/** Minutes for which the final score stands before the match begins again. */
const FULL_TIME_MINUTES = 4

/**
 * The score of a simulated match, repeated for ever: a function of the clock alone, so all servers agree without talking.
 *
 * @param nowMilliseconds time since the epoch
 */
export const scoreAt = (event: LiveEvent, nowMilliseconds: number): Score => {
  const minutesSinceEpoch = Math.floor(nowMilliseconds / MATCH_MINUTE_MILLISECONDS) + event.aheadMinutes
  const minuteOfCycle = minutesSinceEpoch % (event.minutes + FULL_TIME_MINUTES)
  const minute = Math.min(minuteOfCycle + 1, event.minutes)
  const goals = event.goals.filter(goal => goal.minute <= minute)
  return {
    slug: event.slug,
    home: goals.filter(goal => goal.side === 'home').length,
    away: goals.filter(goal => goal.side === 'away').length,
    minute,
    phase: minuteOfCycle >= event.minutes ? 'full-time' : 'live',
    goals,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/**
 * Whether an answer of the API really is a score. While the servers are down an edge may answer the API's address with 200 and
 * an HTML page (CER-01), so neither the status nor the type of the answer can be trusted.
 */
export const isScore = (value: unknown): value is Score =>
  isRecord(value) &&
  typeof value['slug'] === 'string' &&
  typeof value['home'] === 'number' &&
  typeof value['away'] === 'number' &&
  typeof value['minute'] === 'number' &&
  (value['phase'] === 'live' || value['phase'] === 'full-time') &&
  Array.isArray(value['goals'])

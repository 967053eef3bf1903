import {
  AUDIENCES,
  FALLBACK_OUTCOMES,
  type AudienceName,
  type FallbackAudience,
  type FallbackOutcome,
  type FallbackPlay,
  type OutcomeCounts,
} from '../../report/fallback-data.ts'
import { DRILL_MINUTES, MINUTE_MS, OUTAGE } from './audience.ts'
import { outcomeOf } from './outcome.ts'
import type { Seen } from './play.io.ts'

const count = (seen: readonly Seen[]): OutcomeCounts => {
  const counts = Object.fromEntries(FALLBACK_OUTCOMES.map(outcome => [outcome, 0])) as Record<FallbackOutcome, number>
  for (const { served } of seen) counts[outcomeOf(served)] += 1
  return counts
}

const minuteOf = ({ visit }: Seen): number => Math.floor(visit.at / MINUTE_MS)

const statusesOf = (seen: readonly Seen[]): Record<string, number> => {
  const statuses: Record<string, number> = {}
  for (const { served } of seen) statuses[served.status] = (statuses[served.status] ?? 0) + 1
  return statuses
}

const audienceOf = (name: AudienceName, all: readonly Seen[]): FallbackAudience => {
  const seen = all.filter(({ visit }) => visit.audience === name)
  const outage = seen.filter(one => minuteOf(one) >= OUTAGE.fromMinute && minuteOf(one) < OUTAGE.untilMinute)
  const waits = outage.map(({ waitedMs }) => waitedMs / 1_000)
  const notGood = seen.filter(one => minuteOf(one) >= OUTAGE.untilMinute && outcomeOf(one.served) !== 'good')
  const last = notGood.at(-1)
  return {
    name,
    minutes: Array.from({ length: DRILL_MINUTES }, (_, minute) => count(seen.filter(one => minuteOf(one) === minute))),
    outage: count(outage),
    wait: {
      meanSeconds: waits.reduce((sum, wait) => sum + wait, 0) / Math.max(1, waits.length),
      longestSeconds: Math.max(0, ...waits),
    },
    statuses: statusesOf(outage),
    secondsUntilGood: last === undefined ? 0 : (last.visit.at - OUTAGE.untilMinute * MINUTE_MS) / 1_000,
  }
}

/** What each audience of one play got. */
export const figuresOf = (mode: string, seen: readonly Seen[]): FallbackPlay => ({
  mode,
  audiences: AUDIENCES.map(name => audienceOf(name, seen)),
})

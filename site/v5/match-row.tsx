import { fixtureText } from '../live-events.ts'
import type { LiveEvent } from '../live-events.ts'
import type { Score } from '../score.ts'
import { Crest } from '../ui/crest.tsx'
import { LiveBadge } from '../ui/live-badge.tsx'
import { ScoreFigures } from '../ui/score-figures.tsx'

/** One match on one line: crest, score, crest. */
export const MatchRow = ({ event, score }: { event: LiveEvent; score: Score | undefined }) => (
  <a className="match" href={`/live/${event.slug}`} aria-label={`${fixtureText(event)}, live`} data-event={event.slug}>
    <span className="match-head">
      <LiveBadge score={score} />
      {event.sport}
    </span>
    <span className="match-line">
      <span className="match-crest">
        <Crest team={event.home} />
      </span>
      <ScoreFigures event={event} score={score} />
      <span className="match-crest">
        <Crest team={event.away} />
      </span>
    </span>
    <span className="match-teams">{fixtureText(event)}</span>
  </a>
)

import { fixtureText } from '../live-events.ts'
import type { LiveEvent, Side } from '../live-events.ts'
import type { Score } from '../score.ts'
import { Crest } from '../ui/crest.tsx'
import { LiveBadge } from '../ui/live-badge.tsx'

const TeamRow = ({ event, side, score }: { event: LiveEvent; side: Side; score: Score | undefined }) => (
  <span className="live-card-team">
    <span className="live-card-crest">
      <Crest team={event[side]} />
    </span>
    <span>{event[side].name}</span>
    <b>{score?.[side] ?? '–'}</b>
  </span>
)

export const LiveCard = ({ event, score }: { event: LiveEvent; score: Score | undefined }) => (
  <a
    className="live-card"
    href={`/live/${event.slug}`}
    aria-label={`${fixtureText(event)}, live`}
    data-event={event.slug}
  >
    <span className="live-card-head">
      <LiveBadge score={score} />
      <span>{event.sport}</span>
    </span>
    <TeamRow event={event} side="home" score={score} />
    <TeamRow event={event} side="away" score={score} />
    <span className="live-card-foot">{event.competition}</span>
  </a>
)

import { useMemo } from 'react'
import { liveEvents } from '../live-events.ts'
import type { LiveEvent, Team } from '../live-events.ts'
import type { Scores } from '../score.ts'
import { Crest } from '../ui/crest.tsx'
import { Goals } from '../ui/goals.tsx'
import { LiveBadge } from '../ui/live-badge.tsx'
import { Pitch } from '../ui/pitch.tsx'
import { ScoreFigures } from '../ui/score-figures.tsx'
import { Stream } from '../ui/stream.tsx'
import type { Picture } from '../ui/stream.tsx'
import { LiveCard } from './live-card.tsx'

const TeamName = ({ team }: { team: Team }) => (
  <span className="board-team">
    <span className="board-crest">
      <Crest team={team} />
    </span>
    {team.name}
  </span>
)

export const LiveEventPage = ({ event, scores }: { event: LiveEvent; scores: Scores }) => {
  const score = scores[event.slug]
  const picture = useMemo<Picture>(
    () => ({ kind: 'match', colours: [event.home.colours[0], event.away.colours[0]] }),
    [event],
  )
  return (
    <>
      <div className="live">
        <div>
          <Stream picture={picture} label="Watch live">
            <Pitch event={event} />
          </Stream>
          <div className="board">
            <h1 className="board-teams">
              <TeamName team={event.home} />
              <ScoreFigures event={event} score={score} />
              <TeamName team={event.away} />
            </h1>
            <p className="board-facts">
              <LiveBadge score={score} /> {event.competition} · {event.venue}
            </p>
          </div>
        </div>
        <aside className="side" aria-labelledby="goals-title">
          <h2 id="goals-title">Goals</h2>
          <Goals event={event} score={score} />
          <h2>Before the match</h2>
          <p className="quiet">{event.summary}</p>
        </aside>
      </div>
      <section className="rail" aria-labelledby="more-title">
        <h2 id="more-title">Also live</h2>
        <ul className="rail-row rail-live">
          {liveEvents
            .filter(other => other.slug !== event.slug)
            .map(other => (
              <li key={other.slug}>
                <LiveCard event={other} score={scores[other.slug]} />
              </li>
            ))}
        </ul>
      </section>
    </>
  )
}

import { useMemo } from 'react'
import { liveEvents } from '../live-events.ts'
import type { LiveEvent } from '../live-events.ts'
import type { Scores } from '../score.ts'
import { Goals } from '../ui/goals.tsx'
import { Pitch } from '../ui/pitch.tsx'
import { Stream } from '../ui/stream.tsx'
import type { Picture } from '../ui/stream.tsx'
import { MatchRow } from './match-row.tsx'
import { Scoreboard } from './scoreboard.tsx'

export const LiveEventPage = ({ event, scores }: { event: LiveEvent; scores: Scores }) => {
  const score = scores[event.slug]
  const picture = useMemo<Picture>(
    () => ({ kind: 'match', colours: [event.home.colours[0], event.away.colours[0]] }),
    [event],
  )
  return (
    <>
      <Scoreboard event={event} score={score} />
      <div className="arena">
        <aside aria-labelledby="goals-title">
          <p className="eyebrow">{event.competition}</p>
          <p className="quiet">{event.venue}</p>
          <h2 id="goals-title">Goals</h2>
          <Goals event={event} score={score} />
        </aside>
        <div>
          <Stream picture={picture} label="Join the match">
            <Pitch event={event} />
          </Stream>
          <p className="arena-summary">{event.summary}</p>
        </div>
      </div>
      <section className="shelf" aria-labelledby="more-title">
        <h2 id="more-title">On the other pitches</h2>
        <ul className="matches">
          {liveEvents
            .filter(other => other.slug !== event.slug)
            .map(other => (
              <li key={other.slug}>
                <MatchRow event={other} score={scores[other.slug]} />
              </li>
            ))}
        </ul>
      </section>
    </>
  )
}

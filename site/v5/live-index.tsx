import { liveEvents } from '../live-events.ts'
import type { Scores } from '../score.ts'
import { Pitch } from '../ui/pitch.tsx'
import { MatchRow } from './match-row.tsx'

export const LiveIndex = ({ scores }: { scores: Scores }) => (
  <>
    <h1 className="tonight">
      Live, <em>this minute</em>
    </h1>
    <ul className="fixtures">
      {liveEvents.map(event => (
        <li key={event.slug} className="fixture">
          <Pitch event={event} />
          <MatchRow event={event} score={scores[event.slug]} />
          <p>{event.summary}</p>
        </li>
      ))}
    </ul>
  </>
)

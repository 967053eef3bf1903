import { liveEvents } from '../live-events.ts'
import type { Scores } from '../score.ts'
import { LiveCard } from './live-card.tsx'

export const LiveIndex = ({ scores }: { scores: Scores }) => (
  <div className="page">
    <h1>Live sport</h1>
    <p className="quiet lead">Every match that is on right now. Scores refresh by themselves.</p>
    <ul className="live-grid">
      {liveEvents.map(event => (
        <li key={event.slug}>
          <LiveCard event={event} score={scores[event.slug]} />
          <p className="quiet">{event.summary}</p>
        </li>
      ))}
    </ul>
  </div>
)

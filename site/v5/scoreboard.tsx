import type { LiveEvent, Side } from '../live-events.ts'
import type { Score } from '../score.ts'
import { Crest } from '../ui/crest.tsx'
import { LiveBadge } from '../ui/live-badge.tsx'
import { ScoreFigures } from '../ui/score-figures.tsx'

const Half = ({ event, side }: { event: LiveEvent; side: Side }) => (
  <div className={`half half-${side}`}>
    <svg className="half-colour" viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <path d={side === 'home' ? 'M0 0H10L9 10H0Z' : 'M1 0H10V10H0Z'} fill={event[side].colours[0]} />
    </svg>
    <span className="half-crest">
      <Crest team={event[side]} />
    </span>
    <span className="half-name">{event[side].name}</span>
  </div>
)

/** The match minute as a line, with a mark for each goal so far. */
const Timeline = ({ event, score }: { event: LiveEvent; score: Score | undefined }) => {
  const at = (minute: number): number => Math.round((minute / event.minutes) * 1_000)
  return (
    <svg className="timeline" viewBox="-10 0 1020 44" role="img" aria-label="Goals along the match">
      <path d="M0 22H1000" stroke="#ffffff2e" strokeWidth="6" strokeLinecap="round" />
      {score === undefined ? null : (
        <path d={`M0 22H${at(score.minute)}`} stroke="var(--accent)" strokeWidth="6" strokeLinecap="round" />
      )}
      {score?.goals.map(goal => (
        <circle
          key={goal.minute}
          cx={at(goal.minute)}
          cy={goal.side === 'home' ? 12 : 32}
          r="9"
          fill={event[goal.side].colours[0]}
          stroke="#fff"
          strokeWidth="2.5"
        />
      ))}
    </svg>
  )
}

export const Scoreboard = ({ event, score }: { event: LiveEvent; score: Score | undefined }) => (
  <header className="scoreboard">
    <h1 className="scoreboard-halves">
      <Half event={event} side="home" />
      <span className="scoreboard-score">
        <ScoreFigures event={event} score={score} />
        <LiveBadge score={score} />
      </span>
      <Half event={event} side="away" />
    </h1>
    <Timeline event={event} score={score} />
  </header>
)

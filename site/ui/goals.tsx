import type { LiveEvent } from '../live-events.ts'
import type { Score } from '../score.ts'

/** Goals so far, newest first. */
export const Goals = ({ event, score }: { event: LiveEvent; score: Score | undefined }) => {
  if (score === undefined)
    return <p className="quiet">The score returns as soon as our servers answer. The picture goes on.</p>
  if (score.goals.length === 0) return <p className="quiet">No goals yet.</p>
  return (
    <ol className="goals" reversed>
      {score.goals.toReversed().map(goal => (
        <li key={goal.minute} className={`goal goal-${goal.side}`}>
          <span className="goal-minute">{goal.minute}′</span>
          <span className="goal-player">{goal.player}</span>
          <span className="goal-team">{event[goal.side].name}</span>
        </li>
      ))}
    </ol>
  )
}

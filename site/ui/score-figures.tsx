import type { LiveEvent } from '../live-events.ts'
import type { Score } from '../score.ts'

/** The two figures of a score; dashes while the score is not known, for example on the static page with the servers down. */
export const ScoreFigures = ({ event, score }: { event: LiveEvent; score: Score | undefined }) => {
  const spoken =
    score === undefined
      ? 'Score not available yet'
      : `${event.home.name} ${score.home}, ${event.away.name} ${score.away}`
  return (
    <span className="figures" role="img" aria-label={spoken} data-score={event.slug}>
      <span>{score?.home ?? '–'}</span>
      <span className="figures-colon">:</span>
      <span>{score?.away ?? '–'}</span>
    </span>
  )
}

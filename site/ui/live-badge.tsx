import type { Score } from '../score.ts'

/** `LIVE`, with the match minute where it is known, or `FULL TIME`. */
export const LiveBadge = ({ score }: { score: Score | undefined }) => {
  if (score?.phase === 'full-time') return <span className="badge badge-ended">Full time</span>
  return (
    <span className="badge badge-live">
      <span className="badge-dot" aria-hidden="true" />
      Live{score !== undefined && score.minute > 0 ? ` ${score.minute}′` : ''}
    </span>
  )
}

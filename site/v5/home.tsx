import { featuredSlug, programmesOf, programmeWith, rails } from '../catalogue.ts'
import type { Programme } from '../catalogue.ts'
import { featuredLiveSlug, liveEvents, liveEventWith } from '../live-events.ts'
import type { LiveEvent } from '../live-events.ts'
import type { Score, Scores } from '../score.ts'
import { Artwork } from '../ui/artwork.tsx'
import { Crest } from '../ui/crest.tsx'
import { LiveBadge } from '../ui/live-badge.tsx'
import { Pitch } from '../ui/pitch.tsx'
import { ScoreFigures } from '../ui/score-figures.tsx'
import { MatchRow } from './match-row.tsx'
import { Poster } from './poster.tsx'
import { Shelf } from './shelf.tsx'

const MOSAIC = ['apogee', 'salt-road', 'night-desk', 'live']

const LeadMatch = ({ event, score }: { event: LiveEvent; score: Score | undefined }) => (
  <a className="tile tile-match" href={`/live/${event.slug}`} data-event={event.slug}>
    <Pitch event={event} />
    <span className="tile-text">
      <LiveBadge score={score} />
      <span className="tile-score">
        <span className="tile-crest">
          <Crest team={event.home} />
        </span>
        <ScoreFigures event={event} score={score} />
        <span className="tile-crest">
          <Crest team={event.away} />
        </span>
      </span>
      <span className="tile-title">
        {event.home.name} v {event.away.name}
      </span>
      <span>{event.competition}</span>
    </span>
  </a>
)

const LeadProgramme = ({ programme }: { programme: Programme }) => (
  <a className="tile tile-lead" href={`/programme/${programme.slug}`}>
    <Artwork art={programme.art} />
    <span className="tile-text">
      <span className="eyebrow">Premiere</span>
      <span className="tile-title tile-title-large">{programme.title}</span>
      <span>{programme.tagline}</span>
      <span className="pill">Play episode 1</span>
    </span>
  </a>
)

export const Home = ({ scores }: { scores: Scores }) => {
  const lead = programmeWith(featuredSlug)
  const match = liveEventWith(featuredLiveSlug)
  return (
    <>
      <h1 className="tonight">
        Tonight, <em>under the lights</em>
      </h1>
      <div className="mosaic">
        {lead === undefined ? null : <LeadProgramme programme={lead} />}
        {match === undefined ? null : <LeadMatch event={match} score={scores[match.slug]} />}
        {programmesOf(MOSAIC).map(programme => (
          <Poster key={programme.slug} programme={programme} size="wide" />
        ))}
      </div>
      <section className="shelf" aria-labelledby="live-title">
        <h2 id="live-title">Also live</h2>
        <ul className="matches">
          {liveEvents
            .filter(event => event.slug !== featuredLiveSlug)
            .map(event => (
              <li key={event.slug}>
                <MatchRow event={event} score={scores[event.slug]} />
              </li>
            ))}
        </ul>
      </section>
      {rails.slice(1).map(rail => (
        <Shelf key={rail.id} id={rail.id} title={rail.title} programmes={programmesOf(rail.slugs)} />
      ))}
    </>
  )
}

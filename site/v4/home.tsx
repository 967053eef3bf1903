import { featuredSlug, programmesOf, programmeWith, rails } from '../catalogue.ts'
import type { Programme } from '../catalogue.ts'
import { liveEvents } from '../live-events.ts'
import type { Scores } from '../score.ts'
import { Artwork } from '../ui/artwork.tsx'
import { ProgrammeFacts } from '../ui/programme-facts.tsx'
import { LiveCard } from './live-card.tsx'
import { Rail } from './rail.tsx'

const Hero = ({ programme }: { programme: Programme }) => (
  <section className="hero" aria-labelledby="hero-title">
    <Artwork art={programme.art} className="hero-picture" />
    <div className="hero-text">
      <p className="eyebrow">New on Footlights</p>
      <h1 id="hero-title">{programme.title}</h1>
      <p className="hero-tagline">{programme.tagline}</p>
      <ProgrammeFacts programme={programme} />
      <p className="hero-actions">
        <a className="button" href={`/programme/${programme.slug}`}>
          Watch episode 1
        </a>
        <a className="button button-quiet" href="/live">
          Live sport
        </a>
      </p>
    </div>
  </section>
)

export const Home = ({ scores }: { scores: Scores }) => {
  const featured = programmeWith(featuredSlug)
  return (
    <>
      {featured === undefined ? null : <Hero programme={featured} />}
      <section className="rail" aria-labelledby="live-title">
        <h2 id="live-title">
          Live now <a href="/live">All live sport</a>
        </h2>
        <ul className="rail-row rail-live">
          {liveEvents.map(event => (
            <li key={event.slug}>
              <LiveCard event={event} score={scores[event.slug]} />
            </li>
          ))}
        </ul>
      </section>
      {rails.map(rail => (
        <Rail key={rail.id} id={rail.id} title={rail.title} programmes={programmesOf(rail.slugs)} />
      ))}
    </>
  )
}

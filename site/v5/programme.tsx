import { useMemo } from 'react'
import { relatedTo } from '../catalogue.ts'
import type { Episode, Programme } from '../catalogue.ts'
import { Artwork } from '../ui/artwork.tsx'
import { ProgrammeFacts } from '../ui/programme-facts.tsx'
import { Stream } from '../ui/stream.tsx'
import type { Picture } from '../ui/stream.tsx'
import { Shelf } from './shelf.tsx'

const Episodes = ({ episodes }: { episodes: readonly Episode[] }) => (
  <section className="chapters" aria-labelledby="episodes-title">
    <h2 id="episodes-title">Episodes</h2>
    <ol>
      {episodes.map((episode, index) => (
        <li key={episode.title} className="chapter">
          <span className="chapter-number">{index + 1}</span>
          <h3>{episode.title}</h3>
          <p>{episode.synopsis}</p>
          <span className="quiet">{episode.minutes} min</span>
        </li>
      ))}
    </ol>
  </section>
)

export const ProgrammePage = ({ programme }: { programme: Programme }) => {
  const picture = useMemo<Picture>(
    () => ({ kind: 'film', colours: [programme.art.colours[0], programme.art.colours[1]] }),
    [programme],
  )
  return (
    <>
      <article className="feature">
        <div className="feature-poster">
          <Artwork art={programme.art} />
        </div>
        <div className="feature-text">
          <p className="eyebrow">{programme.genres.join(' / ')}</p>
          <h1>{programme.title}</h1>
          <p className="feature-tagline">{programme.tagline}</p>
          <ProgrammeFacts programme={programme} />
          <p>{programme.synopsis}</p>
          <Stream picture={picture} label={programme.episodes.length > 0 ? 'Play episode 1' : 'Play'}>
            <Artwork art={programme.art} />
          </Stream>
        </div>
      </article>
      {programme.episodes.length > 0 ? <Episodes episodes={programme.episodes} /> : null}
      <Shelf id="related" title="Keep watching" programmes={relatedTo(programme, 6)} />
    </>
  )
}

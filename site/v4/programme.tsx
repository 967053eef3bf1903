import { useMemo } from 'react'
import { relatedTo } from '../catalogue.ts'
import type { Episode, Programme } from '../catalogue.ts'
import { Artwork } from '../ui/artwork.tsx'
import { ProgrammeFacts } from '../ui/programme-facts.tsx'
import { Stream } from '../ui/stream.tsx'
import type { Picture } from '../ui/stream.tsx'
import { Rail } from './rail.tsx'

const Episodes = ({ episodes }: { episodes: readonly Episode[] }) => (
  <section className="episodes" aria-labelledby="episodes-title">
    <h2 id="episodes-title">Episodes</h2>
    <ol>
      {episodes.map((episode, index) => (
        <li key={episode.title} className="episode">
          <span className="episode-number">{index + 1}</span>
          <span>
            <b>{episode.title}</b>
            <span className="quiet">{episode.synopsis}</span>
          </span>
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
      <div className="watch">
        <Stream picture={picture} label={programme.episodes.length > 0 ? 'Watch episode 1' : 'Watch now'}>
          <Artwork art={programme.art} />
        </Stream>
        <div className="watch-text">
          <p className="eyebrow">{programme.genres.join(' · ')}</p>
          <h1>{programme.title}</h1>
          <ProgrammeFacts programme={programme} />
          <p className="watch-tagline">{programme.tagline}</p>
          <p className="quiet">{programme.synopsis}</p>
        </div>
      </div>
      {programme.episodes.length > 0 ? <Episodes episodes={programme.episodes} /> : null}
      <Rail id="related" title="You may also like" programmes={relatedTo(programme, 6)} />
    </>
  )
}

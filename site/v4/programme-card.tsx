import { durationText } from '../catalogue.ts'
import type { Programme } from '../catalogue.ts'
import { Artwork } from '../ui/artwork.tsx'

export const ProgrammeCard = ({ programme }: { programme: Programme }) => (
  <a className="card" href={`/programme/${programme.slug}`}>
    <span className="card-picture">
      <Artwork art={programme.art} />
      <span className="card-length">
        {programme.episodes.length > 0 ? `${programme.episodes.length} episodes` : durationText(programme.minutes)}
      </span>
    </span>
    <span className="card-title">{programme.title}</span>
    <span className="card-genres">{programme.genres.join(' · ')}</span>
  </a>
)

import { kindText } from '../catalogue.ts'
import type { Programme } from '../catalogue.ts'
import { Artwork } from '../ui/artwork.tsx'

export type PosterSize = 'tall' | 'wide'

export const Poster = ({ programme, size }: { programme: Programme; size: PosterSize }) => (
  <a className={`poster poster-${size}`} href={`/programme/${programme.slug}`}>
    <Artwork art={programme.art} />
    <span className="poster-text">
      <span className="poster-kind">{kindText[programme.kind]}</span>
      <span className="poster-title">{programme.title}</span>
    </span>
  </a>
)

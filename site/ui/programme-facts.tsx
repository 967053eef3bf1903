import { ageText, durationText, kindText } from '../catalogue.ts'
import type { Programme } from '../catalogue.ts'

/** Kind, year, length and age on one line. */
export const ProgrammeFacts = ({ programme }: { programme: Programme }) => (
  <ul className="facts" aria-label="At a glance">
    <li>{kindText[programme.kind]}</li>
    <li>{programme.year}</li>
    <li>{programme.episodes.length > 0 ? `${programme.episodes.length} episodes` : durationText(programme.minutes)}</li>
    <li className="facts-age">{ageText(programme.ageRating)}</li>
  </ul>
)

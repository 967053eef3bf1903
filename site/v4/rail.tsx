import type { Programme } from '../catalogue.ts'
import { ProgrammeCard } from './programme-card.tsx'

export const Rail = ({ id, title, programmes }: { id: string; title: string; programmes: readonly Programme[] }) => (
  <section className="rail" id={id} aria-labelledby={`${id}-title`}>
    <h2 id={`${id}-title`}>{title}</h2>
    <ul className="rail-row">
      {programmes.map(programme => (
        <li key={programme.slug}>
          <ProgrammeCard programme={programme} />
        </li>
      ))}
    </ul>
  </section>
)

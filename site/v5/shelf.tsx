import type { Programme } from '../catalogue.ts'
import { Poster } from './poster.tsx'

export const Shelf = ({ id, title, programmes }: { id: string; title: string; programmes: readonly Programme[] }) => (
  <section className="shelf" id={id} aria-labelledby={`${id}-title`}>
    <h2 id={`${id}-title`}>{title}</h2>
    <ul className="shelf-row">
      {programmes.map(programme => (
        <li key={programme.slug}>
          <Poster programme={programme} size="tall" />
        </li>
      ))}
    </ul>
  </section>
)

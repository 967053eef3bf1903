import { memo, useId } from 'react'
import type { Art } from '../catalogue.ts'
import { drawMotif } from './motifs.tsx'

/** A poster as inline SVG: it needs no request of its own and no `style` attribute, so a strict content security policy allows it. */
export const Artwork = memo(({ art, className = 'artwork' }: { art: Art; className?: string }) => {
  const gradient = useId()
  const [sky, glow, near] = art.colours
  return (
    <svg
      className={className}
      viewBox="0 0 320 320"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      <linearGradient id={gradient} x1="0" y1="0" x2=".25" y2="1">
        <stop offset="0" stopColor={near} />
        <stop offset=".45" stopColor={sky} />
        <stop offset=".9" stopColor={glow} />
      </linearGradient>
      <path d="M0 0H320V320H0Z" fill={`url(#${gradient})`} />
      {drawMotif(art)}
    </svg>
  )
})

import type { ReactNode } from 'react'
import type { Art, Motif } from '../catalogue.ts'
import { between, randomFrom } from './random.ts'

/* Motifs are drawn on a square of 320 units whose middle always shows: a wide card cuts top and bottom, a tall one the sides. */
const SIZE = 320

type Draw = (random: () => number, colours: Art['colours']) => ReactNode

const steps = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

/** A closed shape from a line of heights down to the lower edge. */
const landPath = (heights: readonly number[], curved: boolean): string => {
  const width = SIZE / (heights.length - 1)
  const points = heights.map((height, index) => [Math.round(index * width), height] as const)
  const line = points.map(([x, y], index) => {
    const before = points[index - 1]
    if (before === undefined) return `M0 ${y}`
    if (!curved) return `L${x} ${y}`
    const middle = Math.round((before[0] + x) / 2)
    return `C${middle} ${before[1]} ${middle} ${y} ${x} ${y}`
  })
  return `${line.join('')}V${SIZE}H0Z`
}

const layers =
  (curved: boolean, points: number, low: number, sway: number): Draw =>
  (random, [, glow, near]) => (
    <>
      {steps(4).map(layer => {
        const base = low + layer * 30
        const heights = steps(points).map(index => base + between(random, -sway, sway) * (index % 2 === 0 ? 1 : -1))
        return (
          <path
            key={layer}
            d={landPath(heights, curved)}
            fill={layer === 0 ? glow : near}
            opacity={layer === 0 ? 0.22 : 0.34 + layer * 0.2}
          />
        )
      })}
    </>
  )

const sun = (x: number, y: number, radius: number, glow: string) => (
  <>
    <circle cx={x} cy={y} r={radius * 2} fill={glow} opacity=".12" />
    <circle cx={x} cy={y} r={radius} fill={glow} opacity=".92" />
  </>
)

const land = (curved: boolean, points: number, low: number, sway: number, radius: number): Draw => {
  const ground = layers(curved, points, low, sway)
  return (random, colours) => (
    <>
      {sun(between(random, 120, 225), between(random, 105, 130), radius, colours[1])}
      {ground(random, colours)}
    </>
  )
}

/** One swell over the whole width; `height` is its lift, `shift` where its first crest stands. */
const swell = (level: number, length: number, height: number, shift: number): string =>
  `M${-length - shift} ${level}` +
  `q${length / 2} ${-height} ${length} 0`.repeat(Math.ceil((SIZE + 2 * length) / length) + 1) +
  `V${SIZE}H${-length}Z`

const waves: Draw = (random, [, glow, near]) => {
  const x = between(random, 150, 215)
  const ship = between(random, 60, 110)
  return (
    <>
      {sun(x, 148, 44, glow)}
      <path d="M0 168H320V320H0Z" fill={near} opacity=".78" />
      {steps(9).map(index => (
        <rect
          key={index}
          x={x - 40 + index * 3 + between(random, -8, 8)}
          y={174 + index * 9}
          width={80 - index * 6}
          height="3"
          rx="1.5"
          fill={glow}
          opacity={0.85 - index * 0.08}
        />
      ))}
      <path d={`M${ship} 168h34l-5 8h-24zM${ship + 8} 168v-8h12v8zM${ship + 22} 168v-14h2v14z`} fill={near} />
      <circle cx={ship + 23} cy="153" r="2" fill={glow} />
      {steps(4).map(layer => (
        <path
          key={layer}
          d={swell(204 + layer * 26, 54 + layer * 22, 13 + layer * 5, between(random, 0, 50))}
          fill={near}
          stroke={glow}
          strokeOpacity={0.32 - layer * 0.06}
          strokeWidth="1.2"
          opacity={0.42 + layer * 0.18}
        />
      ))}
    </>
  )
}

const skyline: Draw = (random, [, glow, near]) => (
  <>
    {sun(between(random, 90, 240), between(random, 100, 125), 26, glow)}
    {steps(16).map(index => {
      const height = between(random, 50, 150)
      const isFront = index % 2 === 1
      return (
        <rect
          key={index}
          x={index * 20 - 4}
          y={(isFront ? 290 : 262) - height}
          width={isFront ? 26 : 30}
          height="320"
          fill={near}
          opacity={isFront ? 1 : 0.55}
        />
      )
    })}
    {steps(30).map(index => (
      <rect
        key={index}
        x={between(random, 4, 312)}
        y={between(random, 190, 285)}
        width="4"
        height="6"
        fill={glow}
        opacity={0.35 + random() * 0.5 > 0.6 ? 0.9 : 0.4}
      />
    ))}
  </>
)

const orbit: Draw = (random, [sky, glow, near]) => {
  const x = between(random, 130, 190)
  const y = between(random, 150, 175)
  const radius = between(random, 44, 62)
  return (
    <>
      {steps(34).map(index => (
        <circle
          key={index}
          cx={between(random, 0, 320)}
          cy={between(random, 0, 320)}
          r={random() > 0.8 ? 1.6 : 0.8}
          fill="#fff"
          opacity=".7"
        />
      ))}
      <circle cx={x} cy={y} r={radius + 26} fill={glow} opacity=".1" />
      <circle cx={x} cy={y} r={radius} fill={glow} />
      <circle cx={x + 16} cy={y + 10} r={radius - 2} fill={near} opacity=".8" />
      <ellipse
        cx={x}
        cy={y}
        rx={radius * 2}
        ry={between(random, 16, 24)}
        fill="none"
        stroke={glow}
        strokeWidth="2.5"
        opacity=".75"
        transform={`rotate(${between(random, -28, -10)} ${x} ${y})`}
      />
      <circle cx={x - radius * 1.6} cy={y + 34} r="7" fill={sky} stroke={glow} strokeWidth="2" />
    </>
  )
}

const forest: Draw = (random, [, glow, near]) => (
  <>
    {sun(between(random, 130, 200), 128, 40, glow)}
    {steps(17).map(index => {
      const x = index * 20 + between(random, -6, 6)
      const top = between(random, 60, 150)
      const width = between(random, 16, 30)
      return (
        <path
          key={index}
          d={`M${x} ${top}L${x + width} 300H${x - width}Z`}
          fill={near}
          opacity={index % 3 === 0 ? 0.95 : 0.5}
        />
      )
    })}
    <path d="M0 262Q160 236 320 262V320H0Z" fill={near} />
  </>
)

const strings: Draw = (random, [, glow, near]) => (
  <>
    <circle cx="160" cy="160" r="104" fill={near} opacity=".55" />
    <circle cx="160" cy="160" r="70" fill={near} />
    {steps(9).map(index => {
      const x = 96 + index * 16
      const bow = between(random, -26, 26)
      return (
        <path
          key={index}
          d={`M${x} 0Q${x + bow} 160 ${x} 320`}
          fill="none"
          stroke={glow}
          strokeWidth={index % 4 === 0 ? 2.6 : 1.2}
          opacity={0.5 + (index % 3) * 0.2}
        />
      )
    })}
    <path
      d={`M20 ${between(random, 200, 230)}L300 ${between(random, 96, 126)}`}
      stroke={glow}
      strokeWidth="5"
      strokeLinecap="round"
    />
  </>
)

const stage: Draw = (random, [, glow, near]) => (
  <>
    {steps(6).map(index => {
      const top = 20 + index * 56
      const foot = between(random, 50, 270)
      return (
        <path
          key={index}
          d={`M${top - 4} 40H${top + 4}L${foot + 44} 262H${foot - 44}Z`}
          fill={glow}
          opacity={index % 2 === 0 ? 0.28 : 0.16}
        />
      )
    })}
    <path d="M0 40H320V52H0Z" fill={near} />
    <ellipse cx="160" cy="262" rx="150" ry="22" fill={glow} opacity=".5" />
    <path d="M150 258q-3-40 2-52a9 9 0 1 1 16 0q5 12 2 52Z" fill={near} />
    {steps(22).map(index => (
      <circle key={index} cx={index * 15 + between(random, -4, 4)} cy={between(random, 276, 288)} r="13" fill={near} />
    ))}
    <path d="M0 286H320V320H0Z" fill={near} />
  </>
)

const motifs: Readonly<Record<Motif, Draw>> = {
  peaks: land(false, 7, 170, 40, 24),
  waves,
  dunes: land(true, 5, 176, 34, 40),
  skyline,
  orbit,
  forest,
  strings,
  stage,
}

/** The shapes of a poster, for inside an `<svg viewBox="0 0 320 320">`. */
export const drawMotif = (art: Art): ReactNode => motifs[art.motif](randomFrom(art.seed), art.colours)

import type { LiveEvent } from '../live-events.ts'

/** The still picture of a match before it plays: its ground under floodlights, in the colours of the teams. */
export const Pitch = ({ event }: { event: LiveEvent }) => {
  const isIce = event.sport === 'Ice hockey'
  const isHall = event.sport === 'Handball'
  const ground = isIce ? '#bfe3f2' : isHall ? '#c98a4b' : '#17713d'
  const line = isIce ? '#d7263d' : '#ffffff'
  return (
    <svg
      className="pitch"
      viewBox="0 0 320 180"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M0 0H320V180H0Z" fill="#070c14" />
      <path d="M0 34Q160 2 320 34V84H0Z" fill="#151d2b" />
      <path
        d="M0 46Q160 18 320 46"
        stroke={event.home.colours[0]}
        strokeWidth="7"
        strokeDasharray="1 3"
        fill="none"
        opacity=".75"
      />
      <path d="M0 58Q160 34 320 58" stroke="#5a6b85" strokeWidth="7" strokeDasharray="1 4" fill="none" opacity=".8" />
      <path
        d="M0 70Q160 50 320 70"
        stroke={event.away.colours[0]}
        strokeWidth="7"
        strokeDasharray="1 3"
        fill="none"
        opacity=".75"
      />
      <path d="M58 78H262L352 190H-32Z" fill={ground} />
      <path d="M84 78H110L74 190H14ZM136 78H160V190H120ZM186 78H212L264 190H204Z" fill="#ffffff" opacity=".07" />
      <g fill="none" stroke={line} strokeOpacity=".7" strokeWidth="1.1">
        <path d="M70 84H250L318 172H2ZM160 84V172" />
        <ellipse cx="160" cy="122" rx="38" ry="15" />
        <path d="M52 108H92L78 146H22M268 108H228L242 146H298" />
      </g>
      <path d="M40 0 96 0 180 150 20 150Z" fill="#ffffff" opacity=".045" />
      <path d="M280 0 224 0 140 150 300 150Z" fill="#ffffff" opacity=".045" />
      <circle cx="160" cy="122" r="2.6" fill="#fff" />
    </svg>
  )
}

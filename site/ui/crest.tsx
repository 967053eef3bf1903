import type { Team } from '../live-events.ts'

export const Crest = ({ team }: { team: Team }) => {
  const [main, second] = team.colours
  return (
    <svg className="crest" viewBox="0 0 48 56" aria-hidden="true" focusable="false">
      <path d="M24 1 46 7V30C46 43 35 51 24 55 13 51 2 43 2 30V7Z" fill={main} stroke={second} strokeWidth="2" />
      <path d="M24 1 46 7V30C46 43 35 51 24 55Z" fill={second} opacity=".22" />
      <text
        x="24"
        y="33"
        textAnchor="middle"
        fontSize="13"
        fontWeight="800"
        fontFamily="system-ui, sans-serif"
        fill="#fff"
        stroke="#0006"
        strokeWidth="2"
        paintOrder="stroke"
      >
        {team.short}
      </text>
    </svg>
  )
}

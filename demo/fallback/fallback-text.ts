import {
  FALLBACK_OUTCOMES,
  requestsOf,
  type FallbackAudience,
  type FallbackData,
  type FallbackOutcome,
  type OutcomeCounts,
} from '../../report/fallback-data.ts'

const LETTERS: Readonly<Record<FallbackOutcome, string>> = {
  good: '●',
  stale: '◐',
  static: '○',
  'retry-later': '↻',
  error: '✘',
}

/** The outcome that most requests of a minute had. */
const majority = (counts: OutcomeCounts): string =>
  LETTERS[FALLBACK_OUTCOMES.reduce((most, outcome) => (counts[outcome] > counts[most] ? outcome : most))]

const percent = (part: number, all: number): string => {
  if (part === 0) return '–'
  const share = (100 * part) / all
  return share < 1 ? '<1 %' : `${Math.round(share)} %`
}

const COLUMNS = ['good', 'stale', 'static', 'later', 'error', 'mean s', 'longest', 'back after']
const WIDTH = 11

const line = (name: string, cells: readonly string[], strip: string): string =>
  `  ${name.padEnd(32)}${cells.map(cell => cell.padStart(WIDTH)).join('')}   ${strip}`

const audienceLine = (mode: string, audience: FallbackAudience): string => {
  const { outage, wait, secondsUntilGood, minutes } = audience
  const all = requestsOf(outage)
  return line(
    `${audience.name.padEnd(14)}${mode}`,
    [
      ...FALLBACK_OUTCOMES.map(outcome => percent(outage[outcome], all)),
      wait.meanSeconds.toFixed(2),
      `${wait.longestSeconds.toFixed(1)} s`,
      `${secondsUntilGood} s`,
    ],
    minutes.map(majority).join(''),
  )
}

/** The drill as a person reads it at a terminal: shares of the requests of the outage, then minute by minute what most of them got. */
export const fallbackText = ({ failures, minutes, outage, defaultMode }: FallbackData): string =>
  [
    `${minutes} minutes in virtual time; the SSR servers fail from minute ${outage.fromMinute} until minute ${outage.untilMinute}. Default mode: ${defaultMode}.`,
    `${Object.entries(LETTERS)
      .map(([outcome, letter]) => `${letter} ${outcome}`)
      .join('   ')}`,
    ...failures.flatMap(({ title, plays }) => [
      '',
      title,
      line('', COLUMNS, 'minute by minute'),
      ...(plays[0]?.audiences ?? []).flatMap((_, index) =>
        plays.flatMap(({ mode, audiences }) => {
          const audience = audiences[index]
          return audience === undefined ? [] : [audienceLine(mode, audience)]
        }),
      ),
    ]),
    '',
  ].join('\n')

const shareWords: Readonly<Record<FallbackOutcome, string>> = {
  good: 'fresh',
  stale: 'kept',
  static: 'static page',
  'retry-later': '503, come back',
  error: 'its own error',
}

const cell = ({ outage }: FallbackAudience): string =>
  FALLBACK_OUTCOMES.filter(outcome => outage[outcome] > 0)
    .map(outcome => `${percent(outage[outcome], requestsOf(outage))} ${shareWords[outcome]}`)
    .join(', ')

/** The same as rows of a Markdown table, for the README: failure and audience, then a cell for each mode. */
export const fallbackRows = ({ failures }: FallbackData): string[] =>
  failures.flatMap(({ title, plays }) =>
    (plays[0]?.audiences ?? []).map(({ name }, index) => {
      const cells = plays
        .map(({ audiences }) => audiences[index])
        .map(audience => (audience === undefined ? '' : cell(audience)))
      return `| ${title}: ${name} | ${cells.join(' | ')} |`
    }),
  )

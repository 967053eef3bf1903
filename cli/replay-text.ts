import { HIT_RATIOS } from '../access-log/hit-ratio.ts'
import type { Forecast } from '../replay/forecast.ts'
import type { MinuteCounts, Summary, Tally } from '../replay/summary.ts'

const count = (value: number): string => value.toLocaleString('en-US')
const percent = (ratio: number | null | undefined): string =>
  ratio === null || ratio === undefined ? '–' : `${(ratio * 100).toFixed(2)} %`
const factor = (value: number): string => (Number.isFinite(value) ? `× ${value.toFixed(2)}` : '')
const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${count(Math.abs(value))}`

/** Columns as wide as their widest cell; the first to the left, the others to the right. */
const table = (rows: readonly (readonly string[])[]): string => {
  const columns = Math.max(...rows.map(row => row.length))
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map(row => (row[i] ?? '').length)))
  return rows
    .map(row =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const BARS = '▁▂▃▄▅▆▇█'
const SPARK_WIDTH = 60

/** The highest of each bucket, on a scale shared by both configurations. */
const sparkline = (minutes: readonly MinuteCounts[], top: number): string => {
  const perBucket = Math.max(1, Math.ceil(minutes.length / SPARK_WIDTH))
  let line = ''
  for (let i = 0; i < minutes.length; i += perBucket) {
    const highest = Math.max(...minutes.slice(i, i + perBucket).map(({ originRequests }) => originRequests))
    line += BARS[Math.min(BARS.length - 1, Math.floor((highest / Math.max(1, top)) * BARS.length))] ?? ''
  }
  return line
}

const skippedText = (skipped: Readonly<Record<string, number>>): string => {
  const reasons = Object.entries(skipped).map(([reason, rows]) => `${count(rows)} ${reason}`)
  return reasons.length === 0 ? 'none skipped' : `skipped: ${reasons.join(', ')}`
}

const ratioRows = ({ logged, summary, against }: Forecast): string[][] =>
  HIT_RATIOS.map(({ name, formula }) => {
    const of = ({ ratios }: Tally): string => percent(ratios[name])
    return [
      `${name}  ${formula.split('.', 1)[0] ?? ''}`,
      of(logged),
      of(summary),
      ...(against === undefined ? [] : [of(against.summary)]),
    ]
  })

const classRows = ({ logged, summary, against }: Forecast): string[][] => {
  const tallies = [logged, summary, ...(against === undefined ? [] : [against.summary])]
  const types = [...new Set(tallies.flatMap(({ byResultType }) => Object.keys(byResultType)))].toSorted()
  return types.map(type => [
    type,
    ...tallies.map(({ byResultType }) => count(byResultType[type] ?? 0)),
    ...(against === undefined ? [] : [signed(against.difference.byResultType[type] ?? 0)]),
  ])
}

const originRows = ({ logged, summary, against }: Forecast): string[][] => {
  const pair = (of: (one: Summary) => number, change: string): string[] => [
    count(of(summary)),
    ...(against === undefined ? [] : [count(of(against.summary)), change]),
  ]
  const peakTime = ({ peak }: Tally): string => peak.minute.slice(11, 16)
  const origins = [
    ...new Set([...Object.keys(summary.byOrigin), ...Object.keys(against?.summary.byOrigin ?? {})]),
  ].toSorted()
  return [
    [
      'origin requests',
      `${count(logged.originRequests)} (estimate)`,
      ...pair(one => one.originRequests, factor(against?.difference.originRequestsFactor ?? Number.NaN)),
    ],
    ...origins.map(id => [`  at ${id}`, '', ...pair(one => one.byOrigin[id] ?? 0, '')]),
    [
      'peak per minute',
      count(logged.peak.originRequests),
      ...pair(one => one.peak.originRequests, factor(against?.difference.peakFactor ?? Number.NaN)),
    ],
    [
      '  in the minute of',
      peakTime(logged),
      peakTime(summary),
      ...(against === undefined ? [] : [peakTime(against.summary)]),
    ],
  ]
}

const groupRows = (
  title: string,
  of: (summary: Summary) => Readonly<Record<string, Tally>>,
  { summary, against }: Forecast,
): string[][] => {
  const names = [
    ...new Set([...Object.keys(of(summary)), ...Object.keys(against === undefined ? {} : of(against.summary))]),
  ]
  const cells = (tally: Tally | undefined): string[] =>
    tally === undefined
      ? ['', '', '', '']
      : [
          count(tally.requests),
          percent(tally.ratios['ratio_fresh_or_validated']),
          count(tally.originRequests),
          count(tally.peak.originRequests),
        ]
  const head = ['requests', 'hit ratio', 'origin requests', 'peak/min']
  return [
    [title, ...head, ...(against === undefined ? [] : head)],
    ...names.map(name => [
      name === '' ? '(refused before a behaviour)' : name,
      ...cells(of(summary)[name]),
      ...(against === undefined ? [] : cells(of(against.summary)[name])),
    ]),
  ]
}

const sparkRows = ({ summary, against }: Forecast): string => {
  const top = Math.max(summary.peak.originRequests, against?.summary.peak.originRequests ?? 0)
  const lines = [`A ${sparkline(summary.minutes, top)}`]
  if (against !== undefined) lines.push(`B ${sparkline(against.summary.minutes, top)}`)
  return lines.join('\n')
}

/** A function runs for every request; where it was shown to read nothing that differs, its known answer is used. */
const functionsSection = ({ functions }: Summary): string[] => {
  const lines = Object.entries(functions).map(
    ([name, { calls, remembered }]) =>
      `  ${name}: ${count(calls)} calls, ${count(calls - remembered)} run and ${count(remembered)} answered by what it reads`,
  )
  return lines.length === 0 ? [] : [`CloudFront Functions\n${lines.join('\n')}`]
}

/** The forecast as a person reads it at a terminal. */
export const forecastText = (forecast: Forecast): string => {
  const { inputs, template, summary, against } = forecast
  const head = against === undefined ? ['', 'the log', 'replay'] : ['', 'the log', 'A', 'B', 'B − A']
  const sections = [
    table(
      [
        [
          'read',
          `${count(inputs.rows)} rows of ${inputs.files.length} ${inputs.files.length === 1 ? 'file' : 'files'}, ${skippedText(inputs.skipped)}`,
        ],
        ['period', `${inputs.from} to ${inputs.to}`],
        [against === undefined ? 'template' : 'A', template],
        ...(against === undefined ? [] : [['B', against.template]]),
        [
          'caches',
          `${summary.locations} edge ${summary.locations === 1 ? 'location' : 'locations'}, ${summary.regionalCaches} regional`,
        ],
      ].map(([name = '', value = '']) => [`${name.padEnd(9)} ${value}`]),
    ),
    `origin model\n${inputs.originModel.map(line => `  ${line}`).join('\n')}`,
    ...(summary.lambdasLeftOut.length === 0
      ? []
      : [`Lambda@Edge is left out\n${summary.lambdasLeftOut.map(line => `  ${line}`).join('\n')}`]),
    ...functionsSection(summary),
    table([head, ...originRows(forecast)]),
    `origin requests per minute, highest of each column\n${sparkRows(forecast)}`,
    table([head, ...classRows(forecast)]),
    table([head.slice(0, against === undefined ? 3 : 4), ...ratioRows(forecast)]),
    table(groupRows('behaviour', one => one.byBehavior, forecast)),
    table(groupRows('flag variant', one => one.byVariant, forecast)),
  ]
  return `${sections.join('\n\n')}\n`
}

import type { Forecast } from '../../replay/forecast.ts'

/** The pages: the default behaviour of the packaged template. */
const PAGES = '*'

const count = (value: number | undefined): string => (value ?? 0).toLocaleString('en-US')
const percent = (ratio: number | null | undefined): string =>
  ratio === null || ratio === undefined ? '' : `${(ratio * 100).toFixed(1)} %`

const COLUMNS: readonly (readonly [head: string, of: (forecast: Forecast) => string])[] = [
  ['pages: hit ratio', ({ summary }) => percent(summary.byBehavior[PAGES]?.ratios['ratio_fresh_or_validated'])],
  ['rendered anew', ({ summary }) => count(summary.byBehavior[PAGES]?.byResultType['Miss'])],
  ['origin requests', ({ summary }) => count(summary.byBehavior[PAGES]?.originRequests)],
  ['a minute, at the peak', ({ summary }) => count(summary.byBehavior[PAGES]?.peak.originRequests)],
  ['everything: at the peak', ({ summary }) => count(summary.peak.originRequests)],
]

/** The same evening under several configurations, as a table of Markdown. */
export const comparisonTable = (
  forecasts: readonly { readonly name: string; readonly forecast: Forecast }[],
): string => {
  const [first] = forecasts
  const rows = forecasts.map(({ name, forecast }) => [name, ...COLUMNS.map(([, of]) => of(forecast))])
  const lines = [['', ...COLUMNS.map(([head]) => head)], ['---', ...COLUMNS.map(() => '---:')], ...rows]
  return [
    `${count(first?.forecast.inputs.rows)} requests, ${count(first?.forecast.summary.byBehavior[PAGES]?.requests)} of them for pages`,
    '',
    ...lines.map(cells => `| ${cells.join(' | ')} |`),
  ].join('\n')
}

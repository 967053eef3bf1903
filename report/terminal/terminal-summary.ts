import { HIT_RATIOS } from '../../access-log/hit-ratio.ts'
import { clockText, countedText, countText, dayText, durationText, percentText } from '../number-text.ts'
import { variantName } from '../report-charts.ts'
import type { Basis, Observed, ReportData } from '../report-data.ts'
import { headlines } from '../report-headlines.ts'
import { MINUTE_MS } from '../timeline.ts'
import { shortened, visibleText } from '../visible-text.ts'
import { bar, sparkline } from './sparkline.ts'
import { aligned, wrapped } from './text-layout.ts'

export type Paint = (style: 'bold' | 'dim' | 'red' | 'green', text: string) => string

interface Canvas {
  /** Characters in a line. */
  readonly width: number
  readonly paint: Paint
}

const WIDTH_MIN = 40
const INDENT = '  '
const ROWS_MAX = 5

/** The report for a terminal: plain text of at most `width` characters a line (40 at least). Without `paint` it carries no colour. */
export const terminalSummary = (data: ReportData, width: number, paint: Paint = (_, text) => text): string => {
  const canvas: Canvas = { width: Math.max(WIDTH_MIN, width), paint }
  const title = `${paint('bold', 'Access log report')}  ${shortened(visibleText(data.store), canvas.width - 19)}`
  const blocks = data.observed === undefined ? [emptyBlock(canvas)] : observedBlocks(data.observed, canvas)
  return `${[[title], ...blocks, basisBlock(data.basis, canvas)].map(lines => lines.join('\n')).join('\n\n')}\n`
}

type Lines = readonly string[]

const emptyBlock = ({ width }: Canvas): Lines => wrapped('The store holds no request in the time asked for.', width)

const observedBlocks = (observed: Observed, canvas: Canvas): readonly Lines[] => [
  headlineBlock(observed, canvas),
  originBlock(observed, canvas),
  ratioBlock(observed, canvas),
  ...(observed.timeline.totals.masked === 0 ? [] : [maskedBlock(observed, canvas)]),
  ...(observed.variants.length > 1 ? [variantBlock(observed, canvas)] : []),
  ...(observed.misses.length === 0 ? [] : [missBlock(observed, canvas)]),
  ...crawlerBlock(observed, canvas),
  assetBlock(observed, canvas),
]

const heading = ({ paint }: Canvas, text: string): string => paint('bold', text)

const headlineBlock = (observed: Observed, { width, paint }: Canvas): Lines =>
  headlines(observed).flatMap(({ label, figure, sentence, tone }) => {
    const shown = tone === 'plain' ? paint('bold', figure) : paint(tone === 'good' ? 'green' : 'red', figure)
    return [`${label}: ${shown}`, ...wrapped(sentence, width - INDENT.length).map(line => INDENT + paint('dim', line))]
  })

const originBlock = ({ timeline, period }: Observed, canvas: Canvas): Lines => {
  const { buckets, bucketMinutes } = timeline
  const line = sparkline(
    buckets.map(({ peaks }) => peaks.originRequests),
    canvas.width - INDENT.length,
  )
  const start = axisTime(period.fromMs, period)
  const end = axisTime(period.toMs, period)
  const scale = `${start}${end.padStart(Math.max(line.length - start.length, end.length + 1))}`
  const minutes = (buckets.length / line.length) * bucketMinutes
  const reading =
    minutes <= 1
      ? 'one column is one minute'
      : `one column is the highest minute of about ${durationText(Math.round(minutes) * MINUTE_MS)}`
  return [
    heading(canvas, 'Origin requests per minute'),
    INDENT + line,
    INDENT + scale,
    ...wrapped(reading, canvas.width - INDENT.length).map(part => INDENT + canvas.paint('dim', part)),
  ]
}

const axisTime = (atMs: number, { fromMs, toMs }: Observed['period']): string =>
  toMs - fromMs > 1440 * MINUTE_MS ? dayText(atMs) : clockText(atMs)

/** cloudfront-logs 6.3 */
const ratioBlock = ({ timeline: { totals } }: Observed, canvas: Canvas): Lines => {
  const rows = HIT_RATIOS.map(({ name, of }) => {
    const ratio = of(totals)
    return [name, percentText(ratio), bar(ratio ?? 0, 1, barColumns(canvas.width - 40))]
  })
  return [heading(canvas, 'Hit ratio by definition'), ...table(rows, ['left', 'right', 'left'], canvas)]
}

const BAR_MAX_COLUMNS = 30
const barColumns = (free: number): number => Math.max(0, Math.min(BAR_MAX_COLUMNS, free))
const table = (rows: readonly Lines[], align: Parameters<typeof aligned>[1], { width }: Canvas): Lines =>
  aligned(rows, align, width - INDENT.length).map(line => INDENT + line)

const maskedBlock = ({ timeline: { totals }, maskedErrors }: Observed, canvas: Canvas): Lines => {
  const rows = maskedErrors
    .slice(0, ROWS_MAX)
    .map(({ path, detailedResultType, requests }) => [
      countText(requests),
      shortened(visibleText(detailedResultType ?? '–'), 20),
      visibleText(path),
    ])
  return [
    canvas.paint('red', `Masked errors: ${countText(totals.masked)}`),
    ...table(rows, ['right', 'left', 'left'], canvas),
  ]
}

const variantBlock = ({ variants }: Observed, canvas: Canvas): Lines => {
  const rows = variants.map(variant => [
    countedText(variant.requests, 'request'),
    `${percentText(variant.requests === 0 ? null : variant.hit / variant.requests)} hit`,
    visibleText(variantName(variant)),
  ])
  return [heading(canvas, 'Variants'), ...table(rows, ['right', 'right', 'left'], canvas)]
}

const missBlock = ({ misses, timeline: { totals } }: Observed, canvas: Canvas): Lines => {
  const rows = misses
    .slice(0, ROWS_MAX)
    .map(({ host, path, misses: count }) => [
      countText(count),
      percentText(totals.miss === 0 ? null : count / totals.miss),
      visibleText(`${host}${path}`),
    ])
  return [heading(canvas, 'Top misses'), ...table(rows, ['right', 'right', 'left'], canvas)]
}

/** Only the crawlers that were given an error, shown or masked. */
const crawlerBlock = ({ crawlers }: Observed, canvas: Canvas): readonly Lines[] => {
  const troubled = crawlers.filter(({ status, masked }) => status >= 500 || masked > 0)
  if (troubled.length === 0) return []
  const rows = troubled
    .slice(0, ROWS_MAX)
    .map(({ crawler, status, requests, masked }) => [
      countText(requests),
      String(status).padStart(3, '0'),
      `${countText(masked)} masked`,
      visibleText(crawler),
    ])
  return [[canvas.paint('red', 'Crawlers that met errors'), ...table(rows, ['right', 'left', 'right', 'left'], canvas)]]
}

const assetBlock = ({ missingAssets, missingAssetCount }: Observed, canvas: Canvas): Lines => {
  if (missingAssetCount === 0) return [canvas.paint('green', 'Missing assets: 0')]
  const rows = missingAssets
    .slice(0, ROWS_MAX)
    .map(({ path, status, requests }) => [countText(requests), String(status), visibleText(path)])
  return [
    canvas.paint('red', `Missing assets: ${countText(missingAssetCount)}`),
    ...table(rows, ['right', 'left', 'left'], canvas),
  ]
}

const basisBlock = (
  { rows, objectsIngested, objectsSetAside, rowsSkipped }: Basis,
  { width, paint }: Canvas,
): Lines => {
  const skipped = rowsSkipped.map(({ reason, rows: count }) => `${countText(count)} skipped (${visibleText(reason)})`)
  const parts = [
    `${countedText(rows, 'row')} of a store of ${countedText(objectsIngested, 'log object')}`,
    `${countedText(objectsSetAside, 'object')} set aside`,
    ...(skipped.length === 0 ? ['0 rows skipped'] : skipped),
  ]
  return wrapped(`Rests on ${parts.join(', ')}.`, width).map(line => paint('dim', line))
}

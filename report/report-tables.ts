import { dataTable } from './data-table.ts'
import { HIT_RATIOS } from '../access-log/hit-ratio.ts'
import { html, type Markup } from './markup.ts'
import { countText, timeText } from './number-text.ts'
import type { Basis, CrawlerRow, Observed } from './report-data.ts'
import { variantName } from './report-charts.ts'

const longest = (counts: readonly number[]): number => counts.reduce((most, count) => Math.max(most, count), 0)
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** cloudfront-logs 6.3 */
export const hitRatioTable = ({ timeline: { totals } }: Observed): Markup =>
  dataTable({
    caption: 'Hit ratio of the whole period, by definition',
    columns: [
      { label: 'Definition', cell: ({ label }) => ({ kind: 'text', text: label }) },
      { label: 'Ratio', cell: ({ of }) => ({ kind: 'share', share: of(totals) }) },
      { label: 'Name in SQL', cell: ({ name }) => ({ kind: 'code', text: name }) },
      { label: 'Formula', cell: ({ formula }) => ({ kind: 'prose', text: formula }) },
    ],
    rows: HIT_RATIOS,
  })

/** cloudfront-logs 1.7 */
export const behaviorTable = ({ behaviors }: Observed): Markup =>
  dataTable({
    caption: 'Origin requests by cache behavior',
    columns: [
      { label: 'Behavior', cell: ({ behavior }) => ({ kind: 'code', text: behavior ?? 'not in the log' }) },
      {
        label: 'Origin requests',
        cell: ({ originRequests }) => ({
          kind: 'bar',
          count: originRequests,
          full: longest(behaviors.map(row => row.originRequests)),
        }),
      },
      { label: 'Unsure', cell: ({ unsure }) => ({ kind: 'count', count: unsure }) },
      { label: 'Peak per minute', cell: ({ peakPerMinute }) => ({ kind: 'count', count: peakPerMinute }) },
    ],
    rows: behaviors,
  })

export const variantTable = ({ variants }: Observed): Markup =>
  dataTable({
    caption: 'Variants over the whole period',
    columns: [
      { label: 'Variant', cell: variant => ({ kind: 'text', text: variantName(variant) }) },
      {
        label: 'Requests',
        cell: ({ requests }) => ({
          kind: 'bar',
          count: requests,
          full: longest(variants.map(variant => variant.requests)),
        }),
      },
      { label: 'Hit ratio', cell: ({ hit, requests }) => ({ kind: 'share', share: share(hit, requests) }) },
      { label: 'Origin requests', cell: ({ originRequests }) => ({ kind: 'count', count: originRequests }) },
    ],
    rows: variants,
  })

export const missTable = ({ misses, timeline: { totals } }: Observed): Markup =>
  dataTable({
    caption: 'Paths with the most misses',
    columns: [
      { label: 'Path', cell: ({ host, path }) => ({ kind: 'code', text: `${host}${path}` }) },
      {
        label: 'Misses',
        cell: row => ({ kind: 'bar', count: row.misses, full: longest(misses.map(({ misses: count }) => count)) }),
      },
      { label: 'Of all misses', cell: row => ({ kind: 'share', share: share(row.misses, totals.miss) }) },
      { label: 'Origin requests', cell: ({ originRequests }) => ({ kind: 'count', count: originRequests }) },
      { label: 'Requests', cell: ({ requests }) => ({ kind: 'count', count: requests }) },
      { label: 'Behavior', cell: ({ behavior }) => ({ kind: 'code', text: behavior ?? 'not in the log' }) },
    ],
    rows: misses,
  })

export const maskedErrorTable = ({ maskedErrors }: Observed): Markup =>
  dataTable({
    caption: 'Masked errors by path, most requests first',
    columns: [
      { label: 'Path', cell: ({ path }) => ({ kind: 'code', text: path }) },
      {
        label: 'Requests',
        cell: ({ requests }) => ({
          kind: 'bar',
          count: requests,
          full: longest(maskedErrors.map(row => row.requests)),
        }),
      },
      {
        label: 'Detailed result type',
        cell: ({ detailedResultType }) => ({ kind: 'text', text: detailedResultType ?? 'not in the log' }),
      },
      { label: 'Marker of the fallback', cell: ({ marker }) => ({ kind: 'text', text: marker ?? 'none' }) },
    ],
    rows: maskedErrors,
  })

const crawlerBadge = ({ status, masked }: CrawlerRow): { readonly badge?: string } => {
  if (masked > 0) return { badge: 'masked: may be indexed' }
  if (status === 503) return { badge: 'asked to return' }
  return status >= 500 ? { badge: 'error' } : {}
}

/** A status below 500 with masked errors is the worst row: the crawler took the page that stood in for the real one. */
export const crawlerTable = ({ crawlers }: Observed): Markup =>
  dataTable({
    caption: 'Crawlers by status, those that met errors first',
    columns: [
      { label: 'Crawler', cell: ({ crawler }) => ({ kind: 'text', text: crawler }) },
      {
        label: 'Status',
        cell: row => ({ kind: 'text', text: String(row.status).padStart(3, '0'), ...crawlerBadge(row) }),
      },
      {
        label: 'Requests',
        cell: ({ requests }) => ({ kind: 'bar', count: requests, full: longest(crawlers.map(row => row.requests)) }),
      },
      { label: 'Masked errors', cell: ({ masked }) => ({ kind: 'count', count: masked }) },
    ],
    rows: crawlers,
    isAlarming: ({ status, masked }) => status >= 500 || masked > 0,
  })

export const missingAssetTable = ({ missingAssets, missingAssetCount }: Observed): Markup =>
  dataTable({
    caption: `Assets answered 403 or 404, ${countText(missingAssets.length)} of ${countText(missingAssetCount)}`,
    columns: [
      { label: 'Path', cell: ({ path }) => ({ kind: 'code', text: path }) },
      { label: 'Status', cell: ({ status }) => ({ kind: 'text', text: String(status) }) },
      {
        label: 'Requests',
        cell: ({ requests }) => ({
          kind: 'bar',
          count: requests,
          full: longest(missingAssets.map(row => row.requests)),
        }),
      },
      { label: 'First seen', cell: ({ firstSeenMs }) => ({ kind: 'text', text: timeText(firstSeenMs) }) },
      { label: 'Last seen', cell: ({ lastSeenMs }) => ({ kind: 'text', text: timeText(lastSeenMs) }) },
    ],
    rows: missingAssets,
    isAlarming: () => true,
  })

export const skippedTable = ({ rowsSkipped }: Basis): Markup =>
  dataTable({
    caption: 'Rows skipped, by reason',
    columns: [
      { label: 'Reason', cell: ({ reason }) => ({ kind: 'text', text: reason }) },
      {
        label: 'Rows',
        cell: ({ rows }) => ({ kind: 'bar', count: rows, full: longest(rowsSkipped.map(row => row.rows)) }),
      },
    ],
    rows: rowsSkipped,
  })

export const setAsideTable = ({ objectsSetAside, setAside }: Basis): Markup =>
  dataTable({
    caption: `Log objects set aside, ${setAside.length} of ${countText(objectsSetAside)}`,
    columns: [
      { label: 'Log object', cell: ({ objectKey }) => ({ kind: 'code', text: objectKey }) },
      { label: 'Why', cell: ({ why }) => ({ kind: 'prose', text: why }) },
    ],
    rows: setAside,
  })

/** The sentence that replaces an empty table. */
export const goodNews = (sentence: string): Markup => html`<p class="good-news">${sentence}</p>`

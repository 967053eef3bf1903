import { certaintyNotes } from './certainty.ts'
import { chartFigure } from './chart-figure.ts'
import type { Chart } from './chart.ts'
import { html, type Markup } from './markup.ts'
import { countedText } from './number-text.ts'
import { headlineList, pageHeader } from './page-top.ts'
import { pageDocument, type PageAssets } from './page.ts'
import {
  hitRatioChart,
  maskedErrorChart,
  originChart,
  resultClassChart,
  variantHitRatioChart,
  variantRequestsChart,
} from './report-charts.ts'
import type { Basis, Observed, ReportData } from './report-data.ts'
import { headlines } from './report-headlines.ts'
import {
  behaviorTable,
  crawlerTable,
  goodNews,
  hitRatioTable,
  maskedErrorTable,
  missingAssetTable,
  missTable,
  setAsideTable,
  skippedTable,
  variantTable,
} from './report-tables.ts'
import { MINUTE_MS } from './timeline.ts'

interface Section {
  readonly id: string
  readonly title: string
  readonly markup: Markup
  readonly charts: readonly Chart[]
}

const chartSection = (chart: Chart, addition?: Markup): Section => ({
  id: chart.id,
  title: chart.title,
  markup: chartFigure(chart, addition),
  charts: [chart],
})

const textSection = (id: string, title: string, body: Markup): Section => ({
  id,
  title,
  charts: [],
  markup: html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section> `,
})

const maskedErrorSection = (observed: Observed): Section =>
  observed.timeline.totals.masked === 0
    ? textSection('masked-errors', 'Masked errors', goodNews('0 masked errors: no page stood in for another.'))
    : chartSection(maskedErrorChart(observed.timeline), maskedErrorTable(observed))

const variantSections = (observed: Observed): readonly Section[] => {
  const { variants, variantsLeftOut } = observed
  const leftOut = html`<p class="quiet">${countedText(variantsLeftOut, 'variant')} with fewer requests left out.</p>`
  const figures = html`${variantTable(observed)}${variantsLeftOut === 0 ? undefined : leftOut}`
  return variants.length > 1
    ? [chartSection(variantRequestsChart(observed), figures), chartSection(variantHitRatioChart(observed))]
    : [textSection('variants', 'Variants', figures)]
}

const missSection = (observed: Observed): Section =>
  textSection(
    'misses',
    'Top misses',
    observed.misses.length === 0 ? goodNews('0 misses: every request was answered at the edge.') : missTable(observed),
  )

const crawlerSection = (observed: Observed): Section =>
  textSection(
    'crawlers',
    'Crawlers',
    observed.crawlers.length === 0 ? html`<p class="quiet">No known crawler came by.</p>` : crawlerTable(observed),
  )

const assetSection = (observed: Observed): Section =>
  textSection(
    'assets',
    'Missing assets',
    observed.missingAssetCount === 0
      ? goodNews('0 missing: every asset that a page asked for was there.')
      : missingAssetTable(observed),
  )

/** One reading order: the servers, the caches, the viewers, then who missed what, then how sure we are. */
const sections = (observed: Observed, basis: Basis): readonly Section[] => [
  chartSection(originChart(observed.timeline), observed.behaviors.length === 0 ? undefined : behaviorTable(observed)),
  chartSection(hitRatioChart(observed.timeline), hitRatioTable(observed)),
  chartSection(resultClassChart(observed.timeline)),
  maskedErrorSection(observed),
  ...variantSections(observed),
  missSection(observed),
  crawlerSection(observed),
  assetSection(observed),
  textSection('basis', 'What the figures rest on', basisBody(basis)),
  textSection('certainty', 'How sure the figures are', noteList(certaintyNotes(observed, basis))),
]

const noteList = (notes: readonly string[]): Markup =>
  html`<ul class="notes">
    ${notes.map(note => html`<li>${note}</li>`)}
  </ul>`

const basisBody = (basis: Basis): Markup => {
  const { rows, objectsIngested, objectsSetAside, rowsSkipped } = basis
  const skipped = rowsSkipped.reduce((sum, reason) => sum + reason.rows, 0)
  return html`<p>
      ${countedText(rows, 'row')} of the time asked for, out of a store of
      ${countedText(objectsIngested, 'log object')}; ${countedText(objectsSetAside, 'object')} set aside,
      ${countedText(skipped, 'row')} skipped.
    </p>
    ${objectsSetAside === 0 ? undefined : setAsideTable(basis)}${skipped === 0 ? undefined : skippedTable(basis)}`
}

const navigation = (all: readonly Section[]): Markup =>
  html`<nav aria-label="Sections">
    <ul>
      ${all.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
    </ul>
  </nav> `

const emptyBody = (basis: Basis): Markup =>
  html`<section aria-labelledby="empty-title">
    <h2 id="empty-title">No request to report</h2>
    <p>
      The store holds no request in the time asked for. Read logs into it with <code>understudy logs ingest</code>, or
      widen <code>--from</code> and <code>--to</code>.
    </p>
    ${basisBody(basis)}
  </section> `

/** The report as one HTML file. */
export const renderReportPage = (data: ReportData, assets: PageAssets): string => {
  const { observed, basis } = data
  const header = pageHeader('Access log report', `From ${data.store}.`, data.generatedAtMs)
  const title = 'Access log report – Understudy'
  if (observed === undefined)
    return pageDocument(
      {
        title,
        body: html`${header}
          <main>${emptyBody(basis)}</main>`,
        charts: undefined,
      },
      assets,
    )
  const all = sections(observed, basis)
  const { buckets, bucketMinutes } = observed.timeline
  return pageDocument(
    {
      title,
      body: html`${header}${headlineList(headlines(observed))}${navigation(all)}
        <main>${all.map(({ markup }) => markup)}</main>`,
      charts: {
        axis: {
          startMs: buckets[0]?.startMs ?? observed.period.fromMs,
          bucketMs: bucketMinutes * MINUTE_MS,
          points: buckets.length,
        },
        charts: all.flatMap(({ charts }) => charts),
      },
    },
    assets,
  )
}

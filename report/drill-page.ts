import { chartFigure } from './chart-figure.ts'
import type { Chart, ChartSeries, Tone } from './chart.ts'
import { dataTable } from './data-table.ts'
import { isCounterEqual, type DrillBucket, type DrillData } from './drill-data.ts'
import { html, type Markup } from './markup.ts'
import { clockText, countedText, countText, durationText, percentText } from './number-text.ts'
import { headlineList, pageHeader, type Headline } from './page-top.ts'
import { pageDocument, type PageAssets } from './page.ts'

type Measure = (bucket: DrillBucket) => number | null

const totalOf = ({ buckets }: DrillData, measure: (bucket: DrillBucket) => number): number =>
  buckets.reduce((sum, bucket) => sum + measure(bucket), 0)

const pages = ({ rendered, cached, staticFallback, error }: DrillBucket): number =>
  rendered + cached + staticFallback + error

const series = ({ buckets }: DrillData, key: string, label: string, tone: Tone, measure: Measure): ChartSeries => ({
  key,
  label,
  tone,
  dash: 'solid',
  isShown: true,
  values: buckets.map(measure),
})

const base = (data: DrillData): Pick<Chart, 'reading' | 'markers'> => ({
  reading: `One point is ${durationText(data.bucketMs)}.`,
  markers: data.events,
})

const viewersChart = (data: DrillData): Chart => ({
  ...base(data),
  id: 'viewers',
  title: 'What viewers got',
  lead: `${countedText(totalOf(data, pages), 'page')}: ${countText(totalOf(data, bucket => bucket.rendered))} rendered for the viewer, ${countText(totalOf(data, bucket => bucket.cached))} from a cache, ${countText(totalOf(data, bucket => bucket.staticFallback))} by the static page, ${countText(totalOf(data, bucket => bucket.error))} errors.`,
  form: 'stack',
  unit: 'requests',
  series: [
    series(data, 'cached', 'Cached page', 'green', ({ cached }) => cached),
    series(data, 'rendered', 'Rendered page', 'sky', ({ rendered }) => rendered),
    series(data, 'static-fallback', 'Static page', 'orange', ({ staticFallback }) => staticFallback),
    series(data, 'error', 'Error', 'vermilion', ({ error }) => error),
  ],
})

const originChart = (data: DrillData): Chart => ({
  ...base(data),
  id: 'origin-requests',
  title: 'Origin requests',
  lead: `${countedText(
    totalOf(data, bucket => bucket.originRequests),
    'request',
  )} went to the SSR origin, answered or not; at most ${countText(data.buckets.reduce((most, { originRequests }) => Math.max(most, originRequests), 0))} in ${durationText(data.bucketMs)}.`,
  form: 'lines',
  unit: 'requests',
  series: [series(data, 'origin_requests', 'Origin requests', 'blue', ({ originRequests }) => originRequests)],
})

const hitRatio: Measure = ({ hits, requests }) => (requests === 0 ? null : hits / requests)

const hitRatioChart = (data: DrillData): Chart => {
  const requests = totalOf(data, bucket => bucket.requests)
  const ratio = requests === 0 ? null : totalOf(data, bucket => bucket.hits) / requests
  return {
    ...base(data),
    id: 'hit-ratio',
    title: 'Hit ratio',
    lead: `Hit ÷ all requests (ratio_console): ${percentText(ratio)} of ${countedText(requests, 'request')}.`,
    form: 'lines',
    unit: 'ratio',
    series: [series(data, 'ratio_console', 'Hit ÷ all requests', 'green', hitRatio)],
  }
}

const troubleChart = (data: DrillData): Chart => ({
  ...base(data),
  id: 'masked-errors',
  title: 'Masked errors and missing assets',
  lead: `${countedText(
    totalOf(data, bucket => bucket.maskedErrors),
    'masked error',
  )}, ${countedText(
    totalOf(data, bucket => bucket.missingAssets),
    'missing asset',
  )}.`,
  form: 'lines',
  unit: 'requests',
  series: [
    series(data, 'masked', 'Masked errors', 'orange', ({ maskedErrors }) => maskedErrors),
    {
      ...series(data, 'missing-assets', 'Missing assets', 'vermilion', ({ missingAssets }) => missingAssets),
      dash: 'dashed',
    },
  ],
})

const counterTable = ({ counters }: DrillData): Markup =>
  dataTable({
    caption: 'The same quantities, counted by each party for itself',
    columns: [
      { label: 'Quantity', cell: ({ name }) => ({ kind: 'text', text: name }) },
      { label: 'Viewers', cell: ({ viewers }) => ({ kind: 'count', count: viewers }) },
      { label: 'Stage', cell: ({ stage }) => ({ kind: 'count', count: stage }) },
      { label: 'Access log', cell: ({ log }) => ({ kind: 'count', count: log }) },
      { label: 'Report', cell: ({ report }) => ({ kind: 'count', count: report }) },
      { label: 'Agreement', cell: counter => ({ kind: 'verdict', isEqual: isCounterEqual(counter) }) },
    ],
    rows: counters,
    isAlarming: counter => isCounterEqual(counter) === false,
  })

const zeroIsGood = (label: string, count: number, sentence: string): Headline => ({
  label,
  figure: countText(count),
  sentence,
  tone: count === 0 ? 'good' : 'bad',
})

const headlines = (data: DrillData): readonly Headline[] => {
  const differing = data.counters.filter(counter => isCounterEqual(counter) === false).length
  return [
    {
      label: 'Pages for viewers',
      figure: countText(totalOf(data, pages)),
      sentence: `In ${durationText(data.buckets.length * data.bucketMs)}, from a cache, rendered, or by the static page.`,
      tone: 'plain',
    },
    zeroIsGood(
      'Errors that viewers saw',
      totalOf(data, bucket => bucket.error),
      'Pages that were an error.',
    ),
    zeroIsGood(
      'Missing assets',
      totalOf(data, bucket => bucket.missingAssets),
      'Assets that a page asked for and did not get.',
    ),
    zeroIsGood(
      'Counters that differ',
      differing,
      `Of ${countText(data.counters.length)} compared between viewers, stage, log and report.`,
    ),
  ]
}

const eventList = ({ events }: DrillData): Markup =>
  html`<section id="events" aria-labelledby="events-title">
    <h2 id="events-title">What happened</h2>
    <ol class="events">
      ${events.map(({ atMs, label }) => html`<li><time>${clockText(atMs)}</time> ${label}</li>`)}
    </ol>
  </section> `

/** The page of a drill as one HTML file. */
export const renderDrillPage = (data: DrillData, assets: PageAssets): string => {
  const charts = [viewersChart(data), originChart(data), hitRatioChart(data), troubleChart(data)]
  const body = html`${pageHeader(data.title, 'An end-to-end drill on the local stage.', data.generatedAtMs)}
    <div class="summary">${data.summary.map(sentence => html`<p>${sentence}</p>`)}</div>
    ${headlineList(headlines(data))}
    <main>
      ${eventList(data)}${charts.map(chart => chartFigure(chart))}
      <section id="counters" aria-labelledby="counters-title">
        <h2 id="counters-title">Do the counters agree?</h2>
        ${counterTable(data)}
      </section>
    </main>`
  const axis = { startMs: data.startMs, bucketMs: data.bucketMs, points: data.buckets.length }
  return pageDocument({ title: `${data.title} – Understudy`, body, charts: { axis, charts } }, assets)
}

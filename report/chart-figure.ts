import type { Chart, ChartPage, ChartSeries } from './chart.ts'
import { html, scriptJson, type Markup } from './markup.ts'

const swatch = ({ tone, dash }: ChartSeries, form: Chart['form']): Markup =>
  form === 'stack'
    ? html`<svg class="swatch tone-${tone}" viewBox="0 0 16 10" aria-hidden="true">
        <rect width="16" height="10" rx="2" />
      </svg>`
    : html`<svg class="swatch line-${dash} tone-${tone}" viewBox="0 0 16 10" aria-hidden="true">
        <path d="M0 5h16" />
      </svg>`

const legendButton = (series: ChartSeries, form: Chart['form']): Markup =>
  html`<button type="button" data-series="${series.key}" aria-pressed="${String(series.isShown)}">
    ${swatch(series, form)}<span>${series.label}</span>
  </button>`

/** One chart: the finding in words, a legend of buttons, the drawing, and its figures as a table for those who cannot see it. */
export const chartFigure = (chart: Chart, addition?: Markup): Markup =>
  html`<section id="${chart.id}" class="chart" aria-labelledby="${chart.id}-title">
    <h2 id="${chart.id}-title">${chart.title}</h2>
    <p class="lead">${chart.lead}</p>
    <figure data-chart="${chart.id}">
      <ul class="legend" aria-label="Lines of the chart ${chart.title}">
        ${chart.series.map(series => html`<li>${legendButton(series, chart.form)}</li>`)}
      </ul>
      <div
        class="plot"
        tabindex="0"
        role="img"
        aria-label="${chart.title}. ${chart.lead} The arrow keys read the points one by one."
      ></div>
      <output class="readout" aria-live="polite"></output>
      <figcaption>${chart.reading} Times are UTC. Drag to zoom, double-click to see everything again.</figcaption>
      <details class="figures">
        <summary>The figures as a table</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="Figures: ${chart.title}"></div>
      </details>
    </figure>
    ${addition}
  </section> `

/** What the script of the page draws from. */
export const chartData = (page: ChartPage): Markup =>
  html`<script type="application/json" id="chart-data">
    ${scriptJson(page)}
  </script>`

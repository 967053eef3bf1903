import {
  FALLBACK_OUTCOMES,
  requestsOf,
  type FallbackAudience,
  type FallbackData,
  type FallbackFailure,
  type FallbackOutcome,
  type OutcomeCounts,
} from './fallback-data.ts'
import { html, type Markup } from './markup.ts'
import { percentText } from './number-text.ts'
import { pageHeader } from './page-top.ts'
import { pageDocument, type PageAssets } from './page.ts'
import type { Tone } from './chart.ts'

const LOOKS: Readonly<
  Record<FallbackOutcome, { readonly tone: Tone; readonly label: string; readonly short: string }>
> = {
  good: { tone: 'green', label: 'Rendered page, as fresh as the site asks for', short: 'fresh' },
  stale: { tone: 'sky', label: 'Rendered page, kept because the servers fail', short: 'kept' },
  static: { tone: 'orange', label: 'Static page, with status 200', short: 'static' },
  'retry-later': { tone: 'purple', label: '503 with Retry-After', short: 'come back' },
  error: { tone: 'vermilion', label: 'Error of the servers', short: 'error' },
}

const COLUMN = 22
const GAP = 2
const HEIGHT = 52

/** One minute as a stack; its whole height is all requests of the minute. */
const minuteColumn = (counts: OutcomeCounts, minute: number): readonly Markup[] => {
  const all = requestsOf(counts)
  let top = HEIGHT
  return FALLBACK_OUTCOMES.flatMap(outcome => {
    if (counts[outcome] === 0) return []
    const height = (HEIGHT * counts[outcome]) / all
    top -= height
    return [
      html`<rect
        class="tone-${LOOKS[outcome].tone}"
        x="${minute * COLUMN}"
        y="${top.toFixed(2)}"
        width="${COLUMN - GAP}"
        height="${height.toFixed(2)}"
      />`,
    ]
  })
}

const sharesText = (counts: OutcomeCounts): string =>
  FALLBACK_OUTCOMES.filter(outcome => counts[outcome] > 0)
    .map(outcome => `${percentText(counts[outcome] / requestsOf(counts))} ${LOOKS[outcome].short}`)
    .join(', ')

const waitText = ({ meanSeconds, longestSeconds }: FallbackAudience['wait']): string => {
  if (longestSeconds < 1) return 'at once'
  const [mean, longest] = [meanSeconds.toFixed(1), longestSeconds.toFixed(1)]
  return mean === longest ? `waits ${longest} s` : `waits ${mean} s on average, ${longest} s at most`
}

const strip = ({ minutes, outage }: FallbackData, audience: FallbackAudience): Markup => {
  const outageStart = outage.fromMinute * COLUMN
  const outageWidth = (outage.untilMinute - outage.fromMinute) * COLUMN - GAP
  return html`<svg
      class="strip"
      viewBox="0 0 ${minutes * COLUMN} ${HEIGHT + 6}"
      role="img"
      aria-label="${sharesText(audience.outage)}"
    >
      ${audience.minutes.map((counts, minute) => minuteColumn(counts, minute))}
      <rect class="outage" x="${outageStart}" y="${HEIGHT + 3}" width="${outageWidth}" height="3" />
    </svg>
    <p>${sharesText(audience.outage)}; <span class="quiet">${waitText(audience.wait)}</span></p>`
}

const failureSection = (data: FallbackData, { id, title, plays }: FallbackFailure): Markup => {
  const audiences = plays[0]?.audiences ?? []
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${title}">
      <table class="strips">
        <thead>
          <tr>
            <td></td>
            ${plays.map(({ mode }) => html`<th scope="col">${mode}${mode === data.defaultMode ? ' (default)' : ''}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${audiences.map(
            ({ name }, index) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${plays.map(play => {
                  const audience = play.audiences[index]
                  return audience === undefined ? undefined : html`<td>${strip(data, audience)}</td>`
                })}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section> `
}

const legend = (): Markup =>
  html`<ul class="key">
    ${FALLBACK_OUTCOMES.map(
      outcome =>
        html`<li>
          <svg class="swatch tone-${LOOKS[outcome].tone}" aria-hidden="true"><rect width="16" height="10" /></svg>
          ${LOOKS[outcome].label}
        </li> `,
    )}
  </ul> `

const outageText = ({ minutes, outage }: FallbackData): string =>
  `One column is a minute of ${minutes}; its height is all requests of that minute. The bar beneath marks the outage, minutes ${outage.fromMinute + 1} to ${outage.untilMinute}; the shares below a strip are of the requests in it.`

/** What viewers, crawlers and an API get in each failure under each fallback mode, as one HTML file without a script. */
export const renderFallbackPage = (data: FallbackData, assets: PageAssets): string => {
  const body = html`${pageHeader('What the fallback gives', 'The packaged distribution and its functions, in virtual time.', data.generatedAtMs)}
    <div class="summary"><p>${outageText(data)}</p></div>
    ${legend()}
    <main>${data.failures.map(failure => failureSection(data, failure))}</main>`
  return pageDocument({ title: 'What the fallback gives – Understudy', body, charts: undefined }, assets)
}

import { html, type Markup } from './markup.ts'
import { timeText } from './number-text.ts'

/** A figure and the sentence that says what it means. */
export interface Headline {
  readonly label: string
  readonly figure: string
  readonly sentence: string
  readonly tone: 'plain' | 'good' | 'bad'
}

/** What a reader with ten seconds reads. */
export const headlineList = (items: readonly Headline[]): Markup =>
  html`<dl class="headlines">
    ${items.map(
      ({ label, figure, sentence, tone }) =>
        html`<div class="headline is-${tone}">
          <dt>${label}</dt>
          <dd>
            <strong>${figure}</strong>
            <p>${sentence}</p>
          </dd>
        </div> `,
    )}
  </dl> `

export const pageHeader = (title: string, subtitle: string, writtenAtMs: number): Markup =>
  html`<header>
    <p class="wordmark">Understudy</p>
    <h1>${title}</h1>
    <p class="quiet">${subtitle} Written ${timeText(writtenAtMs)} UTC.</p>
  </header> `

import { createHash } from 'node:crypto'
import { chartData } from './chart-figure.ts'
import type { ChartPage } from './chart.ts'
import { html, trustedMarkup, type Markup } from './markup.ts'
import { PAGE_STYLE } from './page-style.ts'

/** What every page carries inside itself: the chart library and our script that draws with it. */
export interface PageAssets {
  readonly chartLibrary: string
  readonly chartStyle: string
  /** An ES module without imports. */
  readonly chartScript: string
}

export interface PageContent {
  readonly title: string
  readonly body: Markup
  /** Undefined when there is nothing to draw; the page then carries no script. */
  readonly charts: ChartPage | undefined
}

const source = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Nothing is loaded, sent or framed; only the script and style written here run, whatever a log has smuggled in. */
const contentSecurityPolicy = (styles: readonly string[], scripts: readonly string[]): string =>
  [
    "default-src 'none'",
    `style-src ${styles.map(source).join(' ')}`,
    `script-src ${scripts.length === 0 ? "'none'" : scripts.map(source).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')

const inlined = (text: string, element: 'script' | 'style'): string => {
  if (text.toLowerCase().includes(`</${element}`)) throw new Error(`our own bug: an inlined ${element} ends itself`)
  return text
}

/** One file with everything in it: it opens without a network, today and in ten years. */
export const pageDocument = ({ title, body, charts }: PageContent, assets: PageAssets): string => {
  const styles = charts === undefined ? [PAGE_STYLE] : [assets.chartStyle, PAGE_STYLE]
  const scripts = charts === undefined ? [] : [assets.chartLibrary, assets.chartScript]
  const style = (text: string): Markup => trustedMarkup(`<style>${inlined(text, 'style')}</style>\n`)
  const script = (text: string, type: string): Markup =>
    trustedMarkup(`<script${type}>${inlined(text, 'script')}</script>\n`)
  return String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(styles, scripts)}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          <title>${title}</title>
          ${styles.map(style)}
        </head>
        <body>
          ${body}${charts === undefined ? undefined : [html`<noscript><p class="no-script">The charts need JavaScript. The tables and figures on this page do not.</p></noscript> `, chartData(charts), script(assets.chartLibrary, ''), script(assets.chartScript, ' type="module"')]}
        </body>
      </html> `,
  )
}

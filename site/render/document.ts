import { pageHead, SITE_NAME, structuredData } from '../page-head.ts'
import type { PageHead } from '../page-head.ts'
import { pageAt } from '../pages.ts'
import type { PageState } from '../pages.ts'
import type { PageAssets } from '../render-contract.ts'
import type { SiteVersion } from '../site-version.ts'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escaped = (text: string): string => text.replace(/[&<>"]/g, character => ENTITIES[character] ?? character)

/** JSON that cannot end the `<script>` around it. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

const THEME_COLOURS: Readonly<Record<SiteVersion, string>> = { v4: '#0a0e17', v5: '#170b16' }

const openGraph = (head: PageHead): string =>
  [
    `<meta property="og:site_name" content="${SITE_NAME}">`,
    `<meta property="og:title" content="${escaped(head.title)}">`,
    `<meta property="og:description" content="${escaped(head.description)}">`,
    ...(head.canonicalUrl === undefined ? [] : [`<meta property="og:url" content="${escaped(head.canonicalUrl)}">`]),
  ].join('\n')

const canonical = (head: PageHead): string =>
  head.canonicalUrl === undefined
    ? '<meta name="robots" content="noindex">'
    : `<link rel="canonical" href="${escaped(head.canonicalUrl)}">`

type Shell = { version: SiteVersion; renderedBy: 'server' | 'client'; head: string; assets: PageAssets; body: string }

const documentOf = ({ version, renderedBy, head, assets, body }: Shell): string => `<!doctype html>
<html lang="en" data-site-version="${version}" data-rendered-by="${renderedBy}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="${THEME_COLOURS[version]}">
${head}
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="manifest" href="/manifest.webmanifest">
<link rel="stylesheet" href="${assets.style}">
<script type="module" src="${assets.script}"></script>
</head>
<body>
${body}
</body>
</html>
`

/** The document around server-rendered markup, with the state from which the client renders the same tree. */
export const serverDocument = (version: SiteVersion, assets: PageAssets, state: PageState, markup: string): string => {
  const page = pageAt(state.path)
  const head = pageHead(page, state.publicUrl)
  const data = structuredData(page)
  return documentOf({
    version,
    renderedBy: 'server',
    assets,
    head: [
      `<title>${escaped(head.title)}</title>`,
      `<meta name="description" content="${escaped(head.description)}">`,
      canonical(head),
      openGraph(head),
      ...(data === undefined ? [] : [`<script type="application/ld+json">${embedded(data)}</script>`]),
    ].join('\n'),
    body: `<div id="root">${markup}</div>\n<script type="application/json" id="page-state">${embedded(state)}</script>`,
  })
}

/**
 * The static page of a release: no page of its own, it becomes the page of whatever address it is served at. It has no canonical
 * address and no `noindex`: served in place of a page during a failure, either would tell search engines something wrong.
 */
export const staticDocument = (version: SiteVersion, assets: PageAssets): string =>
  documentOf({
    version,
    renderedBy: 'client',
    assets,
    head: `<title>${SITE_NAME}</title>\n<meta name="description" content="${SITE_NAME}: series, films and live sport.">`,
    body: `<div id="root"><div class="opening" role="status"><span>${SITE_NAME}</span></div></div>
<noscript><p class="no-script">Our servers are taking a short break. With JavaScript switched on, this page works without them.</p></noscript>`,
  })

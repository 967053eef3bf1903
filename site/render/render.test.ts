import { expect, test } from 'vitest'
import { pageHead } from '../page-head.ts'
import { pageAt, scoresOn } from '../pages.ts'
import { SITE_VERSIONS } from '../site-version.ts'
import type { SiteVersion } from '../site-version.ts'
import { staticDocument } from './document.ts'
import { renderPage } from './render.tsx'

const publicUrl = 'https://site.example'
const assets = { script: '/assets/entry-AAAA.js', style: '/assets/entry-AAAA.css' }

const rendered = (version: SiteVersion, path: string): string =>
  renderPage({ version, assets, state: { path, publicUrl, scores: scoresOn(pageAt(path), 60_000) } })

const pages = [
  { page: 'home', path: '/', shows: 'The Long Tide', canonical: '/' },
  { page: 'programme', path: '/programme/night-desk', shows: 'First Edition', canonical: '/programme/night-desk' },
  {
    page: 'a single film',
    path: '/programme/apogee',
    shows: 'abandoned relay station',
    canonical: '/programme/apogee',
  },
  { page: 'live index', path: '/live', shows: 'Polar Stars', canonical: '/live' },
  { page: 'live event', path: '/live/kestrels-forge', shows: 'Mill Arena', canonical: '/live/kestrels-forge' },
]

test.each(SITE_VERSIONS.flatMap(version => pages.map(page => ({ version, ...page }))))(
  '$version renders $page with its title, canonical address and release',
  ({ version, path, shows, canonical }) => {
    const html = rendered(version, path)
    const { title } = pageHead(pageAt(path), publicUrl)
    expect(html).toContain(`<html lang="en" data-site-version="${version}" data-rendered-by="server">`)
    expect(html).toContain(`<title>${title}</title>`)
    expect(html).toContain(`<link rel="canonical" href="${publicUrl}${canonical}">`)
    expect(html.match(/<h1/g)).toHaveLength(1)
    expect(html).toContain(shows)
    expect(html.includes('class="version-badge">V5<')).toBe(version === 'v5')
  },
)

test.each(SITE_VERSIONS)('%s says that a page is not there and keeps it out of search engines', version => {
  const html = rendered(version, '/programme/nothing')
  expect(html).toContain('<title>Page not found | Footlights</title>')
  expect(html).toContain('<meta name="robots" content="noindex">')
  expect(html).not.toContain('rel="canonical"')
})

test.each(SITE_VERSIONS)(
  '%s needs neither inline code nor inline styles, for a strict content security policy',
  version => {
    const html = pages.map(({ path }) => rendered(version, path)).join('')
    expect(html).not.toMatch(/\sstyle="|<style|\son[a-z]+="/)
    expect(html.match(/<script(?! type="(application\/(ld\+)?json|module)")/g)).toBeNull()
  },
)

test.each(SITE_VERSIONS)('%s renders the same bytes for the same input', version => {
  expect(rendered(version, '/')).toBe(rendered(version, '/'))
})

test('a hostile path cannot leave the state it is embedded in', () => {
  const html = rendered('v4', '/</script><script>alert(1)</script>')
  expect(html).not.toContain('<script>alert')
})

test('a page without scores shows dashes instead of figures', () => {
  const html = renderPage({ version: 'v5', assets, state: { path: '/live/kestrels-forge', publicUrl, scores: {} } })
  expect(html).toContain('aria-label="Score not available yet"')
})

test.each(SITE_VERSIONS)('the static page of %s is rendered by the client and claims no address', version => {
  const html = staticDocument(version, assets)
  expect(html).toContain(`data-site-version="${version}" data-rendered-by="client"`)
  expect(html).toContain(assets.script)
  expect(html).not.toMatch(/canonical|noindex|page-state/)
})

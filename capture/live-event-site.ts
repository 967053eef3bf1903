import type { Asset, NonEmpty, Page, Release, Resource } from './scenario.ts'

/** What the demonstration site answers, with the sizes of its builds. Tests hold the addresses against the site itself. */

const score = (slug: string): Resource => ({ path: `/api/score/${slug}`, sizeBytes: 482 })

const liveEvent = (slug: string): Page => ({
  path: `/live/${slug}`,
  kind: 'live-page',
  sizeBytes: 12_571,
  compressedBytes: 2_706,
  score: score(slug),
})

const programme = (slug: string): Page => ({
  path: `/programme/${slug}`,
  kind: 'page',
  sizeBytes: 20_851,
  compressedBytes: 3_640,
})

const HOT_MATCH = 'harbour-city-northgate-united'

/** Most popular first. */
export const PAGES: NonEmpty<Page> = [
  liveEvent(HOT_MATCH),
  { path: '/', kind: 'page', sizeBytes: 66_983, compressedBytes: 6_417 },
  { path: '/live', kind: 'live-page', sizeBytes: 9_872, compressedBytes: 2_047, score: score(HOT_MATCH) },
  programme('the-long-tide'),
  liveEvent('lakeside-rovers-st-elm'),
  programme('night-desk'),
  liveEvent('polar-stars-iron-valley'),
  programme('apogee'),
  programme('salt-road'),
  liveEvent('kestrels-forge'),
  programme('low-orbit'),
  programme('live'),
  programme('glasshouse'),
  programme('high-pass'),
  programme('second-violin'),
  programme('north-light'),
  programme('the-understorey'),
  programme('ten-past-midnight'),
  programme('breakwater'),
  programme('the-cartographers'),
]

/** Not compressed: below 1,000 bytes (COMP-04). */
const CHUNK: Asset = { path: '/assets/chunk-IB3OMPMT.js', sizeBytes: 577, load: 'with-page' }
const FAVICON: Asset = { path: '/favicon.svg', sizeBytes: 283, load: 'with-page' }
const PLAYER: Asset = { path: '/assets/player-SVOMDB46.js', sizeBytes: 1_380, compressedBytes: 784, load: 'on-play' }

const asset = (path: string, sizeBytes: number, compressedBytes: number): Asset => ({
  path,
  sizeBytes,
  compressedBytes,
  load: 'with-page',
})

export const V4: Release = {
  variant: 'v4',
  assets: [
    asset('/assets/v4-V747ESKD.css', 8_326, 2_724),
    asset('/assets/v4-VKS2QETL.js', 254_018, 80_503),
    CHUNK,
    FAVICON,
    PLAYER,
  ],
}

export const V5: Release = {
  variant: 'v5',
  assets: [
    asset('/assets/v5-5F3GZIO6.css', 9_884, 3_172),
    asset('/assets/v5-L7Z5P5PC.js', 256_294, 81_164),
    CHUNK,
    FAVICON,
    PLAYER,
  ],
}

/** Of the build before: what a tab that stayed open may still ask for. */
export const PREVIOUS_ASSETS: NonEmpty<Asset> = [
  { path: '/assets/player-Q3D7TZ2A.js', sizeBytes: 1_344, compressedBytes: 771, load: 'on-play' },
  asset('/assets/v4-LM5C6WXR.css', 8_190, 2_688),
  asset('/assets/v4-7RZK2UEH.js', 251_730, 79_912),
]

/** The understudy of every page. */
export const STATIC_PAGE: Resource = { path: '/static-index.html', sizeBytes: 815 }

const gone = (path: string): Resource => ({ path, sizeBytes: 2_169, compressedBytes: 864 })

/** Addresses that search engines remember. */
export const GONE_PAGES: NonEmpty<Resource> = [
  gone('/programme/the-lighthouse-keepers'),
  gone('/programme/winter-league-highlights'),
  gone('/live/old-mill-arena-east-dock'),
  gone('/sitemap-2019.xml'),
  gone('/news/transfer-window'),
]

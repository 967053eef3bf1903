import express from 'express'
import type { ErrorRequestHandler, Express, RequestHandler } from 'express'
import { liveEventWith } from './live-events.ts'
import { pageCacheControl, pageStatus } from './page-caching.ts'
import { pageAt, scoresOn } from './pages.ts'
import type { PageAssets, Renderer } from './render-contract.ts'
import { scoreAt } from './score.ts'
import { siteVersionFrom } from './site-version.ts'
import type { SiteVersion } from './site-version.ts'

export type SiteAppParts = {
  renderer: Renderer
  assets: Readonly<Record<SiteVersion, PageAssets>>
  /** Scheme and host of canonical addresses. The `Host` of a request is the edge's business, not the site's. */
  publicUrl: string
  /** Milliseconds since the epoch. */
  now: () => number
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set('cache-control', 'no-store')
  next()
}

const health: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' })
}

const score =
  (now: () => number): RequestHandler =>
  (request, response) => {
    const event = liveEventWith(String(request.params['slug']))
    if (event === undefined) response.status(404).json({ error: 'no such live event' })
    else response.json(scoreAt(event, now()))
  }

/** What of a request arrived at the origin: method, headers and body, for tests of what the edge forwards. */
const echo: RequestHandler = (request, response) => {
  const body: unknown = request.body
  response.json({
    method: request.method,
    url: request.originalUrl,
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body: Buffer.isBuffer(body) ? body.toString('utf8') : '',
  })
}

const unknownApi: RequestHandler = (_request, response) => {
  response.status(404).json({ error: 'no such API' })
}

/** Whole pages with a `Content-Length`, never a stream: the edge compresses nothing else (COMP-04). Express adds the `ETag`. */
const page =
  ({ renderer, assets, publicUrl, now }: SiteAppParts): RequestHandler =>
  (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.set('allow', 'GET, HEAD').status(405).type('text').send('Method not allowed\n')
      return
    }
    // The edge forwards a viewer's reload as it is (TTL-13), but its own validator decides whether the page must be sent again.
    delete request.headers['cache-control']
    const version = siteVersionFrom(request.get('x-feature-flipping'))
    const found = pageAt(request.path)
    const state = { path: request.path, publicUrl, scores: scoresOn(found, now()) }
    response
      .status(pageStatus(found))
      .set('cache-control', pageCacheControl(found))
      .type('html')
      .send(renderer.renderPage({ version, state, assets: assets[version] }))
  }

const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : 500

/** A request that cannot be read keeps its 4xx; anything else is our own bug and tells the visitor nothing. */
const failed: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = statusOf(error)
  if (status >= 500) console.error(error)
  response
    .status(status)
    .set('cache-control', 'no-store')
    .type('text')
    .send(status >= 500 ? 'Our mistake\n' : 'Bad request\n')
}

/** The site as an Express application: pages, `/api/score/:slug`, `/api/echo` and `/health`. */
export const createSiteApp = (parts: SiteAppParts): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', 'strong')
  app.get('/health', noStore, health)
  app.use('/api', noStore)
  app.get('/api/score/:slug', score(parts.now))
  app.all('/api/echo', express.raw({ type: () => true, limit: '1mb' }), echo)
  app.use('/api', unknownApi)
  app.use(page(parts))
  app.use(failed)
  return app
}

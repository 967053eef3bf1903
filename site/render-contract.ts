import type { PageState } from './pages.ts'
import type { SiteVersion } from './site-version.ts'

/** Addresses of the hashed files that a page loads, as paths from the root of the site. */
export type PageAssets = { script: string; style: string }

export type RenderInput = { version: SiteVersion; state: PageState; assets: PageAssets }

/** The bundled renderer: `dist/site/server/render.mjs`. Same input, same bytes. */
export type Renderer = {
  /** A whole HTML document. */
  renderPage: (input: RenderInput) => string
}

export const isRenderer = (module: unknown): module is Renderer =>
  typeof module === 'object' && module !== null && 'renderPage' in module && typeof module.renderPage === 'function'

import type { Asset, Page, Release } from './scenario.ts'
import type { Spelling } from './spelling.ts'

/** Who asks, and what they have kept from earlier answers. */
export interface Viewer {
  readonly isCrawler: boolean
  readonly userAgent: string
  readonly httpVersion: '1.1' | '2.0' | '3.0'
  readonly tlsVersion: 'TLSv1.2' | 'TLSv1.3'
  readonly ip: string
  /** Of the connection; each visit opens another. */
  port: number
  readonly edgeLocation: string
  readonly bytesPerMs: number
  /** What viewer-request chooses for this viewer. */
  readonly release: Release
  /** The Cookie header once the site has set its cookies. */
  readonly cookies: string | undefined
  hasCookies: boolean
  /** Assets that the browser has not kept. */
  missingAssets: readonly Asset[]
  referer: string | undefined
  lastView: View | undefined
}

/** A page as a browser has it. */
export interface View {
  readonly page: Page
  readonly spelling: Spelling
  /** Number of the origin's answer: what `If-None-Match` would name. */
  readonly version: number
}

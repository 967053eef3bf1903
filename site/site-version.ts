/** The releases that the site can render; also the variants of the flag `site`. */
export const SITE_VERSIONS = ['v4', 'v5'] as const

export type SiteVersion = (typeof SITE_VERSIONS)[number]

/** What a visitor sees who made no choice. */
export const DEFAULT_SITE_VERSION: SiteVersion = 'v4'

export const isSiteVersion = (text: string | undefined): text is SiteVersion => text === 'v4' || text === 'v5'

/**
 * The release asked for by a header `x-feature-flipping`: `flag:variant` pairs joined with `.`, as the viewer-request function
 * writes them. An absent header, an unknown variant or hostile text gives the default, never an error.
 */
export const siteVersionFrom = (featureFlipping: string | undefined): SiteVersion => {
  const pair = (featureFlipping ?? '').split('.').find(text => text.startsWith('site:'))
  const variant = pair?.slice('site:'.length)
  return isSiteVersion(variant) ? variant : DEFAULT_SITE_VERSION
}

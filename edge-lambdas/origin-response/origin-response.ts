import type { CloudFrontResponseEvent } from 'aws-lambda'
import { applyFallback, type OriginResponse } from './apply-fallback.ts'
import { fallbackSettings } from './settings.ts'
import { decideFallback } from './static-fallback.ts'

/** The page that stands in, in the bucket and on the distribution's own domain. */
export const STATIC_PAGE_PATH = '/static-index.html'

/**
 * Settings, decision, page, answer. The page is at hand before the response is touched, and whatever fails here leaves the
 * origin's answer as it was.
 *
 * @param staticPage gives the text of the page at a URL
 */
export const originResponse =
  (staticPage: (url: string) => Promise<string>) =>
  async (event: CloudFrontResponseEvent): Promise<OriginResponse | undefined> => {
    const cf = event.Records[0]?.cf
    if (cf === undefined) return undefined
    const { config, request, response } = cf
    try {
      const settings = fallbackSettings(request)
      const fallback = decideFallback({ request, response }, settings)
      const page =
        fallback.kind === 'page' ? await staticPage(`https://${config.distributionDomainName}${STATIC_PAGE_PATH}`) : ''
      applyFallback(response, fallback, { settings, method: request.method, page })
    } catch (error) {
      console.error(`static fallback failed: ${String(error)}`)
    }
    return response
  }

import cf from 'cloudfront'
import { FEATURE_FLIPPING } from '../config/feature-flags.ts'
import type { Value, ViewerResponse, ViewerResponseEvent } from '../event.ts'

const textOf = (entry: Value | undefined) => (entry ? entry.value : '')

/**
 * Viewer-response of the HTML behaviour: remembers a drawn variant, tells support which variant was served, logs whether
 * the static page stood in. Does not run for origin errors nor for error pages (CFF-113).
 */
export function handler(event: ViewerResponseEvent): ViewerResponse {
  const response = event.response
  // Written by the viewer-request function, visible here (CFF-92).
  const flags = textOf(event.request.headers['x-feature-flipping'])
  const maxAgeSeconds = Number(textOf(event.request.headers['x-feature-flipping-max-age']))

  if (flags && maxAgeSeconds > 0) {
    const cookies = response.cookies || {}
    cookies[FEATURE_FLIPPING] = {
      value: flags,
      attributes: 'Path=/; Max-Age=' + maxAgeSeconds + '; Secure; SameSite=Lax',
    }
    response.cookies = cookies
  }
  if (flags) response.headers['x-feature-flipping'] = { value: flags }

  cf.logCustomData('f=' + (textOf(response.headers['x-static-fallback']) || '-').slice(0, 200))
  return response
}

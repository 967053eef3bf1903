import type { CloudFrontHeaders, CloudFrontRequest } from 'aws-lambda'

export interface FallbackSettings {
  readonly mode: 'origin-response' | 'origin-group' | 'error-pages'
  /** How long CloudFront keeps the stand-in. */
  readonly maxAgeSeconds: number
  /** What a crawler gets in place of the page: 503 tells it to come back, an empty shell with 200 would be indexed. */
  readonly crawlers: '503' | 'page'
}

const DEFAULT_MAX_AGE_SECONDS = 5

/** A longer life keeps a blip on the air for minutes. */
const LONGEST_MAX_AGE_SECONDS = 300

const valueOf = (headers: CloudFrontHeaders, name: string): string | undefined => headers[name]?.[0]?.value

const modeOf = (stated: string | undefined): FallbackSettings['mode'] => {
  if (stated === undefined) return 'origin-response'
  return stated === 'origin-response' || stated === 'origin-group' ? stated : 'error-pages'
}

const maxAgeOf = (stated: string | undefined): number =>
  stated !== undefined && /^\d{1,9}$/.test(stated)
    ? Math.min(Number(stated), LONGEST_MAX_AGE_SECONDS)
    : DEFAULT_MAX_AGE_SECONDS

/**
 * Lambda@Edge has no environment variables (LAE-72): the settings are custom headers of the origin.
 * A value that nobody knows leaves answers alone (mode) or falls to its default.
 */
export const fallbackSettings = ({ origin }: Pick<CloudFrontRequest, 'origin'>): FallbackSettings => {
  const headers = (origin?.custom ?? origin?.s3)?.customHeaders ?? {}
  return {
    mode: modeOf(valueOf(headers, 'x-static-fallback-mode')),
    maxAgeSeconds: maxAgeOf(valueOf(headers, 'x-static-fallback-max-age')),
    crawlers: valueOf(headers, 'x-static-fallback-crawlers') === 'page' ? 'page' : '503',
  }
}

import { logDataValue } from './log-data.ts'

/**
 * The flag variants a viewer was served, as far as a log tells: what viewer-request wrote (`v=`), else the cookie `featureFlipping`, else
 * undefined. No other cookie is looked at (cloudfront-logs 9, rule 2).
 */
export const flagVariant = (logDataRequest: string | undefined, cookies: string | undefined): string | undefined =>
  logDataValue(logDataRequest, 'v') ?? featureFlippingCookie(cookies)

const featureFlippingCookie = (cookies: string | undefined): string | undefined => {
  if (cookies === undefined || !cookies.includes('featureFlipping=')) return undefined
  const value = /(?:^|;)\s*featureFlipping=([^;]*)/.exec(cookies)?.[1]?.trim()
  return value !== undefined && FLAG_CHOICES.test(value) ? value : undefined
}

/** What the function accepts as choices; anything else is the viewer's invention and could be personal. */
const FLAG_CHOICES = /^[\w-]{1,64}:[\w-]{1,64}(?:\.[\w-]{1,64}:[\w-]{1,64}){0,15}$/

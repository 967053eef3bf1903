/** What CloudFront makes of a User-Agent; several can be true, a tablet is often a mobile device too (REQH-08). */
export interface Device {
  readonly isAndroid: boolean
  readonly isIos: boolean
  readonly isMobile: boolean
  readonly isTablet: boolean
  readonly isSmartTv: boolean
  /** Nothing of mobile, tablet and television. */
  readonly isDesktop: boolean
}

const IOS = /\b(?:iphone|ipad|ipod)\b/i
const SMART_TV =
  /smart-?tv|googletv|android ?tv|appletv|hbbtv|netcast|web0s|\broku\b|\bcrkey\b|\baft[a-z]+\b|bravia|viera|tizen.*\btv\b/i
const TABLET = /\bipad\b|\btablet\b|\bplaybook\b|\bkindle\b|\bsilk\b(?!.*\bmobile\b)/i
const PHONE =
  /\b(?:iphone|ipod|mobile|mobi|windows phone|iemobile|blackberry|bb10|opera mini|opera mobi|symbian|webos)\b/i

const deviceBehind = (userAgent: string): Device => {
  const isAndroid = /\bandroid\b/i.test(userAgent)
  const isIos = IOS.test(userAgent)
  const isSmartTv = SMART_TV.test(userAgent)
  // An Android device without "Mobile" is a tablet, says Android's own guidance.
  const isTablet = !isSmartTv && (TABLET.test(userAgent) || (isAndroid && !/\bmobile\b/i.test(userAgent)))
  const isMobile = !isSmartTv && (PHONE.test(userAgent) || isTablet)
  return { isAndroid, isIos, isMobile, isTablet, isSmartTv, isDesktop: !isMobile && !isTablet && !isSmartTv }
}

/** A policy may ask six times a request; the bound keeps hostile values from growing the table. */
const REMEMBERED_MAX = 1_000
const remembered = new Map<string, Device>()

/**
 * The device behind a User-Agent. AWS does not publish its table; these are the marks that the makers document, so a rare device may count
 * otherwise on CloudFront.
 */
export const deviceOf = (userAgent: string): Device => {
  const known = remembered.get(userAgent)
  if (known !== undefined) return known
  const device = deviceBehind(userAgent)
  if (remembered.size >= REMEMBERED_MAX) remembered.clear()
  remembered.set(userAgent, device)
  return device
}

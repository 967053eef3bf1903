const suffixes = (text: string): readonly (readonly [name: string, spelling: string])[] =>
  text.split(/\s+/).map(suffix => [`cloudfront-${suffix.toLowerCase()}`, `CloudFront-${suffix}`])

/** The headers of AllViewerAndCloudFrontHeaders-2022-06 (POL-58): protocol, HTTP version, TLS, device types, viewer location. */
const OF_2022_06 = suffixes(
  `Forwarded-Proto Is-Android-Viewer Is-Desktop-Viewer Is-IOS-Viewer Is-Mobile-Viewer Is-SmartTV-Viewer Is-Tablet-Viewer
  Viewer-Address Viewer-ASN Viewer-City Viewer-Country Viewer-Country-Name Viewer-Country-Region Viewer-Country-Region-Name
  Viewer-Http-Version Viewer-Latitude Viewer-Longitude Viewer-Metro-Code Viewer-Postal-Code Viewer-Time-Zone Viewer-TLS`,
)

/** REQH-10 to REQH-12 */
const OTHERS = suffixes(
  'Viewer-Header-Order Viewer-Header-Count Viewer-JA3-Fingerprint Viewer-JA4-Fingerprint Error-Uri Error-Args',
)

/** POL-58, lower case. */
export const CLOUDFRONT_HEADERS_2022_06: readonly string[] = OF_2022_06.map(([name]) => name)

/** The headers that CloudFront adds where a policy names them, with their spelling (REQH-08 to REQH-12). Names are lower case. */
export const CLOUDFRONT_HEADERS: ReadonlyMap<string, string> = new Map([...OF_2022_06, ...OTHERS])

/** True for a name that only CloudFront gives a meaning. Lower case. */
export const isCloudFrontHeader = (name: string): boolean => name.startsWith('cloudfront-')

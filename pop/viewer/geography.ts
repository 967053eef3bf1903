/** Where a viewer is, as far as CloudFront can tell from the address (REQH-09). Text is not encoded yet. */
export interface Geography {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
  readonly countryName?: string
  /** ISO 3166-2 without the country. */
  readonly countryRegion?: string
  readonly countryRegionName?: string
  readonly city?: string
  /** Degrees, decimal. */
  readonly latitude?: string
  readonly longitude?: string
  /** United States only. */
  readonly metroCode?: string
  readonly postalCode?: string
  /** `Europe/Paris` */
  readonly timeZone?: string
  /** Autonomous system number, decimal. */
  readonly asn?: string
}

/** ISO 3166-1 alpha-2 in upper case; undefined when the text has not that form. */
export const countryCode = (text: string): string | undefined =>
  /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : undefined

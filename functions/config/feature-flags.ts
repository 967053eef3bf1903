/** Every feature flag of the site: the one declaration that build, functions and tests share. Its order is that of the cache key. */

/** What an operator may override at run time. */
export interface FlagSetting {
  /** What a viewer without a choice sees. One of the variants. */
  readonly default: string
  /** Changes of the default, instant in UTC (the runtime reads no offset, ENG-13) → variant, earliest first: `{ '2027-06-11T18:00:00Z': 'v5' }`. */
  readonly flips?: Readonly<Record<string, string>>
  /** Share of new viewers for a variant, in percent; the rest sees the default: `{ v5: 10 }`. */
  readonly ramp?: Readonly<Record<string, number>>
}

/** Names are letters, digits, `-` and `_`: `:` and `.` separate in the cookie. */
export interface FeatureFlag extends FlagSetting {
  readonly name: string
  /** Every variant there is. The number of cache entries of a page is bounded by the product over all flags. */
  readonly variants: readonly string[]
}

/**
 * Name of the viewer's cookie (`site:v5`), and key of the KeyValueStore whose JSON value overrides flags at run time:
 * `{ "site": { "default": "v4", "ramp": { "v5": 10 } } }`.
 */
export const FEATURE_FLIPPING = 'featureFlipping'

export const FEATURE_FLAGS: readonly FeatureFlag[] = [{ name: 'site', variants: ['v4', 'v5'], default: 'v4' }]

import { FEATURE_FLAGS, type FlagSetting } from '../config/feature-flags.ts'

/** What an operator put into the KeyValueStore; nothing about its shape is certain. */
export type StoredFlags = { readonly [name: string]: FlagSetting | null | undefined } | null | undefined

export interface Choice {
  /** `flag:variant` pairs joined with `.`, in the order of the declaration: one text for one set of choices. */
  readonly flags: string
  /** How long the viewer should remember them; 0 when there is nothing to remember. */
  readonly seconds: number
}

/** The variant itself if the flag declares it. */
type Known = (variant: unknown) => string | undefined

/** The default of the moment: that of the last flip that is due. The clock stands still during a run (CFF-47). */
const standardOf = (flag: FlagSetting, known: Known) => {
  let standard = flag.default
  for (const instant in flag.flips)
    if (new Date(instant) <= new Date()) standard = known(flag.flips[instant]) || standard
  return standard
}

/** Undefined for the viewers that the ramp leaves out. */
const drawFrom = (ramp: Readonly<Record<string, number>>, known: Known) => {
  let point = Math.random() * 100
  return Object.keys(ramp).find(variant => known(variant) && (point -= ramp[variant] || 0) < 0)
}

/**
 * The variant of every flag: the viewer's own choice, else drawn from the ramp, else the default of the moment.
 * Total: whatever cookie and store hold, only declared variants come out.
 *
 * @param isCrawler nothing is drawn for a viewer that brings no cookie back and should always see the same
 */
export const chooseVariants = (cookie: string, stored: StoredFlags, isCrawler: boolean): Choice => {
  const choices = cookie.split('.')
  // 1 as soon as a ramp has drawn.
  let drawn = 0
  // Only defaults: forgotten after an hour, so that a growing ramp reaches this viewer too. Else 30 days.
  let seconds = 3600

  const pairs = FEATURE_FLAGS.map(declared => {
    const prefix = declared.name + ':'
    const known: Known = variant => declared.variants.find(each => each === variant)
    const override = stored && stored[declared.name]
    // A stored flag replaces default, flips and ramp as a whole; one without a known default is not usable.
    const flag = override && known(override.default) ? override : declared

    const standard = standardOf(flag, known)
    let variant = declared.variants.find(each => choices.includes(prefix + each))
    if (!variant && flag.ramp && !isCrawler) {
      drawn = 1
      variant = drawFrom(flag.ramp, known)
    }
    variant = variant || standard
    if (variant !== standard) seconds = 2592000
    return prefix + variant
  })
  return { flags: pairs.join('.'), seconds: drawn * seconds }
}

/** A POP, a regional edge cache or Origin Shield (TIER-01). */
export type TierKind = 'edge' | 'regional' | 'shield'

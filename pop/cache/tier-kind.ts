/** Where a cache stands between the viewer and the origin (TIER-01). */
export type TierKind = 'edge' | 'regional' | 'shield'

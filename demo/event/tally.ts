/** What every party to a drill can count by itself. */
export interface DrillTally {
  requests: number
  /** By result type before the response was sent. */
  readonly resultTypes: Record<string, number>
  /** An error that the viewer got as a success (cloudfront-logs 1.8). */
  maskedErrors: number
  /** Assets answered 403 or 404. */
  missingAssets: number
  /** By variant; a party that does not know it leaves it empty. */
  readonly variants: Record<string, number>
}

export const newTally = (): DrillTally => ({
  requests: 0,
  resultTypes: {},
  maskedErrors: 0,
  missingAssets: 0,
  variants: {},
})

/** One answered request. */
export interface TalliedRequest {
  readonly path: string
  readonly status: number
  readonly resultType: string
  readonly variant?: string | undefined
}

const add = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1
}

export const tallyRequest = (tally: DrillTally, { path, status, resultType, variant }: TalliedRequest): void => {
  tally.requests++
  add(tally.resultTypes, resultType)
  if (status < 400 && resultType === 'Error') tally.maskedErrors++
  if (path.startsWith('/assets/') && (status === 403 || status === 404)) tally.missingAssets++
  if (variant !== undefined) add(tally.variants, variant)
}

/** `unsure`: a bare `Error`, which may have come from the cache of errors. */
export type ReachedOrigin = 'yes' | 'no' | 'unsure'

/** Whether a logged request went to the origin, the best estimate of a standard log (cloudfront-logs 1.7). */
export const reachedOrigin = (responseResultType: string, detailedResultType: string): ReachedOrigin => {
  switch (responseResultType) {
    case 'RefreshHit':
      return 'yes'
    case 'Miss':
      return detailedResultType === 'OriginShieldHit' || detailedResultType === 'MissGeneratedResponse' ? 'no' : 'yes'
    case 'Error':
      if (detailedResultType.startsWith('Origin') || detailedResultType === 'AbortedOrigin') return 'yes'
      return detailedResultType === 'Error' ? 'unsure' : 'no'
    default:
      return 'no'
  }
}

/** Whether a request reached the origin, as far as its row tells. */
export type ReachedOrigin = 'yes' | 'no' | 'unsure'

export interface ResultTypes {
  readonly resultType: string | undefined
  readonly responseResultType: string | undefined
  readonly detailedResultType: string | undefined
}

/** The class a row counts in: field 23; files of before 2014 have field 14 only. */
export const resultClass = ({ resultType, responseResultType }: ResultTypes): string | undefined =>
  responseResultType ?? resultType

const SERVED_WITHOUT_ORIGIN = new Set(['OriginShieldHit', 'MissGeneratedResponse'])

/**
 * cloudfront-logs 1.7: `Miss` and `RefreshHit` did, unless Origin Shield or Lambda@Edge answered; an `Error` did when its detail names the
 * origin. A bare `Error` may have been served from the error cache, so it is a bracket and no count; the origin's first byte settles it.
 *
 * In: `hasOriginFirstByte`, whether the row has a value for `origin-fbl`.
 */
export const reachedOrigin = (types: ResultTypes, hasOriginFirstByte: boolean): ReachedOrigin => {
  const detail = types.detailedResultType
  switch (resultClass(types)) {
    case 'Miss':
    case 'RefreshHit':
      return detail !== undefined && SERVED_WITHOUT_ORIGIN.has(detail) ? 'no' : 'yes'
    case 'Error':
      if (detail === undefined || detail === 'Error') return hasOriginFirstByte ? 'yes' : 'unsure'
      return namesOrigin(detail) ? 'yes' : 'no'
    default:
      return 'no'
  }
}

const namesOrigin = (detail: string): boolean =>
  detail.startsWith('Origin') || detail === 'AbortedOrigin' || detail === 'SlowReaderOriginError'

/** cloudfront-logs 1.8, rule 2: the viewer got a success or a redirect, CloudFront an error. Not field 14, which is `Error` for an aborted download too. */
export const isMaskedError = (status: number, responseResultType: string | undefined): boolean =>
  status >= 200 && status < 400 && responseResultType === 'Error'

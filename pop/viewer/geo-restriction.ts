import type { GeoRestriction } from '../../distribution/model.ts'
import type { Refusal } from './refuse.ts'
import type { ViewerRequest } from './viewer-request.ts'

const isBlocked = (restriction: GeoRestriction, country: string): boolean =>
  restriction.kind !== 'none' && restriction.countries.has(country) === (restriction.kind === 'deny')

/** ORD-30, ORD-32: who asks from a blocked country is refused; who asks from nowhere known is served. */
export const refuseCountry = (restriction: GeoRestriction, { geography }: ViewerRequest): Refusal | undefined => {
  const country = geography?.country
  if (restriction.kind === 'none' || country === undefined || !isBlocked(restriction, country)) return undefined
  const why =
    restriction.kind === 'deny'
      ? `viewers in ${country} are denied`
      : `${country} is not among the countries that are allowed`
  return { status: 403, why, detailedResultType: 'ClientGeoBlocked' }
}

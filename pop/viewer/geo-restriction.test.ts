import { expect, test } from 'vitest'
import type { GeoRestriction } from '../../distribution/model.ts'
import { viewerRequest } from '../../test/support/virtual-stage.ts'
import { refuseCountry } from './geo-restriction.ts'

const countries = new Set(['DE', 'FR'])
const [allow, deny]: GeoRestriction[] = [
  { kind: 'allow', countries },
  { kind: 'deny', countries },
]
const none: GeoRestriction = { kind: 'none' }

test.each([
  { rule: 'ORD-30 a country on the allowlist', restriction: allow, country: 'DE', refused: false },
  { rule: 'ORD-30 a country that is not on the allowlist', restriction: allow, country: 'US', refused: true },
  { rule: 'ORD-30 a country on the denylist', restriction: deny, country: 'FR', refused: true },
  { rule: 'ORD-30 a country that is not on the denylist', restriction: deny, country: 'US', refused: false },
  { rule: 'ORD-30 an unknown country before an allowlist', restriction: allow, country: undefined, refused: false },
  { rule: 'ORD-30 an unknown country before a denylist', restriction: deny, country: undefined, refused: false },
  { rule: 'ORD-30 no restriction', restriction: none, country: 'DE', refused: false },
])('$rule: refused $refused', ({ restriction = none, country, refused }) => {
  const refusal = refuseCountry(restriction, viewerRequest(country === undefined ? {} : { geography: { country } }))
  expect(refusal !== undefined).toBe(refused)
  if (refused) expect(refusal).toMatchObject({ status: 403, detailedResultType: 'ClientGeoBlocked' })
})

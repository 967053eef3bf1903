import { CLOUDFRONT_HEADERS, isCloudFrontHeader } from '../cloudfront-headers.ts'
import type { Place } from '../problem.ts'
import { nearestName } from './nearest-name.ts'
import type { Reading } from './reading.ts'

/** Names the `CloudFront-*` headers of a policy that nobody will add. In: lower-case names. */
export const reportUnknownCloudFrontHeaders = ({ log }: Reading, names: readonly string[], place: Place): void => {
  for (const name of names.filter(isCloudFrontHeader)) {
    if (CLOUDFRONT_HEADERS.has(name)) continue
    if (name.startsWith('cloudfront-viewer-cert-')) {
      log.ignored(`${name} is not added: client certificates of viewers are not checked`, place, { rule: 'REQH-13' })
      continue
    }
    const nearest = nearestName(name, CLOUDFRONT_HEADERS.keys())
    const remedy = nearest === undefined ? 'take it off the list' : `write ${nearest}`
    log.warning(`CloudFront adds no header ${name}`, place, { remedy, rule: 'REQH-14' })
  }
}

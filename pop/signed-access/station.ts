import type { CacheBehavior } from '../../distribution/model.ts'
import type { EdgeRequest } from '../exchange.ts'
import type { PointOfPresence } from '../point-of-presence.ts'
import type { TraceEvent } from '../trace/trace-event.ts'
import type { Refusal } from '../viewer/refuse.ts'
import type { ViewerRequest } from '../viewer/viewer-request.ts'
import { judgeSignature, type RefusalCode } from './judge-signature.ts'
import { withoutSignatureCookies, withoutSignatureParameters } from './signature-fields.ts'

/** Not documented; in the words that viewers of CloudFront see. */
const REFUSAL_TEXTS: Readonly<Record<RefusalCode, string>> = {
  MissingKey: 'Missing Key-Pair-Id query parameter or cookie value',
  InvalidKey: 'Unknown Key',
  MalformedPolicy: 'Malformed Policy',
  AccessDenied: 'Access denied',
}

const refusalDocument = (code: RefusalCode): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${REFUSAL_TEXTS[code]}</Message></Error>`

/** SEC-01, GEN-07: undefined where no signature is asked for, or a good one is there. */
export const refuseUnsigned = (
  { distribution, givenKeys, world }: PointOfPresence,
  { trustedSigners: signers }: CacheBehavior,
  viewer: ViewerRequest,
  trace: TraceEvent[],
): Refusal | undefined => {
  if (signers === undefined) return undefined
  const judgement = judgeSignature({ distribution, signers, givenKeys }, viewer, world.now())
  if (judgement.kind === 'granted') {
    const { by, policy, keyPairId } = judgement
    trace.push({ station: 'signature', by, policy, keyPairId })
    return undefined
  }
  const document = { contentType: 'text/xml', text: refusalDocument(judgement.code) }
  return { status: 403, why: judgement.why, detailedResultType: 'InvalidRequestBlocked', document }
}

/** SEC-02, SEC-05: what was signed with belongs neither to the key nor to the origin. */
export const withoutSignature = ({ trustedSigners }: CacheBehavior, request: EdgeRequest): EdgeRequest => {
  if (trustedSigners === undefined) return request
  const queryString = withoutSignatureParameters(request.queryString)
  const headers = withoutSignatureCookies(request.headers)
  return queryString === request.queryString && headers === request.headers
    ? request
    : { ...request, queryString, headers }
}

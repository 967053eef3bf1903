import type { DetailedResultType } from '../result-type.ts'
import type { OriginFailure } from './origin-attempt.ts'

interface FailureMeaning {
  /** What the viewer gets without stale copy or error page (GEN-12 to GEN-18, GEN-40). */
  readonly status: 502 | 504 | 400
  readonly detailedResultType: DetailedResultType
  readonly text: string
  /** Any of these among the failover codes lets the group fail over (GRP-03, GRP-04, GRP-05). */
  readonly failoverCodes: readonly number[]
  /** RETRY-01 to RETRY-03, RETRY-06. */
  readonly retry: 'every-method' | 'get-and-head' | 'never'
}

const cannotConnect = "CloudFront wasn't able to connect to the origin."
const badAnswer = "CloudFront wasn't able to resolve what the origin answered."

/** What each way of not answering means. */
export const ORIGIN_FAILURES: Readonly<Record<OriginFailure, FailureMeaning>> = {
  dns: {
    status: 502,
    detailedResultType: 'OriginDnsError',
    text: "CloudFront wasn't able to resolve the origin domain name.",
    failoverCodes: [502, 503],
    retry: 'never',
  },
  refused: {
    status: 502,
    detailedResultType: 'OriginConnectError',
    text: cannotConnect,
    failoverCodes: [503],
    retry: 'every-method',
  },
  tls: {
    status: 502,
    detailedResultType: 'OriginConnectError',
    text: cannotConnect,
    failoverCodes: [502, 503],
    retry: 'never',
  },
  'invalid-response': {
    status: 502,
    detailedResultType: 'OriginInvalidResponseError',
    text: badAnswer,
    failoverCodes: [502],
    retry: 'never',
  },
  'headers-too-big': {
    status: 502,
    detailedResultType: 'OriginHeaderTooBigError',
    text: badAnswer,
    failoverCodes: [502],
    retry: 'never',
  },
  'content-range-length': {
    status: 502,
    detailedResultType: 'OriginContentRangeLengthError',
    text: badAnswer,
    failoverCodes: [502],
    retry: 'never',
  },
  'larger-than-cacheable': {
    status: 502,
    detailedResultType: 'OriginError',
    text: "CloudFront can't cache an object of this size.",
    failoverCodes: [502],
    retry: 'never',
  },
  reset: {
    status: 502,
    detailedResultType: 'OriginCommError',
    text: 'The origin closed the connection.',
    failoverCodes: [503],
    retry: 'get-and-head',
  },
  'connect-timeout': {
    status: 504,
    detailedResultType: 'OriginConnectError',
    text: cannotConnect,
    failoverCodes: [503],
    retry: 'every-method',
  },
  'read-timeout': {
    status: 504,
    detailedResultType: 'OriginCommError',
    text: 'The origin did not answer in time.',
    failoverCodes: [504],
    retry: 'get-and-head',
  },
  'completion-timeout': {
    status: 504,
    detailedResultType: 'OriginCommError',
    text: 'The origin did not complete its answer in time.',
    failoverCodes: [504],
    retry: 'never',
  },
  'request-aborted': {
    status: 400,
    detailedResultType: 'ClientHungUpRequest',
    text: 'The request body was not sent completely.',
    failoverCodes: [],
    retry: 'never',
  },
}

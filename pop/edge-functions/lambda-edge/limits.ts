import type { LambdaEventType } from '../../../distribution/model.ts'
import { ORIGIN_LAMBDA_BYTES, VIEWER_LAMBDA_BYTES } from '../../../distribution/quotas.ts'

/**
 * Bytes of a request body that a function sees (LAE-40), and of a response it makes, headers included (LAE-41).
 * Developer Guide, "Quotas on Lambda@Edge".
 */
export const LAMBDA_BYTES_MAX: Readonly<Record<LambdaEventType, number>> = {
  'viewer-request': VIEWER_LAMBDA_BYTES,
  'viewer-response': VIEWER_LAMBDA_BYTES,
  'origin-request': ORIGIN_LAMBDA_BYTES,
  'origin-response': ORIGIN_LAMBDA_BYTES,
}

const BASE64_FACTOR = 1.33

/** Bytes of `body.data` that replaces a request body, as it is written: 40 KB and 1 MB as text, 53.2 KB and 1.33 MB as base64 (LAE-40). */
export const replacedBodyBytesMax = (eventType: LambdaEventType, encoding: 'text' | 'base64'): number =>
  Math.floor(LAMBDA_BYTES_MAX[eventType] * (encoding === 'base64' ? BASE64_FACTOR : 1))

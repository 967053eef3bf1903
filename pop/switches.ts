/**
 * Questions on which AWS is silent or contradicts itself, as switches. Each default is the one the reference states; `docs/fidelity.md`
 * lists them with their rules.
 */
export interface Switches {
  /** ORR-20: does origin-response run when the origin gave no answer at all? */
  readonly originResponseOnOriginFailure: boolean
  /** ORR-23, LAE-25: the status that decides failover: the origin's own, or the one after origin-response. */
  readonly failoverDecidedOn: 'origin-status' | 'status-after-origin-response'
  /** CER-14: (a) only the page follows its behaviour's TTL, (b) the failed key too. */
  readonly errorPageTtlAppliesToFailedKey: boolean
  /** GEN-22 to GEN-26, LAE-58: do failures of edge functions get a custom error response? */
  readonly customErrorResponseForFunctionFailures: boolean
  /** CFF-114, GEN-27: does viewer-response run after a response generated at viewer-request? */
  readonly viewerResponseAfterGeneratedResponse: boolean
  /** CER-27: does the response headers policy of the requested behaviour apply to error pages? */
  readonly responseHeadersPolicyOnErrorPages: boolean
  /** STALE-10: does a 200 made by origin-response replace a good expired copy? */
  readonly originResponseReplacesStaleCopy: boolean
  /** ORD-11: is a signed URL or cookie judged before viewer-request runs, or after? */
  readonly signatureJudged: 'before-viewer-request' | 'after-viewer-request'
  /** CFF-69b: how long until functions see an update of a key value store? The documents give no figure. */
  readonly keyValueStorePropagationSeconds: number
  /** CFF-135, CFF-137: how long is a function throttled that ran over time again and again? No figure is given. 0: never. */
  readonly functionThrottlingSeconds: number
}

export const DEFAULT_SWITCHES: Switches = {
  originResponseOnOriginFailure: false,
  failoverDecidedOn: 'status-after-origin-response',
  errorPageTtlAppliesToFailedKey: false,
  customErrorResponseForFunctionFailures: true,
  viewerResponseAfterGeneratedResponse: false,
  responseHeadersPolicyOnErrorPages: true,
  originResponseReplacesStaleCopy: true,
  signatureJudged: 'before-viewer-request',
  keyValueStorePropagationSeconds: 0,
  functionThrottlingSeconds: 60,
}

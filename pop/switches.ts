interface About {
  /** What AWS leaves open, as a question that the value answers. */
  readonly question: string
  /** Ids of the rules it stands in. */
  readonly rules: readonly string[]
}

/** One switch: what it asks, which values answer, and the one the reference states as default. */
export type SwitchKind<Value = unknown> = About & { readonly default: Value } & (
    | { readonly kind: 'yes-no' }
    | { readonly kind: 'one-of'; readonly values: readonly Value[] }
    /** A duration; fractions are allowed. */
    | { readonly kind: 'seconds' }
    /** A whole number from 1; `Infinity`, said as `none`, is no limit. */
    | { readonly kind: 'limit' }
  )

const yesNo = (byDefault: boolean, rules: string, question: string): SwitchKind<boolean> => ({
  kind: 'yes-no',
  default: byDefault,
  rules: rules.split(' '),
  question,
})
const oneOf = <const Value extends string>(
  byDefault: NoInfer<Value>,
  values: readonly Value[],
  rules: string,
  question: string,
): SwitchKind<Value> => ({ kind: 'one-of', default: byDefault, values, rules: rules.split(' '), question })
const seconds = (byDefault: number, rules: string, question: string): SwitchKind<number> => ({
  kind: 'seconds',
  default: byDefault,
  rules: rules.split(' '),
  question,
})
const limit = (byDefault: number, rules: string, question: string): SwitchKind<number> => ({
  kind: 'limit',
  default: byDefault,
  rules: rules.split(' '),
  question,
})

/**
 * Questions on which AWS is silent or contradicts itself. A row is all a switch needs: `Switches`, the defaults, the option `--switch` and
 * its help follow. `docs/fidelity.md` lists them with reasons.
 */
export const SWITCHES = {
  originResponseOnOriginFailure: yesNo(
    false,
    'ORR-20 LAE-39 GEN-13 GEN-14',
    'does origin-response run when the origin gave no answer at all?',
  ),
  failoverDecidedOn: oneOf(
    'status-after-origin-response',
    ['origin-status', 'status-after-origin-response'],
    'ORR-23 LAE-25',
    'which status decides failover?',
  ),
  errorPageTtlAppliesToFailedKey: yesNo(
    false,
    'CER-14',
    'does the failed URL follow the lifetime of the error page too?',
  ),
  customErrorResponseForFunctionFailures: yesNo(
    true,
    'GEN-22 GEN-23 GEN-24 GEN-25 GEN-26 LAE-58',
    'do failures of edge functions get a custom error response?',
  ),
  viewerResponseAfterGeneratedResponse: yesNo(
    false,
    'CFF-114 GEN-27 ORR-42',
    'does viewer-response run after a response generated at viewer-request?',
  ),
  responseHeadersPolicyOnErrorPages: yesNo(
    true,
    'CER-27',
    'does the response headers policy of the requested behaviour apply to error pages?',
  ),
  originResponseReplacesStaleCopy: yesNo(
    true,
    'STALE-10',
    'does a 200 that origin-response makes replace a good expired copy?',
  ),
  signatureJudged: oneOf(
    'before-viewer-request',
    ['before-viewer-request', 'after-viewer-request'],
    'ORD-11',
    'is a signed URL or cookie judged before viewer-request runs, or after?',
  ),
  keyValueStorePropagationSeconds: seconds(
    0,
    'CFF-69b CFF-154',
    'how long until functions see an update of a key value store?',
  ),
  functionThrottlingSeconds: seconds(
    60,
    'CFF-135 CFF-137 CFF-138',
    'how long is a function throttled that ran over time again and again? 0: never.',
  ),
  lambdaConcurrencyMax: limit(
    Infinity,
    'LAE-54 LAE-83 GEN-23',
    'how many Lambda invocations at once, before one more gets LambdaLimitExceeded? Without limit further ones wait.',
  ),
} as const

type ValueOf<Kind> = Kind extends SwitchKind<infer Value> ? Value : never

/** The value of each switch. */
export type Switches = { readonly [Name in keyof typeof SWITCHES]: ValueOf<(typeof SWITCHES)[Name]> }

const defaults: Record<string, unknown> = Object.fromEntries(
  Object.entries(SWITCHES).map(([name, one]) => [name, one.default]),
)

/** Each default is the one the reference states. */
export const DEFAULT_SWITCHES = defaults as Switches

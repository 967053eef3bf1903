import type { LambdaAssociation, LambdaEventType } from '../../../distribution/model.ts'

/** `{ 'lower-case-name': [{ key, value }] }` (LAE-03). */
export interface LambdaHeaders {
  [name: string]: { key?: string; value: string }[]
}

export interface LambdaOriginSettings {
  customHeaders: LambdaHeaders
  domainName: string
  /** A function may leave it out; events have it. */
  path?: string
  responseCompletionTimeout?: number
}

export interface LambdaCustomOrigin extends LambdaOriginSettings {
  keepaliveTimeout: number
  port: number
  protocol: 'http' | 'https'
  readTimeout: number
  sslProtocols: string[]
}

export interface LambdaS3Origin extends LambdaOriginSettings {
  authMethod: 'origin-access-identity' | 'none'
  /** A function may leave it out. */
  readTimeout?: number
  region: string
}

/** Exactly one of the two (LAE-08). */
export type LambdaOrigin = { custom: LambdaCustomOrigin } | { s3: LambdaS3Origin }

export interface LambdaRequest {
  clientIp: string
  method: string
  uri: string
  querystring: string
  headers: LambdaHeaders
  origin?: LambdaOrigin
  body?: { inputTruncated: boolean; action: 'read-only' | 'replace'; encoding: 'base64' | 'text'; data: string }
}

export interface LambdaResponse {
  status: string
  statusDescription?: string
  headers?: LambdaHeaders
  /** Never filled by CloudFront (LAE-09). */
  body?: string
  bodyEncoding?: 'text' | 'base64'
}

/** `Records[0].cf` (LAE-01 ff.). */
export interface LambdaEdgeEvent {
  config: { distributionDomainName: string; distributionId: string; eventType: LambdaEventType; requestId: string }
  request: LambdaRequest
  response?: LambdaResponse
}

export interface LambdaInvocation {
  readonly association: LambdaAssociation
  readonly event: LambdaEdgeEvent
}

/**
 * What came back, before validation: validation is a decision (`validate-result.ts`), running is not.
 * `result` is plain JSON data.
 */
export type LambdaOutcome =
  | { readonly kind: 'result'; readonly result: unknown; readonly durationMs: number; readonly logs: readonly string[] }
  | {
      /** LAE-50 and LAE-54. */
      readonly kind: 'execution-error' | 'timeout' | 'throttled'
      readonly message: string
      readonly durationMs: number
      readonly logs: readonly string[]
    }

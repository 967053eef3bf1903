/**
 * A distribution as CloudFront understands it, checked and with every default filled in. Every reader (CloudFormation, the API's answers,
 * Terraform's plan) gives this model; everything after the reader knows only the model.
 */
export interface Distribution {
  /** `E…`, derived from the logical id so that it is stable between runs. */
  readonly id: string
  readonly logicalId: string
  /** `d….cloudfront.net`, derived likewise. */
  readonly domainName: string
  /** Alternate domain names, lower case. */
  readonly aliases: readonly string[]
  readonly enabled: boolean
  readonly comment: string
  readonly http2: boolean
  /** Without leading slash (ROOT-03); undefined when none. */
  readonly defaultRootObject: string | undefined
  readonly origins: ReadonlyMap<string, Origin>
  readonly originGroups: ReadonlyMap<string, OriginGroup>
  /** In order of precedence (BEH-01); the last one is the default behaviour with pattern `*`. */
  readonly behaviors: readonly CacheBehavior[]
  /** By the status of the failure (CER-01). */
  readonly errorResponses: ReadonlyMap<number, CustomErrorResponse>
  readonly geoRestriction: GeoRestriction
  /** CD-01: reached only through the traffic of its primary. */
  readonly staging?: boolean
  /** CD-01: where a part of the traffic goes; absent or undefined: nowhere. */
  readonly continuousDeployment?: ContinuousDeployment | undefined
  /** INV-20: the response header whose values tag stored objects, lower case; absent: no tags. */
  readonly cacheTagHeader?: string | undefined
  /** Cookies in the access log (LoggingConfig.IncludeCookies). */
  readonly logCookies: boolean
}

export interface ContinuousDeployment {
  /** `d….cloudfront.net`, lower case. */
  readonly stagingDomainNames: readonly string[]
  readonly traffic: StagingTraffic
}

/** CD-02 */
export type StagingTraffic =
  | {
      readonly kind: 'header'
      /** Lower case, begins with `aws-cf-cd-`. */
      readonly name: string
      readonly value: string
    }
  | {
      readonly kind: 'weight'
      /** 0..0.15 */
      readonly weight: number
      /** CD-03: 300..3600 each; undefined: every request is drawn anew. */
      readonly stickiness: { readonly idleSeconds: number; readonly maximumSeconds: number } | undefined
    }

export type GeoRestriction =
  | { readonly kind: 'none' }
  | { readonly kind: 'allow' | 'deny'; readonly countries: ReadonlySet<string> }

export type Origin = CustomOrigin | S3Origin

interface OriginSettings {
  readonly id: string
  readonly domainName: string
  /** `Host` written by a CloudFront Function (CFF-64); absent in templates: POL-06 decides. */
  readonly hostHeader?: string
  /** The name asked for in the TLS handshake, written by a function (CFF-64); absent in templates: the `Host` that is sent. */
  readonly sni?: string
  /** Names that a certificate may be for besides, written by a function (CFF-64). */
  readonly allowedCertificateNames?: readonly string[]
  /** `''` or a path that starts with `/` and does not end with one (ORIG-11). */
  readonly originPath: string
  /** Lower-case names (ORIG-17, ORIG-18). */
  readonly customHeaders: readonly (readonly [name: string, value: string])[]
  /** 1..3 (ORIG-01). */
  readonly connectionAttempts: number
  /** 1..10 (ORIG-02). */
  readonly connectionTimeoutSeconds: number
  /** 1..120, first byte and between packets (ORIG-03). */
  readonly readTimeoutSeconds: number
  /** Total over all attempts; undefined: no cap (ORIG-05). */
  readonly responseCompletionTimeoutSeconds: number | undefined
  /** Region of the shield; undefined: no Origin Shield. */
  readonly originShieldRegion: string | undefined
}

export interface CustomOrigin extends OriginSettings {
  readonly kind: 'custom'
  readonly protocolPolicy: 'http-only' | 'https-only' | 'match-viewer'
  readonly httpPort: number
  readonly httpsPort: number
  /** 1..120 (ORIG-04). */
  readonly keepaliveTimeoutSeconds: number
  readonly sslProtocols: readonly string[]
  /** ORIG-19; absent: IPv4. */
  readonly ipAddressType?: 'ipv4' | 'ipv6' | 'dualstack'
  /** VPC-01: a server in a private subnet; absent: reached through the internet. */
  readonly isInVpc?: boolean
}

export interface S3Origin extends OriginSettings {
  readonly kind: 's3'
  /** `none`: the bucket must be public (S3-01, S3-02). */
  readonly access: 'oac-always' | 'oac-never' | 'oac-no-override' | 'oai' | 'none'
}

export interface OriginGroup {
  readonly id: string
  readonly primaryOriginId: string
  readonly secondaryOriginId: string
  /** GRP-02 */
  readonly failoverStatusCodes: ReadonlySet<number>
}

export type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'

export interface CacheBehavior {
  /** As written in the template; `*` for the default behaviour. */
  readonly pathPattern: string
  /** An origin id or an origin group id (BEH-11). */
  readonly targetOriginId: string
  readonly viewerProtocolPolicy: 'allow-all' | 'https-only' | 'redirect-to-https'
  readonly allowedMethods: ReadonlySet<Method>
  /** GET and HEAD always, OPTIONS when configured (MET-02). */
  readonly cachedMethods: ReadonlySet<Method>
  readonly compress: boolean
  readonly cachePolicy: CachePolicy
  readonly originRequestPolicy: OriginRequestPolicy | undefined
  readonly responseHeadersPolicy: ResponseHeadersPolicy | undefined
  /** Who may sign URLs and cookies for it (SEC-01); absent: no signature is asked for. */
  readonly trustedSigners?: TrustedSigners | undefined
  readonly functions: ViewerFunctions
  readonly lambdas: LambdaAssociations
}

export interface TrustedSigners {
  /** Public keys of the trusted key groups, by key pair id. */
  readonly keys: ReadonlyMap<string, PublicKey>
  /** Legacy trusted signers: account ids, and `self`. Their keys belong to the accounts and stand in no template. */
  readonly accounts: readonly string[]
}

export interface PublicKey {
  /** The key pair id that a signature names. */
  readonly id: string
  /** SEC-04 */
  readonly algorithm: 'rsa-2048' | 'ecdsa-p256'
  readonly pem: string
}

/** KEY-03: names are listed, all, or all but some. Header names are lower case; cookie and query names keep their case. */
export type NameSelection =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  | { readonly kind: 'whitelist' | 'allExcept'; readonly names: readonly string[] }
  /** Names with `*` and `?`, of legacy cookie settings only (POL-22). */
  | { readonly kind: 'matching'; readonly patterns: readonly string[] }

export interface CachePolicy {
  readonly name: string
  readonly minTtlSeconds: number
  readonly defaultTtlSeconds: number
  readonly maxTtlSeconds: number
  /** Lower case. */
  readonly headers: readonly string[]
  readonly cookies: NameSelection
  readonly queryStrings: NameSelection
  readonly gzip: boolean
  readonly brotli: boolean
}

export interface OriginRequestPolicy {
  readonly name: string
  /** POL-02 */
  readonly headers:
    | { readonly kind: 'none' }
    | { readonly kind: 'allViewer' }
    /** All but those that REQH-02 removes, of legacy settings only (POL-24). */
    | { readonly kind: 'legacy' }
    | {
        readonly kind: 'whitelist' | 'allExcept' | 'allViewerAndWhitelistCloudFront'
        readonly names: readonly string[]
      }
  /** `CloudFront-*` headers beyond those that `headers` names, lower case (POL-51). */
  readonly cloudFrontHeaders?: readonly string[]
  readonly cookies: NameSelection
  readonly queryStrings: NameSelection
}

/** RHP-01: removals first, then additions. */
export interface ResponseHeadersPolicy {
  readonly name: string
  /** Lower-case names. */
  readonly removeHeaders: readonly string[]
  /** Security and custom headers, in the order they are written. */
  readonly headers: readonly PolicyHeader[]
  readonly cors: CorsPolicy | undefined
  /** 0..100; undefined: no Server-Timing (RHP-30). */
  readonly serverTimingSamplingRate: number | undefined
}

export interface PolicyHeader {
  /** Lower case. */
  readonly name: string
  readonly value: string
  /** RHP-11 */
  readonly override: boolean
}

export interface CorsPolicy {
  readonly allowCredentials: boolean
  readonly allowHeaders: readonly string[]
  readonly allowMethods: readonly string[]
  readonly allowOrigins: readonly string[]
  readonly exposeHeaders: readonly string[]
  /** The managed policies show them to preflights alone (POL-61). */
  readonly exposesToPreflightsOnly?: boolean
  readonly maxAgeSeconds: number | undefined
  /** RHP-20 */
  readonly originOverride: boolean
}

export interface ViewerFunctions {
  readonly 'viewer-request'?: CloudFrontFunction
  readonly 'viewer-response'?: CloudFrontFunction
}

export interface CloudFrontFunction {
  readonly logicalId: string
  readonly name: string
  readonly runtime: 'cloudfront-js-1.0' | 'cloudfront-js-2.0'
  /** The bytes that get deployed. */
  readonly code: string
  readonly keyValueStore: KeyValueStore | undefined
  /** Of the FunctionCode in the template, for messages. */
  readonly place: { readonly file: string; readonly line?: number }
}

export interface KeyValueStore {
  readonly logicalId: string
  readonly name: string
  /** The file in a bucket that it is filled from when it is created (CFF-153). */
  readonly importSource?: KeyValueImportSource
}

export interface KeyValueImportSource {
  /** Of an object: `arn:aws:s3:::bucket/key`. */
  readonly sourceArn: string
  /** Of the ARN in the template, for messages. */
  readonly place: { readonly file: string; readonly line?: number }
}

export type LambdaEventType = 'viewer-request' | 'origin-request' | 'origin-response' | 'viewer-response'

export type LambdaAssociations = { readonly [event in LambdaEventType]?: LambdaAssociation }

export interface LambdaAssociation {
  readonly lambda: LambdaFunction
  readonly includeBody: boolean
}

export interface LambdaFunction {
  readonly logicalId: string
  readonly name: string
  /** `nodejs22.x`, … */
  readonly runtime: string
  /** `path/to/file.export`, relative to the code's root. */
  readonly handler: string
  readonly timeoutSeconds: number
  readonly memoryMegabytes: number
  readonly code: LambdaCode
}

/** Where the code of a Lambda is found on this machine. */
export type LambdaCode =
  | { readonly kind: 'zip'; readonly file: string }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'inline'; readonly source: string }

export interface CustomErrorResponse {
  readonly errorCode: number
  /** Default 10 (ERR-05). */
  readonly errorCachingMinTtlSeconds: number
  /** Undefined: only the caching time is configured (CER-04). */
  readonly page: { readonly path: string; readonly responseCode: number } | undefined
}

/**
 * What runtime `cloudfront-js-2.0` has beyond ES 5.1, as edge-function code may use it (CFF-42 … CFF-62, CFF-69).
 * Not here means not there: `Map`, `Set`, `URL`, `Intl`, `Proxy`, timers, `fetch`, `process` (CFF-58, CFF-61),
 * `Object.fromEntries`, `Array.prototype.flat`, `String.prototype.at` (CFF-42, CFF-43, CFF-50).
 */

interface ObjectConstructor {
  assign<T extends object, U>(target: T, source: U): T & U
  is(a: unknown, b: unknown): boolean
  entries<T>(object: { [name: string]: T }): [string, T][]
  values<T>(object: { [name: string]: T }): T[]
  setPrototypeOf(object: object, prototype: object | null): object
}

interface String {
  codePointAt(position: number): number
  endsWith(search: string, end?: number): boolean
  includes(search: string, position?: number): boolean
  padEnd(length: number, fill?: string): string
  padStart(length: number, fill?: string): string
  repeat(count: number): string
  replaceAll(search: string | RegExp, replacement: string | ((match: string) => string)): string
  startsWith(search: string, position?: number): boolean
  trimEnd(): string
  trimStart(): string
}

interface StringConstructor {
  fromCodePoint(...codePoints: number[]): string
}

interface Array<T> {
  fill(value: T, start?: number, end?: number): this
  find(predicate: (value: T, index: number) => unknown): T | undefined
  findIndex(predicate: (value: T, index: number) => unknown): number
  includes(value: T, from?: number): boolean
}

interface ReadonlyArray<T> {
  find(predicate: (value: T, index: number) => unknown): T | undefined
  findIndex(predicate: (value: T, index: number) => unknown): number
  includes(value: T, from?: number): boolean
}

interface NumberConstructor {
  readonly EPSILON: number
  readonly MAX_SAFE_INTEGER: number
  readonly MIN_SAFE_INTEGER: number
  isFinite(value: unknown): boolean
  isInteger(value: unknown): boolean
  isNaN(value: unknown): boolean
  isSafeInteger(value: unknown): boolean
  parseFloat(text: string): number
  parseInt(text: string, radix?: number): number
}

interface Math {
  log10(x: number): number
  log2(x: number): number
  sign(x: number): number
  trunc(x: number): number
}

interface RegExp {
  readonly flags: string
  readonly sticky: boolean
}

interface RegExpExecArray {
  groups?: { [name: string]: string }
}

interface Promise<T> {
  finally(callback: () => void): Promise<T>
}

interface PromiseConstructor {
  new <T>(run: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: unknown) => void) => void): Promise<T>
  resolve<T>(value: T | PromiseLike<T>): Promise<T>
  reject(reason?: unknown): Promise<never>
  all<T>(promises: PromiseLike<T>[]): Promise<T[]>
  race<T>(promises: PromiseLike<T>[]): Promise<T>
}

declare const Promise: PromiseConstructor

/** `log` takes one argument: the comma form is not supported (CFF-59). */
declare const console: { log(message: unknown): void }

/** The encodings are these four; there is no `latin1` (CFF-62c). */
type BufferEncoding = 'utf8' | 'hex' | 'base64' | 'base64url'

interface Buffer {
  readonly length: number
  [index: number]: number
  toString(encoding?: BufferEncoding): string
}

declare const Buffer: { from(text: string, encoding?: BufferEncoding): Buffer }

declare function atob(base64: string): string
declare function btoa(bytes: string): string

/** Default import only, as the first statement of the built file (CFF-34). */
declare module 'cloudfront' {
  interface KeyValueStore {
    /** Rejects when there is no such key (CFF-69). */
    get(key: string, options: { format: 'json' }): Promise<unknown>
    get(key: string, options?: { format: 'string' }): Promise<string>
    exists(key: string): Promise<boolean>
    meta(): Promise<{ creationDateTime: string; lastUpdatedDateTime: string; keyCount: number }>
  }

  /** All optional; what is absent is inherited from the origin that the behaviour would have used (CFF-64). */
  interface OriginProperties {
    domainName?: string
    hostHeader?: string
    /** Starts with `/`, does not end with it. */
    originPath?: string
    /** By lower-case name; `{}` clears the origin's own. */
    customHeaders?: { [name: string]: string }
    /** 1 to 3 */
    connectionAttempts?: number
    originShield?: { enabled: boolean; region?: string }
    originAccessControlConfig?: {
      enabled: boolean
      signingBehavior?: 'always' | 'never' | 'no-override'
      signingProtocol?: 'sigv4'
      originType?: 's3' | 'mediapackagev2' | 'mediastore' | 'lambda'
    }
    /** Seconds. */
    timeouts?: {
      readTimeout?: number
      responseCompletionTimeout?: number
      keepAliveTimeout?: number
      connectionTimeout?: number
    }
    customOriginConfig?: {
      port: number
      protocol: 'http' | 'https'
      sslProtocols: ('SSLv3' | 'TLSv1' | 'TLSv1.1' | 'TLSv1.2')[]
      ipAddressType?: 'ipv4' | 'ipv6' | 'dualstack'
    }
    sni?: string
    allowedCertificateNames?: string[]
  }

  type OriginOverrides = Pick<OriginProperties, 'hostHeader' | 'sni' | 'allowedCertificateNames'>

  interface OriginGroupProperties {
    /** Exactly two, the primary first; objects, not strings (CFF-63). */
    originIds: { originId: string; originOverrides?: OriginOverrides }[]
    failoverCriteria: { statusCodes: number[] }
    selectionCriteria?: 'default'
  }

  const cf: {
    /** The three helpers are for viewer-request; the last call counts (CFF-63). */
    updateRequestOrigin(properties: OriginProperties): void
    selectRequestOriginById(originId: string, overrides?: OriginOverrides): void
    createRequestOriginGroup(properties: OriginGroupProperties): void
    /** Empty at viewer-response (CFF-69c). */
    readonly edgeLocation: { name?: string; serverIp?: string; region?: string }
    /** Without an id: the store associated with the function. Throws when there is none. */
    kvs(id?: string): KeyValueStore
    /** At most 800 bytes after URL-encoding, the rest is cut; the last call wins (access log v2). */
    logCustomData(data: string): void
  }
  export default cf
}

import type { HeaderList } from '../../../http/header-list.ts'
import type { OriginChoice } from './origin-choice.ts'

/** What a CloudFront Function is told about a request (CFF-70 ff.). */
export interface FunctionRequest {
  readonly method: string
  readonly uri: string
  /** Without `?`; undefined when the URL has none. */
  readonly queryString: string | undefined
  /** `cookie` fields are in it; the runner moves them to `event.request.cookies` (CFF-78). */
  readonly headers: HeaderList
}

export interface FunctionResponse {
  readonly status: number
  readonly statusDescription: string | undefined
  /** `set-cookie` fields are in it; the runner moves them to `event.response.cookies`. */
  readonly headers: HeaderList
}

/** Where a viewer-request function runs (CFF-69c). */
export interface EdgeLocation {
  /** IATA code of three letters. */
  readonly name: string
  /** Address of the serving host. */
  readonly serverIp: string
  /** Of the regional edge cache that is expected to be asked. */
  readonly region: string
}

export interface FunctionContext {
  readonly distributionDomainName: string
  readonly distributionId: string
  readonly requestId: string
  readonly clientIp: string
  /** Milliseconds since the epoch; the function's clock stands still at it (CFF-47). */
  readonly now: number
  /** Undefined: not known, `cf.edgeLocation` is empty. */
  readonly edgeLocation?: EdgeLocation
}

/** A body written by a function (CFF-84); undefined: the original goes out; `''`: removed. */
export type FunctionBody =
  | { readonly encoding: 'text'; readonly data: string }
  | { readonly encoding: 'base64'; readonly data: string }

interface FunctionRun {
  /** `console.log` lines. */
  readonly logs: readonly string[]
  /** `cf.logCustomData`, URL-encoded and cut at 800 bytes; undefined when not called. */
  readonly customLogData: string | undefined
}

/** The function failed: the viewer gets 503 for an execution error and 502 for a validation error (CFF-131 ff.). */
export interface FunctionFailure extends FunctionRun {
  readonly kind: 'execution-error' | 'validation-error' | 'throttled'
  /** It was stopped for the time it takes, by steps, elements or the clock; not for memory. */
  readonly isOverTime?: boolean
  /** For the page the viewer sees, e.g. `The CloudFront function tried to add, delete, or change a read-only header.` */
  readonly pageText: string
  /** For the developer: engine text with place in the source. */
  readonly message: string
}

export type ViewerRequestOutcome =
  | (FunctionRun & {
      readonly kind: 'request'
      readonly uri: string
      readonly queryString: string | undefined
      /** The same object as given when the function changed no header; cookies are back in `cookie`. */
      readonly headers: HeaderList
      /** The last origin helper it called (CFF-63), valid in itself; undefined: none. */
      readonly originChoice?: OriginChoice | undefined
    })
  | (FunctionRun & {
      readonly kind: 'response'
      readonly status: number
      readonly statusDescription: string | undefined
      readonly headers: HeaderList
      readonly body: FunctionBody | undefined
    })
  | FunctionFailure

export type ViewerResponseOutcome =
  | (FunctionRun & {
      readonly kind: 'response'
      readonly status: number
      readonly statusDescription: string | undefined
      readonly headers: HeaderList
      /** Undefined: the body was not touched. */
      readonly body: FunctionBody | undefined
    })
  | FunctionFailure

/** What the memory of a runner did, counted since the runner was made. */
export interface MemoryStats {
  readonly calls: number
  /** Calls answered without running the function. */
  readonly remembered: number
  /** Calls that ran while their questions were recorded. */
  readonly recorded: number
  /** Answers kept now. */
  readonly entries: number
}

/** What a test of a function wants to know besides the outcome. */
export interface InspectedCall {
  /**
   * Loop turns and function calls in the function's own code: the same on every run and machine. No figure of AWS, and not its compute
   * utilisation.
   */
  readonly steps: number
  /** The sum of what it asked for, by the count of docs/decisions/012: the same on every run and machine. No figure of AWS either. */
  readonly memoryBytes: number
  /** JSON text of the request or response that the handler returned, before it was checked (CFF-159); undefined when it returned none. */
  readonly returned: string | undefined
  /** Why it could not run, in the engine's words (CFF-141), and the stack as it came, hostile text included. */
  readonly failure: { readonly text: string; readonly stack: string } | undefined
}

/** One CloudFront Function, loaded. Calls are synchronous: nothing it may await leaves the process (CFF-06). */
export interface FunctionRunner {
  viewerRequest(context: FunctionContext, request: FunctionRequest): ViewerRequestOutcome
  viewerResponse(context: FunctionContext, request: FunctionRequest, response: FunctionResponse): ViewerResponseOutcome
  /** Only when it remembers answers. */
  readonly memory?: { stats(): MemoryStats }
  /** About the latest call; only when it inspects. */
  readonly inspected?: () => InspectedCall
}

/** The event of CloudFront Functions, version 1.0, as far as these functions use it (CFF-70 … CFF-86). */

/** A header, cookie or query parameter. `multiValue` only when the name was repeated (CFF-81). */
export interface Value {
  readonly value: string
  readonly multiValue?: readonly { readonly value: string }[]
}

export interface Values {
  [name: string]: Value
}

export interface ViewerRequest {
  readonly method: string
  /** Path only, still percent-encoded (CFF-70). */
  uri: string
  /** Names and values as sent, not decoded (CFF-75). */
  get querystring(): Values
  /** A string goes out as it is, so its order is kept (CFF-74). */
  set querystring(query: Values | string)
  readonly headers: Values
  readonly cookies: Values
  /** The query as sent: `''` for a bare `?`, undefined without `?`. Always `''` in the console's test (CFF-69d). */
  rawQueryString?(): string | undefined
}

export interface GeneratedResponse {
  readonly statusCode: number
  readonly statusDescription?: string
  readonly headers?: Values
  readonly body?: string
}

export interface SetCookie {
  readonly value: string
  /** The raw text after the first semicolon (CFF-80). */
  readonly attributes?: string
}

export interface ViewerResponse {
  readonly statusCode: number
  readonly headers: Values
  cookies?: { [name: string]: SetCookie }
}

export interface ViewerRequestEvent {
  readonly request: ViewerRequest
}

export interface ViewerResponseEvent {
  /** As the viewer-request function left it (CFF-92). */
  readonly request: ViewerRequest
  readonly response: ViewerResponse
}

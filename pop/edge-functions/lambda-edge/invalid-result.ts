/** LAE-51: the viewer gets 502 with `pageText`; `message` is for the developer. */
export interface InvalidResult {
  readonly kind: 'invalid'
  readonly pageText: string
  readonly message: string
}

export const invalid = (pageText: string, message: string): InvalidResult => ({
  kind: 'invalid',
  pageText: `${pageText}.`,
  message,
})

/** LAE-52: the common beginning of most texts. */
export const failedValidation = (what: string, message: string): InvalidResult =>
  invalid(`The Lambda function result failed validation: ${what}`, message)

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

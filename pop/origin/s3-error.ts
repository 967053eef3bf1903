/** The errors of a bucket that a stage can meet, in words of our own. */
const S3_ERRORS = {
  AccessDenied: { status: 403, message: 'The bucket does not grant this request' },
  InternalError: { status: 500, message: 'The object could not be read' },
  InvalidRange: { status: 416, message: 'The object has no byte in the range asked for' },
  InvalidURI: { status: 400, message: 'The path is not a percent-encoded key' },
  MethodNotAllowed: { status: 405, message: 'An object here answers GET and HEAD only' },
  NoSuchBucket: { status: 404, message: 'The folder behind this bucket does not exist' },
  NoSuchKey: { status: 404, message: 'The bucket holds no object of this key' },
  PreconditionFailed: { status: 412, message: 'A precondition of the request does not hold' },
} as const

export type S3ErrorCode = keyof typeof S3_ERRORS

export const s3ErrorStatus = (code: S3ErrorCode): number => S3_ERRORS[code].status

const escaped = (text: string): string => text.replace(/[<>&"']/g, character => `&#${character.charCodeAt(0)};`)

/** The XML of an S3 error; `details` are further elements such as `Key`. */
export const s3ErrorXml = (
  code: S3ErrorCode,
  { requestId, hostId }: { readonly requestId: string; readonly hostId: string },
  details: Readonly<Record<string, string>> = {},
): string => {
  const elements = { Code: code, Message: S3_ERRORS[code].message, ...details, RequestId: requestId, HostId: hostId }
  const xml = Object.entries(elements).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${xml.join('')}</Error>`
}

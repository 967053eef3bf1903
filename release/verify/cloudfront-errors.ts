import { ReleaseRefused } from '../problem.ts'

type Meaning = readonly [message: string, remedy: string]

const CREDENTIALS = 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE'
const PERMISSIONS = 'allow this account cloudfront:DescribeFunction and cloudfront:TestFunction'

/** Codes of DescribeFunction and TestFunction, and those that every call can get. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  NoSuchFunctionExists: [
    'CloudFront has no such function in this stage',
    'take the name from the stack; a function that was never published has no stage LIVE',
  ],
  InvalidIfMatchVersion: ['the function was changed while it was tested', 'run this again'],
  PreconditionFailed: ['the function was changed while it was tested', 'run this again'],
  UnsupportedOperation: ['CloudFront does not offer this operation here', 'use credentials of the partition aws'],
  AccessDenied: ['CloudFront refuses: access denied', PERMISSIONS],
  AccessDeniedException: ['CloudFront refuses: access denied', PERMISSIONS],
  CredentialsProviderError: ['there are no AWS credentials', CREDENTIALS],
  InvalidClientTokenId: ['AWS does not know the access key', CREDENTIALS],
  SignatureDoesNotMatch: ['the secret access key does not belong to the access key', CREDENTIALS],
  ExpiredToken: ['the AWS credentials have expired', 'sign in again'],
  Throttling: ['CloudFront asks to slow down', 'wait a minute and run this again'],
}

/** What the API says in place of an answer. */
export const apiRefusal = (place: string, status: number, code: string, said: string): ReleaseRefused => {
  const [message, remedy] = MEANINGS[code] ?? [
    `CloudFront answers ${status}${code === '' ? '' : ` ${code}`}${said === '' ? '' : `: ${said}`}`,
    'run this again; CloudFront may be in trouble',
  ]
  return new ReleaseRefused({ message, place, remedy })
}

/** An answer that is none of CloudFront's: from a proxy, or from another service at the address of AWS_ENDPOINT_URL. */
export const strangeAnswer = (place: string): ReleaseRefused =>
  new ReleaseRefused({
    message: 'what answers is not CloudFront',
    place,
    remedy: 'check AWS_ENDPOINT_URL and the proxy of this network',
  })

/** What kept a request from being answered, in words; anything else as it is. */
export const translateCallError = (place: string, error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof ReleaseRefused) return error
  const known = MEANINGS[error.name]
  if (known !== undefined) return new ReleaseRefused({ message: known[0], place, remedy: known[1] })
  // What fetch throws: a TypeError whose cause says why, or its deadline.
  const { cause } = error
  if (error.name !== 'TimeoutError' && !(error instanceof TypeError && cause instanceof Error)) return error
  const why = (cause instanceof Error && cause.message) || error.message
  return new ReleaseRefused({
    message: `CloudFront cannot be reached: ${why}`,
    place,
    remedy: 'check the network and AWS_ENDPOINT_URL',
  })
}

import { ReleaseRefused } from './problem.ts'

/** The name of an error of S3 or of its client. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : '')

/** The HTTP status of an answer that is an error; undefined when there was no answer. */
export const errorStatus = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  const { $metadata: metadata } = error
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}

const PERMISSIONS =
  's3:ListBucket, s3:GetObject, s3:PutObject, s3:GetObjectTagging, s3:PutObjectTagging, s3:DeleteObjectTagging'
const CREDENTIALS = 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, of an account that may write here'

type Meaning = readonly [message: string, remedy: string]

const MEANINGS: Readonly<Record<string, Meaning>> = {
  NoSuchBucket: ['the bucket does not exist', 'take the name from the output AssetsBucketName of the stack'],
  AccessDenied: ['S3 refuses: access denied', `allow this account ${PERMISSIONS} on the bucket`],
  Forbidden: ['S3 refuses: access denied', `allow this account ${PERMISSIONS} on the bucket`],
  CredentialsProviderError: ['there are no AWS credentials', CREDENTIALS],
  InvalidAccessKeyId: ['S3 does not know the access key', CREDENTIALS],
  SignatureDoesNotMatch: ['the secret access key does not belong to the access key', CREDENTIALS],
  ExpiredToken: ['the AWS credentials have expired', 'sign in again'],
  PermanentRedirect: ['the bucket is in another region', 'set AWS_REGION to the region of the bucket'],
  AuthorizationHeaderMalformed: ['the bucket is in another region', 'set AWS_REGION to the region of the bucket'],
  BadDigest: ['a file changed while it was published', 'publish again when the build is finished'],
  XAmzContentChecksumMismatch: ['a file changed while it was published', 'publish again when the build is finished'],
  SlowDown: ['S3 asks to slow down (S3-09)', 'wait a minute and run this again'],
}

const NETWORK_ERRORS =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH)$|^TimeoutError$/

const meaningOf = (error: Error): Meaning | undefined => {
  const known = MEANINGS[error.name]
  if (known !== undefined) return known
  if (error.message.startsWith('Region is missing')) return ['no AWS region is set', 'set AWS_REGION']
  const code = 'code' in error ? String(error.code) : ''
  if (NETWORK_ERRORS.test(code) || NETWORK_ERRORS.test(error.name))
    return [`S3 cannot be reached: ${error.message || code}`, 'check the network, AWS_REGION and AWS_ENDPOINT_URL']
  const status = errorStatus(error)
  if (status === undefined) return undefined
  return [`S3 answers ${status}: ${error.name}, ${error.message}`, 'run this again; S3 may be in trouble']
}

/** What a failure of S3 means to the user; anything else as it is. In: what the user calls the bucket. */
export const translateS3Error =
  (place: string) =>
  (error: unknown): unknown => {
    const meaning = error instanceof Error && !(error instanceof ReleaseRefused) ? meaningOf(error) : undefined
    if (meaning === undefined) return error
    const [message, remedy] = meaning
    return new ReleaseRefused({ message, place, remedy })
  }

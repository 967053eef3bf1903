import type { Origin } from '../../distribution/model.ts'
import { createAwsSigner, type AwsCredentials, type AwsSigner } from '../../http/aws-signer.io.ts'
import type { HeaderList } from '../../http/header-list.ts'
import type { HttpOrigin } from './http-origin.io.ts'
import type { OriginAttempt, OriginAttemptOutcome, OriginRequest } from './origin-attempt.ts'
import { bucketPath, bucketQuery, signsRequest, type QueryParameters } from './s3-request.ts'

/** A bucket at an endpoint that speaks S3. */
export interface BucketEndpoint {
  /** Scheme, host and port; the bucket is the first segment of the path (path style). */
  readonly url: URL
  readonly bucket: string
  readonly region: string
  /** Undefined: nothing is signed. */
  readonly credentials: AwsCredentials | undefined
}

export interface S3EndpointOrigin {
  /** One try, as `HttpOrigin` has it. */
  readonly attempt: (attempt: OriginAttempt) => Promise<OriginAttemptOutcome>
}

/** S3 takes it over HTTPS and from streams: the body is not read before it is sent. */
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD'
const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Requests to an S3 origin, signed as its access says (S3-01, S3-02), at another endpoint. */
export const createS3EndpointOrigin = (endpoint: BucketEndpoint, http: HttpOrigin): S3EndpointOrigin => {
  const { url, bucket, region, credentials } = endpoint
  let signer: Promise<AwsSigner> | undefined
  return {
    async attempt(attempt) {
      const { origin, request } = attempt
      const path = bucketPath(bucket, request.uri)
      const query = bucketQuery(request.queryString)
      const headers = addressed(request.headers, origin, url.host)
      if (credentials !== undefined && signsRequest(origin, headers)) {
        signer ??= createAwsSigner({ service: 's3', region, credentials })
        await sign(await signer, request, path, query.parameters, headers)
      }
      return http.attempt({ ...attempt, request: { ...request, uri: path, queryString: query.text, headers } })
    },
  }
}

/** S3-05: another `Host` than the bucket's own, from a policy or a function, is left to the endpoint to refuse. */
const addressed = (headers: HeaderList, { domainName }: Origin, endpointHost: string): HeaderList => {
  const own = headers.clone()
  return own.get('host') === domainName ? own.set('host', endpointHost) : own
}

/** Signs host, date, content hash and every `x-amz-` header, as S3 asks. */
const sign = async (
  signer: AwsSigner,
  { method, body }: OriginRequest,
  path: string,
  query: QueryParameters,
  headers: HeaderList,
): Promise<void> => {
  headers.delete('authorization').delete('x-amz-date').delete('x-amz-security-token')
  headers.set('x-amz-content-sha256', body === undefined ? SHA256_OF_NOTHING : UNSIGNED_PAYLOAD)
  const toSign = Object.fromEntries(
    headers.names
      .filter(name => name === 'host' || name.startsWith('x-amz-'))
      .map(name => [name, headers.joined(name, ',') ?? '']),
  )
  for (const [name, value] of Object.entries(await signer({ method, path, query, headers: toSign }))) {
    if (toSign[name.toLowerCase()] === undefined) headers.set(name.toLowerCase(), value)
  }
}

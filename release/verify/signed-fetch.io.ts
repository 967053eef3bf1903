import { createAwsSigner } from '../../http/aws-signer.io.ts'

/** CloudFront has one endpoint, and its requests are signed for this region. */
const REGION = 'us-east-1'
const ANSWER_MAX_MS = 30_000

export interface ApiRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface ApiAnswer {
  readonly status: number
  readonly etag: string | undefined
  readonly text: string
}

export type Send = (request: ApiRequest) => Promise<ApiAnswer>

/** Signed requests to CloudFront, with the credentials of the environment as every AWS tool finds them. */
export const createSend = async (endpoint: URL): Promise<Send> => {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
  const sign = await createAwsSigner({ service: 'cloudfront', region: REGION, credentials: defaultProvider() })
  return async ({ method, path, query = {}, headers = {}, body }) => {
    const content = body === undefined ? {} : { body }
    const signed = await sign({
      method,
      path,
      query: { ...query },
      headers: { ...headers, host: endpoint.host },
      ...content,
    })
    const url = new URL(path, endpoint)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const { host: _, ...sent } = signed
    const signal = AbortSignal.timeout(ANSWER_MAX_MS)
    const response = await fetch(url, { method, headers: sent, redirect: 'error', signal, ...content })
    return { status: response.status, etag: response.headers.get('etag') ?? undefined, text: await response.text() }
  }
}

import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'

/** CloudFront has one endpoint, and its requests are signed for this region. */
const REGION = 'us-east-1'
const ANSWER_MAX_MS = 30_000

/** SHA-256 in the form that the signer asks for. */
class Sha256 {
  #hash: Hash | Hmac
  readonly #secret: string | Uint8Array | undefined

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = typeof secret === 'string' || secret === undefined ? secret : bytesOf(secret)
    this.#hash = this.#fresh()
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data))
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }

  reset(): void {
    this.#hash = this.#fresh()
  }

  #fresh(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret)
  }
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)

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
  const [{ SignatureV4 }, { defaultProvider }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@aws-sdk/credential-provider-node'),
  ])
  const signer = new SignatureV4({
    service: 'cloudfront',
    region: REGION,
    credentials: defaultProvider(),
    sha256: Sha256,
  })
  const { protocol, hostname, host, port } = endpoint
  return async ({ method, path, query = {}, headers = {}, body }) => {
    const signed = await signer.sign({
      method,
      protocol,
      hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      path,
      query: { ...query },
      headers: { ...headers, host },
      ...(body === undefined ? {} : { body }),
    })
    const url = new URL(path, endpoint)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const { host: _, ...sent } = signed.headers
    const signal = AbortSignal.timeout(ANSWER_MAX_MS)
    const content = body === undefined ? {} : { body }
    const response = await fetch(url, { method, headers: sent, redirect: 'error', signal, ...content })
    return { status: response.status, etag: response.headers.get('etag') ?? undefined, text: await response.text() }
  }
}

import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface AwsSignerOptions {
  /** `s3`, `cloudfront`, … */
  readonly service: string
  readonly region: string
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>)
}

/** What a signature is made of. */
export interface RequestToSign {
  readonly method: string
  /** As it goes out, percent-encoded. */
  readonly path: string
  /** Decoded. */
  readonly query: Record<string, string | string[]>
  /** By lower-case name, `host` among them: all of them are signed. */
  readonly headers: Record<string, string>
  readonly body?: string
}

/** Out: the given headers and those of the signature. */
export type AwsSigner = (request: RequestToSign) => Promise<Readonly<Record<string, string>>>

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

/** AWS Signature Version 4. The library behind it is loaded only here: who signs nothing does not pay for it. */
export const createAwsSigner = async ({ service, region, credentials }: AwsSignerOptions): Promise<AwsSigner> => {
  const { SignatureV4 } = await import('@smithy/signature-v4')
  // S3 takes a path as it is written; other services encode it once more.
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== 's3' })
  return async ({ method, path, query, headers, body }) => {
    const content = body === undefined ? {} : { body }
    const signed = await signer.sign({ method, path, query, headers, protocol: '', hostname: '', ...content })
    return signed.headers
  }
}

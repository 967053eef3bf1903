import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { crc32 } from 'node:zlib'
import { signatureProblem } from './s3-signature.ts'

export const ACCESS_KEY_ID = 'AKIAEXAMPLE'
export const SECRET_ACCESS_KEY = 'secret/of+the=test'

export interface S3Object {
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, string>>
  readonly tags: ReadonlyMap<string, string>
}

export interface S3Server {
  readonly url: string
  readonly objects: Map<string, S3Object>
  /** `METHOD key?query`, in the order of arrival. */
  readonly requests: string[]
  /** Asked before each request is carried out: answers with an S3 error code to fail it, or holds it. */
  onRequest: (request: string) => Promise<string | undefined> | string | undefined
  close(): Promise<void>
}

interface Asked {
  readonly method: string
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

const STATUS: Readonly<Record<string, number>> = {
  NoSuchBucket: 404,
  NoSuchKey: 404,
  PreconditionFailed: 412,
  BadDigest: 400,
  InvalidRequest: 400,
  NotImplemented: 501,
  SlowDown: 503,
  InternalError: 500,
}

const escaped = (text: string): string => text.replace(/[<>&]/g, char => `&#${char.charCodeAt(0)};`)
const xml = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${body}`
const failure = (code: string): Answer => ({
  status: STATUS[code] ?? 403,
  body: xml(`<Error><Code>${code}</Code><Message>${code} of the test server</Message></Error>`),
})
const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`
const field = (headers: IncomingMessage['headers'], name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

const KEPT_HEADERS = ['content-type', 'cache-control', 'x-amz-checksum-sha256']
const keptHeaders = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(KEPT_HEADERS.flatMap(name => [[name, field(headers, name)] as const]).filter(isGiven))
const isGiven = (entry: readonly [string, string | undefined]): entry is readonly [string, string] =>
  entry[1] !== undefined

/** Checksums that the client states about its body; those of a tag set count too. */
const hasWrongChecksum = ({ headers, body }: Asked): boolean => {
  const sums = {
    'x-amz-checksum-sha256': (): string => createHash('sha256').update(body).digest('base64'),
    'x-amz-checksum-crc32': (): string => {
      const sum = Buffer.alloc(4)
      sum.writeUInt32BE(crc32(body))
      return sum.toString('base64')
    },
    'content-md5': (): string => createHash('md5').update(body).digest('base64'),
  }
  return Object.entries(sums).some(([name, sum]) => headers[name] !== undefined && headers[name] !== sum())
}

const failsCondition = ({ headers }: Asked, current: S3Object | undefined): string | undefined => {
  const match = field(headers, 'if-match')
  if (field(headers, 'if-none-match') === '*' && current !== undefined) return 'PreconditionFailed'
  if (match === undefined) return undefined
  if (current === undefined) return 'NoSuchKey'
  return match === etagOf(current.bytes) ? undefined : 'PreconditionFailed'
}

class Bucket {
  readonly objects = new Map<string, S3Object>()
  readonly #name: string

  constructor(name: string) {
    this.#name = name
  }

  answer(asked: Asked): Answer {
    const { method, key, query, headers } = asked
    if (key === '') return method === 'GET' ? this.#list(query) : failure('NotImplemented')
    if (query.has('tagging')) return this.#tagging(asked)
    if (method === 'PUT') return headers['x-amz-copy-source'] === undefined ? this.#put(asked) : this.#copy(asked)
    if (method === 'GET' || method === 'HEAD') return this.#get(asked)
    return failure('NotImplemented')
  }

  #put(asked: Asked): Answer {
    const { key, body, headers } = asked
    if (hasWrongChecksum(asked)) return failure('BadDigest')
    if (field(headers, 'content-encoding') === 'aws-chunked') return failure('NotImplemented')
    const failed = failsCondition(asked, this.objects.get(key))
    if (failed !== undefined) return failure(failed)
    this.objects.set(key, { bytes: body, headers: keptHeaders(headers), tags: new Map() })
    return { status: 200, headers: { etag: etagOf(body) } }
  }

  #copy({ key, headers }: Asked): Answer {
    const prefix = `${this.#name}/`
    const from = decodeURIComponent(field(headers, 'x-amz-copy-source') ?? '')
    const source = from.startsWith(prefix) ? this.objects.get(from.slice(prefix.length)) : undefined
    if (source === undefined) return failure('NoSuchKey')
    const isReplaced = headers['x-amz-metadata-directive'] === 'REPLACE'
    const tags = headers['x-amz-tagging-directive'] === 'REPLACE' ? new Map<string, string>() : source.tags
    const { 'x-amz-checksum-sha256': checksum } = source.headers
    const own = { ...keptHeaders(headers), ...(checksum === undefined ? {} : { 'x-amz-checksum-sha256': checksum }) }
    this.objects.set(key, { bytes: source.bytes, headers: isReplaced ? own : source.headers, tags })
    return { status: 200, body: xml(`<CopyObjectResult><ETag>${etagOf(source.bytes)}</ETag></CopyObjectResult>`) }
  }

  #get({ key, headers }: Asked): Answer {
    const object = this.objects.get(key)
    if (object === undefined) return failure('NoSuchKey')
    const { 'x-amz-checksum-sha256': checksum, ...stored } = object.headers
    const isAsked = headers['x-amz-checksum-mode'] === 'ENABLED' && checksum !== undefined
    return {
      status: 200,
      headers: {
        ...stored,
        ...(isAsked ? { 'x-amz-checksum-sha256': checksum, 'x-amz-checksum-type': 'FULL_OBJECT' } : {}),
        etag: etagOf(object.bytes),
      },
      body: object.bytes,
    }
  }

  /** Pages of three, so that every listing that matters is read in several. */
  #list(query: URLSearchParams): Answer {
    const after = query.get('continuation-token') ?? ''
    const keys = [...this.objects.keys()]
      .filter(key => key.startsWith(query.get('prefix') ?? '') && key > after)
      .toSorted()
    const page = keys.slice(0, 3)
    const contents = page.map(
      key => `<Contents><Key>${escaped(key)}</Key><Size>${this.objects.get(key)?.bytes.length ?? 0}</Size></Contents>`,
    )
    const next =
      keys.length > page.length ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : ''
    const body = `<ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`
    return { status: 200, body: xml(body) }
  }

  #tagging(asked: Asked): Answer {
    const object = this.objects.get(asked.key)
    if (object === undefined) return failure('NoSuchKey')
    if (asked.method === 'GET') {
      const tags = [...object.tags].map(([name, value]) => `<Tag><Key>${name}</Key><Value>${value}</Value></Tag>`)
      return { status: 200, body: xml(`<Tagging><TagSet>${tags.join('')}</TagSet></Tagging>`) }
    }
    if (asked.method === 'PUT' && hasWrongChecksum(asked)) return failure('BadDigest')
    const given = asked.body.toString().matchAll(/<Tag><Key>([^<]*)<\/Key><Value>([^<]*)<\/Value><\/Tag>/g)
    const tags = asked.method === 'PUT' ? [...given].map(([, name = '', value = '']) => [name, value] as const) : []
    this.objects.set(asked.key, { ...object, tags: new Map(tags) })
    return { status: asked.method === 'PUT' ? 200 : 204 }
  }
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const send = (response: ServerResponse, isHead: boolean, { status, headers = {}, body = '' }: Answer): void => {
  const type = typeof body === 'string' ? { 'content-type': 'application/xml' } : {}
  response.writeHead(status, { ...type, ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(isHead ? undefined : body)
}

/** One bucket on a loopback port, in the wire format of S3, path style. Every request must be signed. */
export const startS3Server = async (bucketName: string): Promise<S3Server> => {
  const bucket = new Bucket(bucketName)
  const requests: string[] = []
  const secrets = new Map([[ACCESS_KEY_ID, SECRET_ACCESS_KEY]])
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '', 'http://localhost')
    const body = await readBody(request)
    const problem = signatureProblem(request, url, body, secrets)
    if (problem !== undefined) return failure(problem)
    const [, name = '', ...segments] = decodeURIComponent(url.pathname).split('/')
    if (name !== bucketName) return failure('NoSuchBucket')
    const { method = '', headers } = request
    const key = segments.join('/')
    const asked = `${method} ${key}${url.searchParams.has('tagging') ? '?tagging' : ''}`
    requests.push(asked)
    const injected = await server.onRequest(asked)
    return injected === undefined
      ? bucket.answer({ method, key, query: url.searchParams, headers, body })
      : failure(injected)
  }
  const http = createServer((request, response) => {
    answer(request).then(
      got => send(response, request.method === 'HEAD', got),
      () => response.destroy(),
    )
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const server: S3Server = {
    url: `http://127.0.0.1:${port}`,
    objects: bucket.objects,
    requests,
    onRequest: () => undefined,
    close: () =>
      new Promise(resolve => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
  return server
}

import { createServer, type IncomingMessage } from 'node:http'
import { signatureProblem } from './s3-signature.ts'

export const ACCESS_KEY_ID = 'AKIAEXAMPLE'
export const SECRET_ACCESS_KEY = 'secret/of+the=test'

/** What the server says of a function that it ran. */
export interface ServedRun {
  readonly output: string
  readonly logs: readonly string[]
  readonly errorMessage: string
}

/** A function as it stands at CloudFront: each stage has an ETag of its own (CFF-157). */
export interface ServedFunction {
  readonly etags: { readonly [stage in 'DEVELOPMENT' | 'LIVE']?: string }
  readonly run: (event: unknown) => ServedRun
}

export interface CloudFrontServer {
  readonly url: string
  /** `METHOD path?query`, in the order of arrival. */
  readonly requests: string[]
  /** Asked before each request is carried out: an error code with its status, or nothing. */
  onRequest: (request: string) => readonly [status: number, code: string] | undefined
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly etag?: string
  readonly body: string
}

const escaped = (text: string): string => text.replace(/[<>&"']/g, char => `&#${char.charCodeAt(0)};`)
const NAMESPACE = 'xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"'
const xml = (body: string): string => `<?xml version="1.0"?>\n${body}`

const failure = (status: number, code: string): Answer => ({
  status,
  body: xml(
    `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>${code}</Code><Message>${code} of the test server</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  ),
})

const summary = (name: string, stage: string): string =>
  `<FunctionSummary><Name>${name}</Name><Status>UNASSOCIATED</Status><FunctionConfig><Comment/><Runtime>cloudfront-js-2.0</Runtime></FunctionConfig><FunctionMetadata><Stage>${stage}</Stage></FunctionMetadata></FunctionSummary>`

const resultText = (name: string, stage: string, { output, logs, errorMessage }: ServedRun): string =>
  xml(
    `<TestResult ${NAMESPACE}>${summary(name, stage)}<ComputeUtilization>21</ComputeUtilization>` +
      `<FunctionExecutionLogs>${logs.map(line => `<member>${escaped(line)}</member>`).join('')}</FunctionExecutionLogs>` +
      `<FunctionErrorMessage>${escaped(errorMessage)}</FunctionErrorMessage><FunctionOutput>${escaped(output)}</FunctionOutput></TestResult>`,
  )

const BODY =
  /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*<TestFunctionRequest xmlns="http:\/\/cloudfront\.amazonaws\.com\/doc\/2020-05-31\/">\s*<EventObject>([A-Za-z0-9+/]+={0,2})<\/EventObject>\s*<Stage>(DEVELOPMENT|LIVE)<\/Stage>\s*<\/TestFunctionRequest>$/

const PATH = /^\/2020-05-31\/function\/([a-zA-Z0-9-_]{1,64})\/(describe|test)$/

const etagOf = ({ etags }: ServedFunction, stage: string): string | undefined =>
  stage === 'DEVELOPMENT' || stage === 'LIVE' ? etags[stage] : undefined

const describe = (name: string, fn: ServedFunction, stage: string): Answer => {
  const etag = etagOf(fn, stage)
  return etag === undefined
    ? failure(404, 'NoSuchFunctionExists')
    : { status: 200, etag, body: xml(summary(name, stage)) }
}

const test = (name: string, fn: ServedFunction, { headers }: IncomingMessage, body: string): Answer => {
  const [, event, stage] = BODY.exec(body) ?? []
  if (event === undefined || stage === undefined || headers['content-type'] !== 'application/xml')
    return failure(400, 'MalformedInput')
  const etag = etagOf(fn, stage)
  if (etag === undefined) return failure(404, 'NoSuchFunctionExists')
  if (headers['if-match'] !== etag) return failure(412, 'PreconditionFailed')
  const run = fn.run(JSON.parse(Buffer.from(event, 'base64').toString('utf8')))
  return { status: 200, body: resultText(name, stage, run) }
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** DescribeFunction and TestFunction on a loopback port, in CloudFront's wire format. Every request must be signed for CloudFront. */
export const startCloudFrontServer = async (
  functions: ReadonlyMap<string, ServedFunction>,
): Promise<CloudFrontServer> => {
  const requests: string[] = []
  const secrets = new Map([[ACCESS_KEY_ID, SECRET_ACCESS_KEY]])
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '', 'http://localhost')
    const body = await readBody(request)
    const problem = signatureProblem(request, url, body, secrets)
    if (problem !== undefined) return failure(403, problem === 'InvalidAccessKeyId' ? 'InvalidClientTokenId' : problem)
    if (!request.headers.authorization?.includes('/us-east-1/cloudfront/aws4_request'))
      return failure(403, 'SignatureDoesNotMatch')
    const asked = `${request.method} ${url.pathname}${url.search}`
    requests.push(asked)
    const injected = server.onRequest(asked)
    if (injected !== undefined) return failure(...injected)
    const [, name = '', operation] = PATH.exec(url.pathname) ?? []
    const fn = functions.get(name)
    if (fn === undefined) return failure(404, 'NoSuchFunctionExists')
    if (operation === 'describe' && request.method === 'GET')
      return describe(name, fn, url.searchParams.get('Stage') ?? '')
    if (operation === 'test' && request.method === 'POST') return test(name, fn, request, body.toString('utf8'))
    return failure(405, 'InvalidAction')
  }
  const http = createServer((request, response) => {
    answer(request).then(
      ({ status, etag, body }) => {
        response.writeHead(status, { 'content-type': 'text/xml', ...(etag === undefined ? {} : { etag }) })
        response.end(body)
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const server: CloudFrontServer = {
    url: `http://127.0.0.1:${port}`,
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

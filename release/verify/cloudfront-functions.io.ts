import { setTimeout as delay } from 'node:timers/promises'
import { apiRefusal, strangeAnswer, translateCallError } from './cloudfront-errors.ts'
import { createSend, type ApiAnswer, type ApiRequest, type Send } from './signed-fetch.io.ts'
import {
  API_PATH,
  readApiError,
  readRemoteRun,
  testFunctionBody,
  type FunctionStage,
  type RemoteRun,
} from './test-function-call.ts'

export interface CloudFrontFunctions {
  /** ETag of the function in that stage. Rejects with `ReleaseRefused`. */
  describe(name: string, stage: FunctionStage): Promise<string>
  /** Runs it on an event (JSON text) if it still is the version of the ETag. Rejects with `ReleaseRefused`. */
  test(name: string, stage: FunctionStage, etag: string, event: string): Promise<RemoteRun>
}

export interface CloudFrontFunctionsOptions {
  /** Default: `AWS_ENDPOINT_URL_CLOUDFRONT`, `AWS_ENDPOINT_URL`, else the service. */
  readonly endpoint?: URL
  /** Waits before a request is repeated; milliseconds. */
  readonly wait?: (ms: number) => Promise<void>
}

const SERVICE_URL = 'https://cloudfront.amazonaws.com'
const ATTEMPTS = 4
const FIRST_WAIT_MS = 500

const endpointOfEnvironment = (): URL => {
  const { AWS_ENDPOINT_URL_CLOUDFRONT: own, AWS_ENDPOINT_URL: all } = process.env
  return new URL(own ?? all ?? SERVICE_URL)
}

const isBusy = ({ status }: ApiAnswer): boolean => status === 429 || status === 503

/** CloudFront takes a few of these requests a second; what it cannot take now is sent again, later each time. */
const patiently =
  (send: Send, wait: (ms: number) => Promise<void>): Send =>
  async request => {
    let answer = await send(request)
    for (let attempt = 1; attempt < ATTEMPTS && isBusy(answer); attempt++) {
      await wait(FIRST_WAIT_MS * 2 ** (attempt - 1))
      answer = await send(request)
    }
    return answer
  }

type ParseXml = (text: string) => unknown

/** What comes in place of CloudFront's answer, from a proxy for one, may be anything. */
const documentOf = (text: string, parse: ParseXml): unknown => {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

/**
 * DescribeFunction and TestFunction of CloudFront. The packages that sign and read XML are loaded here and not before; rejects with the
 * loader's error when they are not installed.
 */
export const openCloudFrontFunctions = async ({
  endpoint = endpointOfEnvironment(),
  wait = delay,
}: CloudFrontFunctionsOptions = {}): Promise<CloudFrontFunctions> => {
  const { parseXML } = await import('@aws-sdk/xml-builder')
  const send = patiently(await createSend(endpoint), wait)
  const call = async (name: string, request: ApiRequest): Promise<ApiAnswer & { readonly document: unknown }> => {
    const place = `function ${name}`
    try {
      const answer = await send(request)
      const document = documentOf(answer.text, parseXML)
      if (answer.status === 200) return { ...answer, document }
      const { code, message } = readApiError(document)
      throw apiRefusal(place, answer.status, code, message)
    } catch (error) {
      throw translateCallError(place, error)
    }
  }
  return {
    async describe(name, stage) {
      const path = `${API_PATH}/${name}/describe`
      const { etag } = await call(name, { method: 'GET', path, query: { Stage: stage } })
      if (etag === undefined) throw strangeAnswer(`function ${name}`)
      return etag
    },
    async test(name, stage, etag, event) {
      const body = testFunctionBody(event, stage)
      const headers = { 'if-match': etag, 'content-type': 'application/xml' }
      const { document } = await call(name, { method: 'POST', path: `${API_PATH}/${name}/test`, headers, body })
      const run = readRemoteRun(document)
      if (run === undefined) throw strangeAnswer(`function ${name}`)
      return run
    },
  }
}

import { HeaderList } from '../../http/header-list.ts'
import {
  createFunctionRunner,
  type FunctionRunnerOptions,
} from '../../pop/edge-functions/cloudfront-js/create-function-runner.ts'
import type {
  FunctionContext,
  FunctionRequest,
  FunctionRunner,
} from '../../pop/edge-functions/cloudfront-js/invocation.ts'

export const context: FunctionContext = {
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
  requestId: 'request-1',
  clientIp: '198.51.100.11',
  now: Date.UTC(2026, 9, 7, 12),
}

export const requestOf = (raw: string[] = [], uri = '/', queryString?: string): FunctionRequest => ({
  method: 'GET',
  uri,
  queryString,
  headers: HeaderList.fromRaw(raw),
})

export const created = (code: string, options: FunctionRunnerOptions = {}) => {
  const result = createFunctionRunner(
    {
      logicalId: 'Fn',
      name: 'fn',
      runtime: 'cloudfront-js-2.0',
      code,
      keyValueStore: { logicalId: 'Store', name: 'store' },
      place: { file: 'fn.js' },
    },
    options,
  )
  if (result.kind === 'invalid') throw new Error(result.message)
  return result
}
export const runnerOf = (code: string, options: FunctionRunnerOptions = {}): FunctionRunner =>
  created(code, options).runner

/** A handler whose body is `statements`, on one request. */
export const onRequest = (statements: string, request = requestOf(), options: FunctionRunnerOptions = {}) =>
  runnerOf(`function handler(event) { var request = event.request; ${statements} }`, options).viewerRequest(
    context,
    request,
  )

/** What an expression gives inside the realm, as JSON. */
export const valueOf = (expression: string, request = requestOf(), before = ''): unknown => {
  const outcome = onRequest(`${before}; console.log(JSON.stringify(${expression})); return request`, request)
  if (outcome.kind !== 'request') throw new Error('message' in outcome ? outcome.message : outcome.kind)
  const [line = 'undefined'] = outcome.logs
  return line === 'undefined' ? undefined : JSON.parse(line)
}

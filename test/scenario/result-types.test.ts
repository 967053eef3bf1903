import { expect, test } from 'vitest'
import type { CacheBehavior, LambdaEventType } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import { cacheBehavior, distribution } from '../support/distribution.ts'
import { lambdasAt, scriptedLambda, type LambdaSteps } from '../support/scripted-lambda.ts'
import { namedFunction, type ScriptedFunction } from '../support/scripted-function.ts'
import { inTurn, type OriginScript } from '../support/scripted-origin.ts'
import { virtualStage, type RequestParts } from '../support/virtual-stage.ts'

interface Case {
  readonly rule: string
  readonly behavior?: Partial<CacheBehavior>
  readonly origin?: OriginScript
  readonly lambda?: LambdaSteps
  readonly viewerRequest?: ScriptedFunction['viewerRequest']
  /** Of the second request, a second after the first; default: the first request again. */
  readonly parts?: RequestParts
  readonly atMs?: number
  readonly type: string
  readonly status: number
}

const PAGE = { headers: { 'cache-control': 'max-age=60', etag: '"1"' } }
const RUN = { logs: [], customLogData: undefined }
const made = {
  kind: 'response',
  status: 200,
  statusDescription: undefined,
  headers: new HeaderList(),
  body: undefined,
} as const

// What x-cache and the log say of the last of two requests (RESH-20 to RESH-31), in the order of AWS's table.
test.each<Case>([
  { rule: 'RESH-20 fresh', type: 'Hit', status: 200 },
  { rule: 'RESH-21 another path', parts: { path: '/other' }, type: 'Miss', status: 200 },
  { rule: 'RESH-22 confirmed', origin: inTurn(PAGE, { status: 304 }), atMs: 61_000, type: 'RefreshHit', status: 200 },
  {
    rule: 'RESH-22 stale after an error',
    origin: inTurn(PAGE, { status: 500 }),
    atMs: 61_000,
    type: 'RefreshHit',
    status: 200,
  },
  { rule: 'RESH-23 an error of the origin', origin: () => ({ status: 404 }), type: 'Error', status: 404 },
  {
    rule: 'RESH-24 to HTTPS',
    behavior: { viewerProtocolPolicy: 'redirect-to-https' },
    parts: { protocol: 'http' },
    type: 'Redirect',
    status: 301,
  },
  {
    rule: 'RESH-25 a Lambda throws',
    lambda: { 'viewer-request': 'execution-error' },
    type: 'LambdaExecutionError',
    status: 503,
  },
  {
    rule: 'RESH-26 a Lambda returns nonsense',
    lambda: { 'viewer-request': () => 'no' },
    type: 'LambdaValidationError',
    status: 502,
  },
  {
    rule: 'RESH-27 too many at once',
    lambda: { 'viewer-request': 'throttled' },
    type: 'LambdaLimitExceeded',
    status: 503,
  },
  {
    rule: 'RESH-28 a Lambda answers',
    lambda: { 'viewer-request': () => ({ status: '200' }) },
    type: 'LambdaGeneratedResponse',
    status: 200,
  },
  {
    rule: 'RESH-29 a function answers',
    viewerRequest: () => ({ ...made, ...RUN }),
    type: 'FunctionGeneratedResponse',
    status: 200,
  },
  {
    rule: 'RESH-30 a function throws',
    viewerRequest: () => ({ kind: 'execution-error', pageText: '', message: '', ...RUN }),
    type: 'FunctionExecutionError',
    status: 503,
  },
  {
    rule: 'GEN-26 a function returns nonsense',
    viewerRequest: () => ({ kind: 'validation-error', pageText: '', message: '', ...RUN }),
    type: 'FunctionValidationError',
    status: 502,
  },
])(
  '$rule: $type',
  ({ behavior, origin = () => PAGE, lambda = {}, viewerRequest, parts = {}, atMs = 1_000, type, status }) => {
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [
          cacheBehavior({
            ...behavior,
            lambdas: lambdasAt(...(Object.keys(lambda) as LambdaEventType[])),
            functions: viewerRequest === undefined ? {} : { 'viewer-request': namedFunction('f') },
          }),
        ],
      }),
      origin,
      lambda: scriptedLambda(lambda).lambda,
      functions: viewerRequest === undefined ? {} : { f: { viewerRequest } },
    })
    stage.request(0)
    const last = stage.request(atMs, parts)
    stage.run()
    expect(last.response).toMatchObject({ status, resultType: type })
    expect(last.response.headers.getAll('x-cache')).toEqual([`${type} from cloudfront`])
  },
)

import type { CloudFrontFunction } from '../../distribution/model.ts'
import type {
  FunctionRequest,
  FunctionResponse,
  FunctionRunner,
  ViewerRequestOutcome,
  ViewerResponseOutcome,
} from '../../pop/edge-functions/cloudfront-js/invocation.ts'

const RUN = { logs: [], customLogData: undefined }

/** A function that is only a name; what it does stands in a `ScriptedFunction`. */
export const namedFunction = (name: string): CloudFrontFunction => ({
  logicalId: name,
  name,
  runtime: 'cloudfront-js-2.0',
  code: '',
  keyValueStore: undefined,
  place: { file: `${name}.js` },
})

/** What a scripted function does; what it does not name it leaves as it is. */
export interface ScriptedFunction {
  readonly viewerRequest?: (request: FunctionRequest) => Partial<FunctionRequest> | ViewerRequestOutcome
  readonly viewerResponse?: (
    response: FunctionResponse,
    request: FunctionRequest,
  ) => Partial<FunctionResponse> | ViewerResponseOutcome
}

const unchangedRequest = ({ uri, queryString, headers }: FunctionRequest): ViewerRequestOutcome => ({
  kind: 'request',
  uri,
  queryString,
  headers,
  ...RUN,
})

const unchangedResponse = ({ status, statusDescription, headers }: FunctionResponse): ViewerResponseOutcome => ({
  kind: 'response',
  status,
  statusDescription,
  headers,
  body: undefined,
  ...RUN,
})

export const scriptedRunner = ({ viewerRequest, viewerResponse }: ScriptedFunction): FunctionRunner => ({
  viewerRequest: (_, request) => {
    const given = viewerRequest?.(request) ?? {}
    return 'kind' in given ? given : { ...unchangedRequest({ ...request, ...given }) }
  },
  viewerResponse: (_, request, response) => {
    const given = viewerResponse?.(response, request) ?? {}
    return 'kind' in given ? given : { ...unchangedResponse({ ...response, ...given }) }
  },
})

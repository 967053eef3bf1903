/** `x-edge-result-type` and `x-edge-response-result-type`, and the first word of `x-cache` (RESH-20 to RESH-31). */
export type ResultType =
  | 'Hit'
  | 'RefreshHit'
  | 'Miss'
  | 'Error'
  | 'Redirect'
  | 'LimitExceeded'
  | 'LambdaExecutionError'
  | 'LambdaValidationError'
  | 'LambdaLimitExceeded'
  | 'LambdaGeneratedResponse'
  | 'FunctionGeneratedResponse'
  | 'FunctionExecutionError'
  | 'FunctionValidationError'
  | 'FunctionThrottledError'

/** `x-edge-detailed-result-type` where it says more than the result type. */
export type DetailedResultType =
  | ResultType
  | 'OriginShieldHit'
  | 'MissGeneratedResponse'
  | 'InvalidRequest'
  | 'InvalidRequestBlocked'
  | 'InvalidRequestHeader'
  | 'InvalidRequestMethod'
  | 'ClientGeoBlocked'
  | 'ClientCommError'
  | 'ClientHungUpRequest'
  | 'AbortedOrigin'
  | 'OriginDnsError'
  | 'OriginConnectError'
  | 'OriginCommError'
  | 'OriginInvalidResponseError'
  | 'OriginHeaderTooBigError'
  | 'OriginContentRangeLengthError'
  | 'OriginError'

/** RESH-31: the value shown to the viewer. */
export const xCache = (resultType: ResultType): string =>
  `${resultType === 'LimitExceeded' ? 'Error' : resultType} from cloudfront`

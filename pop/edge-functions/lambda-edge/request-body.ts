import type { LambdaAssociation, LambdaEventType } from '../../../distribution/model.ts'
import type { HeaderList } from '../../../http/header-list.ts'
import type { Body } from '../../body.ts'
import { askBodyStart, type Walk, type World } from '../../world.ts'
import type { LambdaRequest } from './invocation.ts'
import { LAMBDA_BYTES_MAX } from './limits.ts'
import type { WrittenBody } from './validate-result.ts'

/**
 * `request.body` of an event, only for an association with IncludeBody: base64, cut at 40 KB at the viewer and at 1 MB at the origin
 * (LAE-40). A request without a body has an empty one.
 */
export function* includedBody(
  { includeBody }: LambdaAssociation,
  eventType: LambdaEventType,
  body: Body | undefined,
): Walk<Pick<LambdaRequest, 'body'>> {
  if (!includeBody) return {}
  const { base64, isWhole } =
    body === undefined ? { base64: '', isWhole: true } : yield* askBodyStart(body, LAMBDA_BYTES_MAX[eventType])
  return { body: { inputTruncated: !isWhole, action: 'read-only', encoding: 'base64', data: base64 } }
}

interface WithBody {
  readonly headers: HeaderList
  readonly body: Body | undefined
}

/** A request after a function had its say on the body: another body has its own length, and the viewer's is let go (LAE-40). */
export const withRequestBody = <T extends WithBody>(world: World, request: T, written: WrittenBody | undefined): T => {
  if (written === undefined) return request
  if (request.body !== undefined) world.discard(request.body)
  const body = world.makeBody(written.data, written.encoding)
  const headers = request.headers
    .clone()
    .delete('transfer-encoding')
    .set('content-length', String(body.byteLength ?? 0))
  return { ...request, headers, body }
}

import { isDisallowedHeader } from '../../../distribution/header-restrictions.ts'
import type { HeaderList } from '../../../http/header-list.ts'
import { fromWire } from '../wire-text.ts'
import { readGuestAnswer, type GuestAnswer } from './guest-answer.ts'
import type { FunctionContext, FunctionRequest, FunctionResponse } from './invocation.ts'
import type { Field } from './realm.ts'

const contextFields = (context: FunctionContext, request: FunctionRequest): Field[] => [
  context.distributionDomainName,
  context.distributionId,
  context.requestId,
  context.clientIp,
  context.now,
  context.edgeLocation?.name,
  context.edgeLocation?.serverIp,
  context.edgeLocation?.region,
  request.method,
  fromWire(request.uri),
  request.queryString === undefined ? undefined : fromWire(request.queryString),
]

/** Disallowed headers are not visible to functions (HDR-01). */
const addHeaderFields = (fields: Field[], { names, values }: HeaderList): void => {
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    if (!isDisallowedHeader(name)) fields.push(name, fromWire(values[i] as string))
  }
}

/** The arguments of the realm's entry point for a viewer-request event. */
export const viewerRequestFields = (context: FunctionContext, request: FunctionRequest): Field[] => {
  const fields = contextFields(context, request)
  addHeaderFields(fields, request.headers)
  return fields
}

/** The arguments of the realm's entry point for a viewer-response event. */
export const viewerResponseFields = (
  context: FunctionContext,
  request: FunctionRequest,
  response: FunctionResponse,
): Field[] => {
  const requestHeaders: Field[] = []
  addHeaderFields(requestHeaders, request.headers)
  const fields = contextFields(context, request)
  fields.push(requestHeaders.length, response.status, response.statusDescription, ...requestHeaders)
  addHeaderFields(fields, response.headers)
  return fields
}

const UNCHANGED: GuestAnswer = { result: { headerChanges: [] }, isResponse: false, logs: [], characters: 0 }

/**
 * In: `call` gives what the realm packed. Whatever comes out of the realm by way of an exception is not looked at: it may be an object of
 * the guest.
 */
export const answerFrom = (call: () => string): GuestAnswer => {
  try {
    const packed = call()
    return packed === '' ? UNCHANGED : readGuestAnswer(packed)
  } catch {
    const message = 'the function exhausted the stack or could not be loaded'
    return { ...UNCHANGED, failure: { kind: 'execution-error', message, stack: '' } }
  }
}

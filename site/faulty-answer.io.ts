import type { IncomingMessage, ServerResponse } from 'node:http'
import { pathKindOf } from './counters.ts'
import { faultModeFor } from './fault.ts'
import type { Fault } from './fault.ts'

const REASONS = { 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable' } as const

const answerError = (request: IncomingMessage, response: ServerResponse, status: keyof typeof REASONS): void => {
  const isApi = pathKindOf(request.url ?? '/') === 'api'
  const body = isApi
    ? JSON.stringify({ error: REASONS[status] })
    : `<!doctype html><html lang="en"><title>${REASONS[status]}</title><h1>${status} ${REASONS[status]}</h1>`
  response.writeHead(status, {
    'content-type': isApi ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

const later = (request: IncomingMessage, milliseconds: number, answer: () => void): void => {
  const timer = setTimeout(answer, milliseconds)
  request.socket.once('close', () => clearTimeout(timer))
}

/** Answers a request as the fault demands, or hands it to `serve`. `refuse` is not for here: it shuts the port. */
export const answerWithFault = (
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  serve: () => void,
): void => {
  const mode = faultModeFor(fault, pathKindOf(request.url ?? '/'))
  switch (mode) {
    case 'none':
      return serve()
    case '500':
      return answerError(request, response, 500)
    case '502':
      return answerError(request, response, 502)
    case '503':
      return answerError(request, response, 503)
    case 'slow':
      return later(request, fault.delayMilliseconds, serve)
    case 'hang':
      return undefined
    // A connection that was accepted just before the port shut.
    case 'refuse':
    case 'reset':
      request.socket.resetAndDestroy()
      return undefined
  }
}

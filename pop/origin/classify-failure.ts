import type { OriginFailure } from './origin-attempt.ts'

/** How far an exchange with an origin got. */
export type ExchangePhase = 'connecting' | 'tls-handshake' | 'waiting'

const NAME_RESOLUTION_CODES: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'ENODATA',
])

/**
 * In: the phase, the `code` of Node's error, and whether any byte of an answer had come. Out: why there is no answer
 * (GEN-12 to GEN-15, RETRY-06).
 */
export const classifyFailure = (phase: ExchangePhase, code: string, hasAnswerBytes: boolean): OriginFailure => {
  if (phase === 'tls-handshake') return 'tls'
  if (phase === 'connecting') return classifyConnectFailure(code)
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-big'
  if (code.startsWith('HPE_')) return 'invalid-response'
  // TLS 1.3: the origin refuses our certificate, or its lack, after the handshake looked done (ORIG-16).
  if (code.startsWith('ERR_SSL_')) return 'tls'
  return hasAnswerBytes ? 'invalid-response' : 'reset'
}

const classifyConnectFailure = (code: string): OriginFailure => {
  if (NAME_RESOLUTION_CODES.has(code)) return 'dns'
  return code === 'ETIMEDOUT' ? 'connect-timeout' : 'refused'
}

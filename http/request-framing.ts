import type { HeaderList } from './header-list.ts'

/**
 * Why two readers could disagree where the body of a request ends: what a parser that takes it should not pass on (RFC 9112, 6.1 and
 * 6.3). Undefined: nobody can. In: the fields of a request that has a body.
 */
export const unclearFraming = (headers: HeaderList, httpVersion: string): string | undefined => {
  const [coding, second] = headers.getAll('transfer-encoding')
  if (coding === undefined) return undefined
  if (httpVersion === '1.0') return 'a transfer coding in HTTP/1.0'
  if (second !== undefined || coding.toLowerCase() !== 'chunked') return 'a transfer coding other than chunked'
  return headers.has('content-length') ? 'a transfer coding beside a length' : undefined
}

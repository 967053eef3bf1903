import type { OriginRequest } from './origin-attempt.ts'

const utf8Percent = (character: string): string =>
  [...Buffer.from(character)].map(byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')

/** The target of the request line. Characters that would break the line (a function may have written them) are percent-encoded. */
export const requestTarget = ({ uri, queryString }: OriginRequest): string => {
  const target = queryString === undefined ? uri : `${uri}?${queryString}`
  return target.replace(/[^\x21-\x7e\x80-\xff]/gu, utf8Percent)
}

/** Header values are bytes on the wire; text beyond Latin-1 (a function may have written it) goes out as UTF-8. */
const wireValue = (value: string): string =>
  /[^\0-\xff]/.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value

/**
 * Flat `[name, value, …]` as it goes out: the list of the request, and the framing of the body where the list does not state it.
 */
export const wireHeaders = ({ method, headers, body }: OriginRequest): string[] => {
  const raw = headers.toRaw()
  for (let i = 1; i < raw.length; i += 2) raw[i] = wireValue(raw[i] ?? '')
  if (headers.has('content-length') || headers.has('transfer-encoding')) return raw
  if (body === undefined) return MEANT_TO_HAVE_A_BODY.has(method) ? [...raw, 'Content-Length', '0'] : raw
  if (body.byteLength === undefined) return [...raw, 'Transfer-Encoding', 'chunked']
  return [...raw, 'Content-Length', String(body.byteLength)]
}

const MEANT_TO_HAVE_A_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

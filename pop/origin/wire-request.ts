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

/** The one field that says where the body ends, in the one form that every origin reads alike (RFC 9112, 6). */
const framing = ({ method, headers, body }: OriginRequest): string[] => {
  if (body === undefined) return MEANT_TO_HAVE_A_BODY.has(method) ? ['Content-Length', '0'] : []
  const isChunked = body.byteLength === undefined || headers.has('transfer-encoding')
  return isChunked ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(body.byteLength)]
}

/** Flat `[name, value, …]` as it goes out: the list of the request, and the framing of the body, however the viewer wrote it. */
export const wireHeaders = (request: OriginRequest): string[] => {
  const { names, spellings, values } = request.headers
  const raw: string[] = []
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (name === 'content-length' || name === 'transfer-encoding') continue
    raw.push(spellings[i] ?? '', wireValue(values[i] ?? ''))
  }
  raw.push(...framing(request))
  return raw
}

const MEANT_TO_HAVE_A_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

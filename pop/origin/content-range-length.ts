import { statedPartLength } from '../../http/byte-range.ts'
import type { OriginResponse } from './origin-attempt.ts'

/** GEN-15: how a 206 states two lengths of its part; undefined when it states one of them, or both alike. */
export const contentRangeLengthError = ({ status, headers }: OriginResponse): string | undefined => {
  if (status !== 206) return undefined
  const contentLength = headers.get('content-length')
  const partLength = statedPartLength(headers.get('content-range'))
  if (contentLength === undefined || partLength === undefined || Number(contentLength) === partLength) return undefined
  return `Content-Range has ${partLength} bytes, Content-Length ${contentLength}`
}

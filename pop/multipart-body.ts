import type { Body, ByteRange } from './body.ts'

/** A range of an object and what stands before it. */
export interface BodyPart {
  readonly head: string
  readonly range: ByteRange
}

/** Several ranges of one body as `multipart/byteranges` (TTL-53, RFC 9110, 14.6). Heads are Latin-1: a character is a byte. */
export class MultipartBody implements Body {
  readonly whole: Body
  /** Ascending, without overlap. */
  readonly parts: readonly BodyPart[]
  readonly tail: string
  readonly byteLength: number

  /** In: two or more ranges, the length of the object that they are of, and its `Content-Type`. */
  constructor(
    whole: Body,
    ranges: readonly ByteRange[],
    completeLength: number,
    boundary: string,
    contentType: string | undefined,
  ) {
    const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`
    this.whole = whole
    this.parts = ranges.map(range => ({
      head: `\r\n--${boundary}\r\n${type}Content-Range: bytes ${range.start}-${range.end}/${completeLength}\r\n\r\n`,
      range,
    }))
    this.tail = `\r\n--${boundary}--\r\n`
    this.byteLength = this.parts.reduce(
      (sum, { head, range }) => sum + head.length + range.end - range.start + 1,
      this.tail.length,
    )
  }

  /** From the first byte that is sent to the last one. */
  get span(): ByteRange {
    return { start: this.parts[0]?.range.start ?? 0, end: this.parts.at(-1)?.range.end ?? -1 }
  }
}

const BOUNDARY_DIGITS = 32

/** In the form of CloudFront's own, `CloudFront:` and 32 digits, without quotes. In: the id of the request, which is mostly random. */
export const boundaryFor = (requestId: string): string => {
  const digits = requestId
    .replace(/=+$/, '')
    .slice(-BOUNDARY_DIGITS)
    .replace(/./gs, character => (character.charCodeAt(0) & 15).toString(16))
  return `CloudFront:${digits.padStart(BOUNDARY_DIGITS, '0').toUpperCase()}`
}

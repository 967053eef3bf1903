/**
 * A message body as decisions see it: a length and nothing else. The server gives bytes behind it (`bytes.io.ts`), the replay none.
 */
export interface Body {
  /** Undefined while a body of unstated length is still arriving. */
  readonly byteLength: number | undefined
}

/** The first bytes of a body. */
export interface BodyStart {
  readonly base64: string
  /** False: there is more, or the rest never came. */
  readonly isWhole: boolean
}

/** No body at all: HEAD, 204, 304. */
export const NO_BODY: Body = { byteLength: 0 }

export type { ByteRange } from '../http/byte-range.ts'

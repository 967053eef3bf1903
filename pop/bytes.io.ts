import { Writable, type Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Body, BodyStart, ByteRange } from './body.ts'
import { MultipartBody } from './multipart-body.ts'
import { PartCutter } from './part-cutter.io.ts'
import { endSink, isClosed, type Delivery } from './sink.io.ts'
import { StreamedBody } from './streamed-body.io.ts'

export type { Delivery } from './sink.io.ts'
export { StreamedBody, type ArrivalEnd, type StreamedBodyOptions } from './streamed-body.io.ts'

/** So much may be kept beside a body, of its length: the head it arrived with, where copying costs more than it saves. */
const REST_SHARE_MAX = 1 / 16

/** A body that is all here. */
export class BufferedBody implements Body {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** A part of what has arrived. A short one gets bytes of its own: a cache that keeps it would keep the rest beside it. */
  static ofPart(arrived: Buffer, start: number, end: number): BufferedBody {
    const part = arrived.subarray(start, end)
    if (arrived.length - part.length <= part.length * REST_SHARE_MAX) return new BufferedBody(part)
    const own = Buffer.allocUnsafeSlow(part.length)
    own.set(part)
    return new BufferedBody(own)
  }

  /** The UTF-8 bytes of a text. */
  static ofText(text: string): BufferedBody {
    return new BufferedBody(Buffer.from(text))
  }

  get byteLength(): number {
    return this.bytes.length
  }
}

/** A stream of Node (a viewer's request, a file) as a body; a stream that closes before its end makes the body incomplete. */
export const streamedBodyOf = (source: Readable, declaredBytes?: number): StreamedBody => {
  const body = new StreamedBody(declaredBytes)
  source.on('data', (chunk: Buffer) => {
    if (!body.push(chunk)) source.pause()
  })
  source.once('end', () => body.end())
  source.on('error', error => body.fail(error.message))
  source.once('close', () => body.fail('closed before its end'))
  body.onDrain = () => source.resume()
  body.onAbandoned = () => source.destroy()
  return body
}

/**
 * Sends a body, or one range of it, and ends the sink. `sink-closed`: the reader left before the last byte. `source-failed`: the body
 * broke off; the sink is left open and should be destroyed, so that its reader notices (GEN-19).
 */
export const sendBody = async (body: Body, sink: Writable, range?: ByteRange): Promise<Delivery> => {
  if (body instanceof StreamedBody) return body.pipeTo(sink, range)
  if (body instanceof MultipartBody) return sendParts(body, sink)
  const bytes = bytesAtHand(body)
  return endSink(sink, range === undefined ? bytes : bytes.subarray(range.start, range.end + 1))
}

/** A cut body ends the sink by what is piped into it; a sink that has closed lets go of the body. */
const sendParts = async (body: MultipartBody, sink: Writable): Promise<Delivery> => {
  const cutter = new PartCutter(body)
  const isOver = new Promise<Delivery>(resolve => {
    sink.once('finish', () => resolve('delivered'))
    sink.once('close', () => {
      cutter.destroy()
      resolve('sink-closed')
    })
  })
  if (isClosed(sink)) cutter.destroy()
  else cutter.pipe(sink)
  const delivery = await sendBody(body.whole, cutter, body.span)
  return delivery === 'delivered' ? isOver : delivery
}

export type ReadOutcome =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** `bytes` holds the first `limitBytes`. */
  | { readonly kind: 'over-limit'; readonly bytes: Buffer }
  | { readonly kind: 'source-failed' }

/**
 * All bytes of a body, up to a limit. Beyond it reading stops: whoever still needs the rest calls `record` on a streamed body first.
 */
export const readAll = async (body: Body, limitBytes: number): Promise<ReadOutcome> => {
  if (!(body instanceof StreamedBody || body instanceof MultipartBody)) return cutAt(bytesAtHand(body), limitBytes)
  const chunks: Buffer[] = []
  let length = 0
  const collector = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      length += chunk.length
      if (length > limitBytes) this.destroy()
      done()
    },
  })
  if ((await sendBody(body, collector)) === 'source-failed') return { kind: 'source-failed' }
  return cutAt(Buffer.concat(chunks), limitBytes)
}

/** The first bytes of a body that somebody else will read from its beginning (LAE-40). */
export const startOf = async (body: Body, limitBytes: number): Promise<BodyStart> => {
  if (body instanceof StreamedBody) {
    const { bytes, isWhole } = await body.start(limitBytes)
    return { base64: bytes.toString('base64'), isWhole }
  }
  const bytes = bytesAtHand(body)
  return { base64: bytes.subarray(0, limitBytes).toString('base64'), isWhole: bytes.length <= limitBytes }
}

const cutAt = (bytes: Buffer, limitBytes: number): ReadOutcome =>
  bytes.length > limitBytes ? { kind: 'over-limit', bytes: bytes.subarray(0, limitBytes) } : { kind: 'whole', bytes }

const EMPTY = Buffer.alloc(0)

/** A body of other make (the replay's) has no bytes; to ask for them is our mistake, unless there are none. */
const bytesAtHand = (body: Body): Buffer => {
  if (body instanceof BufferedBody) return body.bytes
  if (body.byteLength === 0) return EMPTY
  throw new Error('a body without bytes behind it was to be read')
}

const gzipped = promisify(gzip)
const brotlied = promisify(brotliCompress)

const GZIP_LEVEL = 6
const BROTLI_QUALITY = 5

/** The body in the given encoding. AWS documents no level (COMP-14); these are the usual ones of a server on the fly. */
export const compressBody = async ({ bytes }: BufferedBody, encoding: 'gzip' | 'br'): Promise<BufferedBody> => {
  if (encoding === 'gzip') return new BufferedBody(await gzipped(bytes, { level: GZIP_LEVEL }))
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  return new BufferedBody(await brotlied(bytes, { params }))
}

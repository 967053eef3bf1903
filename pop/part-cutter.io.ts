import { Transform, type TransformCallback } from 'node:stream'
import type { MultipartBody } from './multipart-body.ts'

/** Takes the bytes of an object from its first wanted one on and lets through the parts, each behind its head; holds no more than it is given. */
export class PartCutter extends Transform {
  readonly #body: MultipartBody
  #nextPart = 0
  /** Of the next byte, in the object. */
  #position: number

  constructor(body: MultipartBody) {
    super()
    this.#body = body
    this.#position = body.span.start
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const begin = this.#position
    const end = begin + chunk.length
    this.#position = end
    for (;;) {
      const part = this.#body.parts[this.#nextPart]
      if (part === undefined || part.range.start >= end) return done()
      if (part.range.start >= begin) this.push(part.head, 'latin1')
      this.push(chunk.subarray(Math.max(0, part.range.start - begin), part.range.end + 1 - begin))
      if (part.range.end >= end) return done()
      this.#nextPart++
    }
  }

  override _flush(done: TransformCallback): void {
    this.push(this.#body.tail, 'latin1')
    done()
  }
}

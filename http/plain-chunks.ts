const CR = 0x0d
const LF = 0x0a

/** Up to 268,435,455 bytes. */
const SIZE_LINE = /^[\da-f]{1,7}\r\n$/i
/** What may still become the line of a size, or the end of the body. */
const BEGINNING = /^(?:[\da-f]{1,7}\r?|0{1,7}\r\n\r?)$/i
const END = /^0{1,7}\r\n\r\n$/

/** What some bytes of a chunked body were. */
export type ChunksRead =
  | { readonly kind: 'more' }
  /** The body is over; what follows it starts at `at`. */
  | { readonly kind: 'over'; readonly at: number }
  /** Something a full parser has to judge: `rest` is the body from the beginning of a chunk on. */
  | { readonly kind: 'odd'; readonly rest: Buffer }
  /** A chunk is longer than it said: no chunked body for anybody. */
  | { readonly kind: 'broken' }

const MORE: ChunksRead = { kind: 'more' }
const BROKEN: ChunksRead = { kind: 'broken' }

/** Reads a chunked body as strictly as RFC 9112 allows: no extensions, no trailers. It arrives in pieces cut anywhere. */
export class PlainChunks {
  /** Of the present chunk, in bytes. */
  #dataLeft = 0
  #lineEndLeft = 0
  /** The line of a size, or the end of the body, as far as it is here. */
  #line = ''

  /** In: the next bytes, and from where on they belong to the body; `onData` gets the parts of them that are data. */
  read(bytes: Buffer, from: number, onData: (data: Buffer) => void): ChunksRead {
    let at = from
    while (at < bytes.length) {
      if (this.#dataLeft > 0) {
        const end = Math.min(bytes.length, at + this.#dataLeft)
        this.#dataLeft -= end - at
        onData(bytes.subarray(at, end))
        at = end
      } else if (this.#lineEndLeft > 0) {
        if (bytes[at++] !== (this.#lineEndLeft === 2 ? CR : LF)) return BROKEN
        this.#lineEndLeft--
      } else {
        const line = this.#line + String.fromCharCode(bytes[at] ?? 0)
        if (END.test(line)) return { kind: 'over', at: at + 1 }
        if (BEGINNING.test(line)) this.#line = line
        else if (SIZE_LINE.test(line)) this.#begin(Number.parseInt(line, 16))
        else return { kind: 'odd', rest: Buffer.concat([Buffer.from(this.#line, 'latin1'), bytes.subarray(at)]) }
        at++
      }
    }
    return MORE
  }

  #begin(size: number): void {
    this.#line = ''
    this.#dataLeft = size
    this.#lineEndLeft = 2
  }
}

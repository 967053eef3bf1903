import type { ClientHello } from './client-hello-fields.ts'

export type ParsedHello =
  | { readonly kind: 'hello'; readonly hello: ClientHello }
  /** More bytes are needed. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'no-hello' }

const INCOMPLETE: ParsedHello = { kind: 'incomplete' }
const NO_HELLO: ParsedHello = { kind: 'no-hello' }

const HANDSHAKE_RECORD = 22
const CLIENT_HELLO = 1
const RECORD_MAX_BYTES = 16_384
/** A hello with post-quantum keys has some 2 KB. */
export const HELLO_MAX_BYTES = 65_536

const EXTENSION = { groups: 10, pointFormats: 11, signatureAlgorithms: 13, alpn: 16, supportedVersions: 43 }

const isGrease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)

/** Reads on; past the end everything is empty, and `isBroken` says so. */
class Cursor {
  isBroken = false
  private at = 0
  private readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length
  }

  number(byteLength: 1 | 2 | 3): number {
    if (this.at + byteLength > this.bytes.length) {
      this.isBroken = true
      this.at = this.bytes.length
      return 0
    }
    this.at += byteLength
    return this.bytes.readUIntBE(this.at - byteLength, byteLength)
  }

  /** What its own length in front announces. */
  vector(lengthBytes: 1 | 2): Buffer {
    const length = this.number(lengthBytes)
    if (this.at + length > this.bytes.length) this.isBroken = true
    const part = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return part
  }

  skip(byteLength: number): void {
    this.at += byteLength
  }
}

const numbersIn = (bytes: Buffer, byteLength: 1 | 2): number[] => {
  const numbers: number[] = []
  for (let at = 0; at + byteLength <= bytes.length; at += byteLength) numbers.push(bytes.readUIntBE(at, byteLength))
  return byteLength === 1 ? numbers : numbers.filter(number => !isGrease(number))
}

const listIn = (bytes: Buffer | undefined, lengthBytes: 1 | 2, itemBytes: 1 | 2): number[] =>
  bytes === undefined ? [] : numbersIn(new Cursor(bytes).vector(lengthBytes), itemBytes)

const alpnIn = (bytes: Buffer | undefined): string | undefined => {
  if (bytes === undefined) return undefined
  const first = new Cursor(new Cursor(bytes).vector(2)).vector(1)
  return first.length === 0 ? undefined : first.toString('latin1')
}

const parseBody = (body: Buffer): ParsedHello => {
  const cursor = new Cursor(body)
  const legacyVersion = cursor.number(2)
  cursor.skip(32)
  cursor.vector(1)
  const ciphers = numbersIn(cursor.vector(2), 2)
  cursor.vector(1)
  const extensions = new Map<number, Buffer>()
  const list = cursor.isAtEnd ? undefined : new Cursor(cursor.vector(2))
  while (list !== undefined && !list.isAtEnd) extensions.set(list.number(2), list.vector(2))
  if (cursor.isBroken || list?.isBroken === true) return NO_HELLO
  const hello: ClientHello = {
    legacyVersion,
    ciphers,
    extensions: [...extensions.keys()].filter(type => !isGrease(type)),
    groups: listIn(extensions.get(EXTENSION.groups), 2, 2),
    pointFormats: listIn(extensions.get(EXTENSION.pointFormats), 1, 1),
    signatureAlgorithms: listIn(extensions.get(EXTENSION.signatureAlgorithms), 2, 2),
    supportedVersions: listIn(extensions.get(EXTENSION.supportedVersions), 1, 2),
    alpn: alpnIn(extensions.get(EXTENSION.alpn)),
  }
  return { kind: 'hello', hello }
}

/** The handshake bytes of the records at the front; undefined when one of them is no handshake record. */
const handshakeBytes = (bytes: Buffer): Buffer | undefined => {
  const parts: Buffer[] = []
  for (let at = 0; at + 5 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 3)
    if (bytes[at] !== HANDSHAKE_RECORD || length > RECORD_MAX_BYTES)
      return parts.length === 0 ? undefined : Buffer.concat(parts)
    parts.push(bytes.subarray(at + 5, at + 5 + length))
    at += 5 + length
  }
  return Buffer.concat(parts)
}

/** The ClientHello at the front of a connection's bytes (RFC 8446, section 4.1.2), which may span several records. */
export const parseClientHello = (bytes: Uint8Array): ParsedHello => {
  const handshake = handshakeBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (handshake === undefined || (handshake.length > 0 && handshake[0] !== CLIENT_HELLO)) return NO_HELLO
  if (handshake.length < 4) return bytes.length > HELLO_MAX_BYTES ? NO_HELLO : INCOMPLETE
  const length = handshake.readUIntBE(1, 3)
  if (length > HELLO_MAX_BYTES) return NO_HELLO
  return handshake.length < 4 + length ? INCOMPLETE : parseBody(handshake.subarray(4, 4 + length))
}

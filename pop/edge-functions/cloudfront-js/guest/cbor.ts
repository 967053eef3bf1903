/**
 * As much of CBOR as a web token needs (CFF-69e): bytes are strings of one character a byte. Keys of maps become texts; whole numbers among
 * the keys of an object become numbers again.
 */
export const GUEST_CBOR = String.raw`
const CBOR_NUMBER = 0, CBOR_NEGATIVE = 1, CBOR_BYTES = 2, CBOR_TEXT = 3, CBOR_ARRAY = 4, CBOR_MAP = 5, CBOR_TAG = 6, CBOR_SIMPLE = 7
class CborReader {
  position = 0
  constructor(bytes) {
    this.bytes = bytes
  }
  take(count) {
    if (!(this.position + count <= this.bytes.length)) throw new Error('the token ends too early')
    this.position += count
    return this.bytes.substring(this.position - count, this.position)
  }
  // The type, and the number that goes with it. Lengths that are not stated are none.
  head() {
    const first = this.take(1).charCodeAt(0)
    const short = first & 31
    if (short > 27) throw new Error('the token has a part without stated length')
    const wide = short < 24 ? '' : this.take(1 << (short - 24))
    let number = short < 24 ? short : 0
    for (let i = 0; i < wide.length; i++) number = number * 256 + wide.charCodeAt(i)
    return { type: first >> 5, number, wide }
  }
  // The number of the tag, or undefined when none stands here.
  tag() {
    const start = this.position
    const { type, number } = this.head()
    if (type === CBOR_TAG) return number
    this.position = start
  }
  bytesOf(type) {
    const head = this.head()
    if (head.type !== type) throw new Error('the token has not the parts of a COSE_Mac0')
    return type === CBOR_ARRAY ? head.number : this.take(head.number)
  }
  value() {
    const { type, number, wide } = this.head()
    if (type === CBOR_NUMBER) return number
    if (type === CBOR_NEGATIVE) return -1 - number
    if (type === CBOR_BYTES) return bufferOf(this.take(number))
    if (type === CBOR_TEXT) return bytesToUtf8(this.take(number), true)
    if (type === CBOR_ARRAY) return this.values(number)
    if (type === CBOR_MAP) return this.members(number)
    if (type === CBOR_SIMPLE) return this.simple(number, wide)
    throw new Error('the token has a tag inside')
  }
  values(count) {
    const values = []
    for (let i = 0; i < count; i++) define(values, i, this.value())
    return values
  }
  members(count) {
    const members = orderedObject()
    for (let i = 0; i < count; i++) {
      const name = this.value()
      if (typeof name !== 'string' && typeof name !== 'number') throw new Error('the token has a key that is no text and no number')
      define(members, name, this.value())
    }
    return members
  }
  simple(number, wide) {
    if (wide.length === 0 && number >= 20 && number <= 23) return [false, true, null, undefined][number - 20]
    if (wide.length !== 4 && wide.length !== 8) throw new Error('the token has a value that is not supported')
    const view = new DataView(viewOf(wide).buffer)
    return wide.length === 4 ? view.getFloat32(0) : view.getFloat64(0)
  }
}

const cborHead = (type, number) => {
  const sizeBytes = number < 24 ? 0 : number < 0x100 ? 1 : number < 0x10000 ? 2 : number < 0x100000000 ? 4 : 8
  let text = ''
  for (let i = 0, rest = number; i < sizeBytes; i++, rest = Math.floor(rest / 256)) text = String.fromCharCode(rest % 256) + text
  return String.fromCharCode((type << 5) | (sizeBytes === 0 ? number : 24 + Math.log2(sizeBytes))) + text
}
const cborBytes = bytes => cborHead(CBOR_BYTES, bytes.length) + bytes
const cborNumber = number => {
  if (Number.isSafeInteger(number)) return number < 0 ? cborHead(CBOR_NEGATIVE, -1 - number) : cborHead(CBOR_NUMBER, number)
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, number)
  return String.fromCharCode(0xfb) + bytesOf(new Uint8Array(view.buffer))
}
const cborText = text => {
  const bytes = utf8ToBytes(text)
  return cborHead(CBOR_TEXT, bytes.length) + bytes
}
const cborKey = name => (regexpExec(/^(?:0|-?[1-9]\d{0,14})$/, name) === null ? cborText(name) : cborNumber(+name))
const CBOR_DEPTH_MAX = 64
const cborValue = (value, depth) => {
  if (depth > CBOR_DEPTH_MAX) throw new Error('a claim is nested too deep')
  if (typeof value === 'number') return cborNumber(value)
  if (typeof value === 'string') return cborText(value)
  if (value === false || value === true || value === null || value === undefined) {
    return String.fromCharCode(0xf4 + [false, true, null, undefined].indexOf(value))
  }
  if (isBytes(value)) return cborBytes(bytesOf(value))
  if (isArray(value)) return value.reduce((text, item) => text + cborValue(item, depth + 1), cborHead(CBOR_ARRAY, value.length))
  if (isObject(value)) return cborMap(value, depth)
  throw new TypeError('a claim is a ' + typeof value)
}
const cborMap = (object, depth) => {
  const names = keys(object)
  return names.reduce((text, name) => text + cborKey(name) + cborValue(object[name], depth + 1), cborHead(CBOR_MAP, names.length))
}
`

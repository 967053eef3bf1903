/**
 * The five string methods of runtime 1.0 that JavaScript has not (CFF-43), and `toString` with an encoding, which left the engine with them: a
 * byte string is a string of characters up to U+00FF.
 */
export const GUEST_BYTE_STRINGS = String.raw`
const range = (text, start, end) => text.slice(start === undefined ? 0 : start, end === undefined ? text.length : end)
const ownText = Function.prototype.call.bind(String.prototype.toString)
addMethods(String, {
  bytesFrom(source, encoding) {
    if (typeof source === 'string') {
      if (encoding !== 'hex' && encoding !== 'base64' && encoding !== 'base64url') throw new TypeError('Unknown encoding: "' + String(encoding) + '"')
      return DECODERS[encoding](source)
    }
    if (!isObject(source)) throw new TypeError('value must be a string or array-like object')
    let bytes = ''
    const length = lengthOf(source)
    charge(length)
    for (let i = 0; i < length; i++) bytes += String.fromCharCode(source[i] & 255)
    return bytes
  },
})
addMethods(String.prototype, {
  fromBytes(start, end) {
    return range('' + this, start, end)
  },
  fromUTF8(start, end) {
    return bytesToUtf8(range('' + this, start, end), false)
  },
  toBytes(start, end) {
    const text = range('' + this, start, end)
    return regexpExec(/[^\x00-\xff]/, text) === null ? text : null
  },
  toUTF8(start, end) {
    return utf8ToBytes(range('' + this, start, end))
  },
  toString(encoding) {
    const text = ownText(this)
    if (encoding === undefined) return text
    if (typeof encoding !== 'string') throw new TypeError('encoding must be a string')
    if (encoding !== 'hex' && encoding !== 'base64' && encoding !== 'base64url') throw new TypeError('Unknown encoding: "' + encoding + '"')
    return ENCODERS[encoding](regexpExec(/[^\x00-\xff]/, text) === null ? text : utf8ToBytes(text))
  },
})
`

/**
 * Bytes and their encodings inside the realm: `TextEncoder`, `TextDecoder`, `atob`, `btoa` (CFF-55, CFF-57). Inside the
 * harness bytes travel as strings of one character a byte, the only form that can cross to the host.
 */
export const GUEST_BYTES = String.raw`
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const HEX = '0123456789abcdef'

// Characters are put together one by one.
const charge = characters => {
  spend(2 * characters)
  walk(characters)
}
const utf8ToBytes = text => {
  charge(text.length)
  let bytes = ''
  for (let i = 0; i < text.length; i++) {
    let code = text.codePointAt(i)
    if (code > 0xffff) i++
    else if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd
    if (code < 0x80) bytes += String.fromCharCode(code)
    else if (code < 0x800) bytes += String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000) {
      bytes += String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    } else {
      bytes += String.fromCharCode(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    }
  }
  return bytes
}

// Encoding Standard, UTF-8 decoder: the bounds of the second byte rule out overlong forms and surrogates.
const bytesToUtf8 = (bytes, fatal) => {
  charge(bytes.length)
  let text = ''
  let i = 0
  const replacement = () => {
    if (fatal) throw new TypeError('The encoded data was not valid')
    return '\ufffd'
  }
  while (i < bytes.length) {
    const lead = bytes.charCodeAt(i++)
    if (lead < 0x80) {
      text += String.fromCharCode(lead)
      continue
    }
    let needed = lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0
    if (needed === 0) {
      text += replacement()
      continue
    }
    let lower = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    let upper = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
    let code = lead & (needed === 1 ? 0x1f : needed === 2 ? 0x0f : 0x07)
    while (needed > 0) {
      const next = i < bytes.length ? bytes.charCodeAt(i) : -1
      if (next < lower || next > upper) break
      code = (code << 6) | (next & 63)
      lower = 0x80
      upper = 0xbf
      i++
      needed--
    }
    text += needed === 0 ? String.fromCodePoint(code) : replacement()
  }
  return text
}

const bytesToBase64 = bytes => {
  charge(bytes.length)
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const three =
      (bytes.charCodeAt(i) << 16) | ((left > 1 ? bytes.charCodeAt(i + 1) : 0) << 8) | (left > 2 ? bytes.charCodeAt(i + 2) : 0)
    text += ALPHABET[three >> 18] + ALPHABET[(three >> 12) & 63]
    text += left > 1 ? ALPHABET[(three >> 6) & 63] : '='
    text += left > 2 ? ALPHABET[three & 63] : '='
  }
  return text
}
const bytesToBase64url = bytes => bytesToBase64(bytes).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_')

// What stands after the first character that is not in the alphabet counts for nothing; unlike in Node, the two alphabets are two.
const base64Decoder = alphabet => text => {
  charge(text.length)
  let bytes = ''
  let bits = 0
  let held = 0
  for (let i = 0; i < text.length; i++) {
    const six = alphabet.indexOf(text[i])
    if (six === -1) break
    held = (held << 6) | six
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes += String.fromCharCode((held >> bits) & 255)
      held &= (1 << bits) - 1
    }
  }
  return bytes
}
const base64ToBytes = base64Decoder(ALPHABET)
const base64urlToBytes = base64Decoder(ALPHABET.replace('+/', '-_'))

const bytesToHex = bytes => {
  charge(bytes.length)
  let text = ''
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes.charCodeAt(i)
    text += HEX[byte >> 4] + HEX[byte & 15]
  }
  return text
}
const hexToBytes = text => {
  charge(text.length)
  let bytes = ''
  for (let i = 0; i + 1 < text.length; i += 2) {
    const byte = parseInt(text.substring(i, i + 2), 16)
    if (!/^[0-9a-fA-F]{2}$/.test(text.substring(i, i + 2))) break
    bytes += String.fromCharCode(byte)
  }
  return bytes
}

const ENCODERS = { utf8: bytesToUtf8, 'utf-8': bytesToUtf8, hex: bytesToHex, base64: bytesToBase64, base64url: bytesToBase64url }
const DECODERS = { utf8: utf8ToBytes, 'utf-8': utf8ToBytes, hex: hexToBytes, base64: base64ToBytes, base64url: base64urlToBytes }
const ownFunction = (table, encoding, fallback) => {
  const name = encoding === undefined ? fallback : encoding
  if (typeof name !== 'string') throw new TypeError('encoding must be a string')
  if (!hasOwn(table, name)) throw new TypeError('"' + name + '" encoding is not supported')
  return table[name]
}
const encodeBytes = (bytes, encoding) => ownFunction(ENCODERS, encoding, 'utf8')(bytes)
// The engine leaves a text as it is of which nothing can be decoded: Buffer.from('%', 'base64') is a percent sign.
const decodeText = (text, encoding) => {
  const bytes = ownFunction(DECODERS, encoding, 'utf8')(text)
  const isLeft = bytes === '' && text !== '' && (encoding !== 'hex' || text.length === 1)
  return isLeft ? utf8ToBytes(text) : bytes
}

const bytesOf = view => {
  charge(view.length)
  let bytes = ''
  for (let i = 0; i < view.length; i++) bytes += String.fromCharCode(view[i] & 255)
  return bytes
}
const viewOf = bytes => {
  charge(bytes.length)
  const view = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) view[i] = bytes.charCodeAt(i)
  return view
}

function TextEncoder() {
  if (new.target === undefined) throw new TypeError("Constructor of TextEncoder requires 'new'")
}
TextEncoder.prototype.encode = function encode(text) { return viewOf(utf8ToBytes(text === undefined ? '' : String(text))) }
TextEncoder.prototype.encodeInto = function encodeInto(text, target) {
  if (!isBytes(target)) throw new TypeError('The "destination" argument must be an instance of Uint8Array')
  const bytes = utf8ToBytes(String(text))
  let written = Math.min(bytes.length, target.length)
  while (written > 0 && (bytes.charCodeAt(written) & 0xc0) === 0x80) written--
  for (let i = 0; i < written; i++) target[i] = bytes.charCodeAt(i)
  return { read: bytesToUtf8(bytes.substring(0, written)).length, written }
}
function TextDecoder(encoding, options) {
  if (new.target === undefined) throw new TypeError("Constructor of TextDecoder requires 'new'")
  if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'utf8') throw new RangeError('The "' + encoding + '" encoding is not supported')
  if (arguments.length > 1 && !isObject(options) && typeof options !== 'function') throw new TypeError('The "options" argument must be of type object')
  decoderSettings.set(this, { fatal: Boolean(options && options.fatal), ignoreBOM: Boolean(options && options.ignoreBOM) })
}
const decoderSettings = new HarnessWeakMap()
for (const [name, get] of [
  ['encoding', () => 'utf-8'],
  ['fatal', function () { return decoderSettings.get(this).fatal }],
  ['ignoreBOM', function () { return decoderSettings.get(this).ignoreBOM }],
]) {
  defineProperty(TextDecoder.prototype, name, { get, configurable: true })
}
TextDecoder.prototype.decode = function decode(view) {
  const { fatal, ignoreBOM } = decoderSettings.get(this)
  const isRead = view === undefined || view instanceof ArrayBuffer || (ArrayBuffer.isView(view) && !(view instanceof DataView))
  if (!isRead) throw new TypeError('The "input" argument must be an instance of TypedArray')
  const text = view === undefined ? '' : bytesToUtf8(bytesOfData(view instanceof ArrayBuffer ? new Uint8Array(view) : view), fatal)
  return !ignoreBOM && text.charCodeAt(0) === 0xfeff ? text.substring(1) : text
}

const atob = text => {
  const clean = String(text).replace(/ /g, '')
  const bare = clean.length % 4 === 0 ? clean.replace(/={1,2}$/, '') : clean
  if (bare.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(bare)) throw new TypeError('the string to be decoded is not correctly encoded')
  // Measured: three characters and less at the end count only with their padding.
  return base64ToBytes(bare === clean ? bare.substring(0, bare.length - (bare.length % 4)) : bare)
}
const btoa = text => {
  const bytes = String(text)
  if (/[^\x00-\xff]/.test(bytes)) throw new TypeError('invalid character (>= U+00FF)')
  return bytesToBase64(bytes)
}
`

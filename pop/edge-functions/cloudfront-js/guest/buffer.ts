/** `Buffer` (CFF-62c), complete; a `Uint8Array` with another prototype. */
export const GUEST_BUFFER = String.raw`
const asBuffer = view => Object.setPrototypeOf(view, Buffer.prototype)
const bufferOf = bytes => asBuffer(viewOf(bytes))
const bytesOfData = (data, encoding, name = 'data argument') => {
  if (typeof data === 'string') return decodeText(data, encoding)
  if (ArrayBuffer.isView(data)) return bytesOf(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  throw new TypeError(name + ' ' + (name === 'data argument' || name === 'key argument' ? '"' + typeof data + '"' : typeof data) + ' is not a string or Buffer-like object')
}
const isBytes = value => value instanceof Uint8Array
// A position as the engine reads it: whole, within 0 and the length.
const clamped = (value, fallback, length) => {
  const position = value === undefined ? fallback : Math.trunc(Number(value)) || 0
  return Math.min(Math.max(position, 0), length)
}
const checkedIndex = (buffer, index, sizeBytes) => {
  const offset = index === undefined ? 0 : Number(index)
  if (!(offset >= 0 && Math.trunc(offset) + sizeBytes <= buffer.length)) {
    throw new RangeError('index ' + String(index) + ' is outside the bound of the buffer')
  }
  return Math.trunc(offset)
}
const dataViewOf = buffer => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)

function Buffer() {
  throw new TypeError('Buffer is not a constructor')
}
Buffer.prototype = Object.create(Uint8Array.prototype)
const addMethods = (object, methods) => {
  for (const name of getOwnPropertyNames(methods)) {
    defineProperty(object, name, { value: methods[name], writable: true, enumerable: false, configurable: true })
  }
}
addMethods(Buffer.prototype, { constructor: Buffer })
defineProperty(Buffer.prototype, Symbol.toStringTag, { value: 'Buffer' })
addMethods(Buffer, {
  alloc(size, fill, encoding) {
    if (typeof size !== 'number' || !(size >= 0 && size <= 0x7fffffff)) throw new RangeError('invalid size')
    spend(size)
    const buffer = asBuffer(new Uint8Array(size))
    return fill === undefined ? buffer : buffer.fill(fill, 0, size, encoding)
  },
  allocUnsafe: size => Buffer.alloc(size),
  byteLength: (data, encoding) => (data instanceof ArrayBuffer ? data.byteLength : bytesOfData(data, encoding, 'first argument').length),
  compare: (a, b) => {
    if (!isBytes(a) || !isBytes(b)) throw new TypeError('source is not a Buffer')
    return comparedBytes(bytesOf(a), bytesOf(b))
  },
  concat(list, totalLength) {
    if (!isArray(list)) throw new TypeError('"list" argument must be an instance of Array')
    let bytes = ''
    for (let i = 0; i < list.length; i++) {
      if (!isBytes(list[i])) throw new TypeError('"list[' + i + ']" argument must be an instance of Buffer or Uint8Array')
      bytes += bytesOf(list[i])
    }
    if (totalLength === undefined) return bufferOf(bytes)
    return bufferOf(bytes.substring(0, totalLength) + '\0'.repeat(Math.max(0, totalLength - bytes.length)))
  },
  from(source, encoding, length) {
    if (typeof source === 'string') return bufferOf(decodeText(source, encoding))
    if (source instanceof ArrayBuffer) return asBuffer(new Uint8Array(source, encoding, length))
    if (!isObject(source)) throw new TypeError('first argument ' + typeof source + ' is not a string or Buffer-like object')
    if (source.type === 'Buffer' && isArray(source.data)) return asBuffer(Uint8Array.from(source.data))
    const value = typeof source.valueOf === 'function' ? source.valueOf() : source
    if (value !== source && typeof value === 'string') return bufferOf(decodeText(value, encoding))
    return asBuffer(Uint8Array.from(source))
  },
  isBuffer: value => value instanceof Buffer,
  isEncoding: name => typeof name === 'string' && hasOwn(ENCODERS, name),
})
const comparedBytes = (a, b) => (a === b ? 0 : a < b ? -1 : 1)
const foundAt = (buffer, value, from, encoding, isLast) => {
  const bytes = bytesOf(buffer)
  const wanted = typeof value === 'number' ? String.fromCharCode(value & 255) : bytesOfData(value, encoding, '"value" argument')
  const start = from === undefined ? (isLast ? bytes.length : 0) : Math.trunc(Number(from)) || 0
  const place = start < 0 ? start + bytes.length : start
  if (isLast) return place < 0 ? -1 : bytes.lastIndexOf(wanted, place)
  return bytes.indexOf(wanted, Math.max(place, 0))
}
const swapped = (buffer, size) => {
  if (buffer.length % size !== 0) throw new RangeError('Buffer size must be a multiple of ' + size * 8 + '-bits')
  walk(buffer.length)
  for (let start = 0; start < buffer.length; start += size) {
    for (let i = 0; i < size / 2; i++) {
      const byte = buffer[start + i]
      buffer[start + i] = buffer[start + size - 1 - i]
      buffer[start + size - 1 - i] = byte
    }
  }
  return buffer
}
addMethods(Buffer.prototype, {
  compare(target, targetStart, targetEnd, start, end) {
    if (!isBytes(target)) throw new TypeError('target is not a Buffer')
    const own = bytesOf(this).substring(clamped(start, 0, this.length), clamped(end, this.length, this.length))
    const other = bytesOf(target).substring(clamped(targetStart, 0, target.length), clamped(targetEnd, target.length, target.length))
    return comparedBytes(own, other)
  },
  copy(target, targetStart, start, end) {
    if (!isBytes(target)) throw new TypeError('target is not a Buffer')
    const from = clamped(start, 0, this.length)
    const to = clamped(targetStart, 0, target.length)
    const count = Math.max(0, Math.min(clamped(end, this.length, this.length) - from, target.length - to))
    Uint8Array.prototype.set.call(target, new Uint8Array(this.buffer, this.byteOffset + from, count), to)
    return count
  },
  equals(other) {
    if (!isBytes(other)) throw new TypeError('argument must be an instance of Buffer or Uint8Array')
    return bytesOf(this) === bytesOf(other)
  },
  fill(value, offset, end, encoding) {
    if (typeof offset === 'string') return this.fill(value, 0, this.length, offset)
    if (typeof end === 'string') return this.fill(value, offset, this.length, end)
    const bytes = typeof value === 'string' || isBytes(value) ? bytesOfData(value, encoding) : String.fromCharCode(value & 255)
    const last = clamped(end, this.length, this.length)
    walk(last)
    for (let i = clamped(offset, 0, this.length), j = 0; i < last; i++, j++) this[i] = bytes === '' ? 0 : bytes.charCodeAt(j % bytes.length)
    return this
  },
  includes(value, from, encoding) {
    return this.indexOf(value, from, encoding) !== -1
  },
  indexOf(value, from, encoding) {
    return typeof from === 'string' ? foundAt(this, value, 0, from, false) : foundAt(this, value, from, encoding, false)
  },
  lastIndexOf(value, from, encoding) {
    return typeof from === 'string' ? foundAt(this, value, undefined, from, true) : foundAt(this, value, from, encoding, true)
  },
  slice(start, end) {
    return this.subarray(start, end)
  },
  subarray(start, end) {
    const place = (value, fallback) => (value < 0 ? clamped(value + this.length, 0, this.length) : clamped(value, fallback, this.length))
    const from = place(start, 0)
    return asBuffer(new Uint8Array(this.buffer, this.byteOffset + from, Math.max(0, place(end, this.length) - from)))
  },
  swap16() {
    return swapped(this, 2)
  },
  swap32() {
    return swapped(this, 4)
  },
  swap64() {
    return swapped(this, 8)
  },
  toJSON() {
    return { type: 'Buffer', data: Array.from(this) }
  },
  toString(encoding, start, end) {
    return encodeBytes(bytesOf(this).substring(clamped(start, 0, this.length), clamped(end, this.length, this.length)), encoding)
  },
  write(text, offset, length, encoding) {
    if (typeof text !== 'string') throw new TypeError('first argument must be a string')
    if (typeof offset === 'string') return this.write(text, 0, this.length, offset)
    if (typeof length === 'string') return this.write(text, offset, this.length, length)
    const start = checkedIndex(this, offset, 0)
    const bytes = decodeText(text, encoding)
    let count = Math.min(bytes.length, this.length - start, length === undefined ? this.length : length)
    // Never half a character.
    if (encoding === undefined || encoding === 'utf8') while (count < bytes.length && count > 0 && (bytes.charCodeAt(count) & 0xc0) === 0x80) count--
    for (let i = 0; i < count; i++) this[start + i] = bytes.charCodeAt(i)
    return count
  },
})

// Numbers of 8, 16 and 32 bits and floats go through DataView; readIntBE and its three relatives take 1 to 6 bytes.
const NUMBERS = [['Int8', 1], ['Uint8', 1], ['Int16', 2], ['Uint16', 2], ['Int32', 4], ['Uint32', 4], ['Float32', 4], ['Float64', 8]]
const BUFFER_NAMES = { Uint8: 'UInt8', Uint16: 'UInt16', Uint32: 'UInt32', Float32: 'Float', Float64: 'Double' }
const addNumber = (type, sizeBytes, order) => {
  const name = (BUFFER_NAMES[type] || type) + order
  const isLittle = order === 'LE'
  addMethods(Buffer.prototype, {
    ['read' + name](offset) {
      return dataViewOf(this)['get' + type](checkedIndex(this, offset, sizeBytes), isLittle)
    },
    ['write' + name](value, offset) {
      const start = checkedIndex(this, offset, sizeBytes)
      dataViewOf(this)['set' + type](start, value, isLittle)
      return start + sizeBytes
    },
  })
}
const checkedLength = sizeBytes => {
  if (!(sizeBytes >= 1 && sizeBytes <= 6)) throw new RangeError('byteLength must be between 1 and 6')
  return Math.trunc(sizeBytes)
}
const addWideNumber = (isSigned, order) => {
  const name = (isSigned ? 'Int' : 'UInt') + order
  const place = (i, sizeBytes) => (order === 'LE' ? sizeBytes - 1 - i : i)
  addMethods(Buffer.prototype, {
    ['read' + name](offset, byteLength) {
      const sizeBytes = checkedLength(byteLength)
      const start = checkedIndex(this, offset, sizeBytes)
      let value = 0
      for (let i = 0; i < sizeBytes; i++) value = value * 256 + this[start + place(i, sizeBytes)]
      return isSigned && value >= 2 ** (8 * sizeBytes - 1) ? value - 2 ** (8 * sizeBytes) : value
    },
    ['write' + name](value, offset, byteLength) {
      const sizeBytes = checkedLength(byteLength)
      const start = checkedIndex(this, offset, sizeBytes)
      let rest = Math.trunc(Number(value)) || 0
      for (let i = sizeBytes - 1; i >= 0; i--) {
        this[start + place(i, sizeBytes)] = rest - Math.floor(rest / 256) * 256
        rest = Math.floor(rest / 256)
      }
      return start + sizeBytes
    },
  })
}
for (const [type, sizeBytes] of NUMBERS) for (const order of sizeBytes === 1 ? [''] : ['BE', 'LE']) addNumber(type, sizeBytes, order)
for (const order of ['BE', 'LE']) for (const isSigned of [true, false]) addWideNumber(isSigned, order)
`

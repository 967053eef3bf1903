/** `Buffer` (CFF-62c), complete; a `Uint8Array` with another prototype. */
export const GUEST_BUFFER = String.raw`
const asBuffer = view => Object.setPrototypeOf(view, Buffer.prototype)
const bufferOf = bytes => asBuffer(viewOf(bytes))
const bytesOfData = (data, encoding, name = 'data argument') => {
  if (typeof data === 'string') return decodeText(data, encoding)
  if (ArrayBuffer.isView(data)) return bytesOf(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  const type = name === 'data argument' || name === 'key argument' ? '"' + typeWord(data) + '"' : typeWord(data)
  throw new TypeError(name + ' ' + type + ' is not a string or Buffer-like object')
}
// How the runtime's engine calls the type of a value.
function typeWord(value) {
  if (value === null) return 'null'
  if (isArray(value)) return 'array'
  if (value instanceof ArrayBuffer) return 'array buffer'
  return value instanceof EngineRegExp ? 'regexp' : typeof value
}
const isNotBytes = name => new TypeError('"' + name + '" argument must be an instance of Buffer or Uint8Array')
// ToIndex, with the words of the runtime's engine.
function wholeIndex(value) {
  const index = Math.trunc(Number(value)) || 0
  if (index < 0 || index > Number.MAX_SAFE_INTEGER) throw new RangeError('invalid index')
  return index
}
// A position within a buffer, its end included.
const placeWithin = (value, fallback, length, name, isTold = true) => {
  const place = value === undefined ? fallback : wholeIndex(value)
  if (place > length) throw new RangeError('"' + name + '" is out of range' + (isTold ? ': ' + place : ''))
  return place
}
const isBytes = value => value instanceof Uint8Array
// A position of subarray: whole, within 0 and the length.
const clamped = (value, fallback, length) => {
  const position = value === undefined ? fallback : Math.trunc(Number(value)) || 0
  return Math.min(Math.max(position, 0), length)
}
const checkedIndex = (buffer, index, sizeBytes) => {
  const offset = wholeIndex(index)
  if (offset + sizeBytes > buffer.length) throw new RangeError('index ' + offset + ' is outside the bound of the buffer')
  return offset
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
    if (typeof size !== 'number') throw new TypeError('"size" argument must be of type number')
    if (size !== size) throw new RangeError('invalid index')
    if (!(size >= 0 && size <= 0x7fffffff)) throw new RangeError('invalid size')
    spend(size)
    const buffer = asBuffer(new Uint8Array(size))
    return fill === undefined || fill === null ? buffer : buffer.fill(fill, 0, size, encoding)
  },
  allocUnsafe: size => Buffer.alloc(size),
  byteLength: (data, encoding) => (data instanceof ArrayBuffer ? data.byteLength : bytesOfData(data, encoding, 'first argument').length),
  compare: (a, b) => {
    if (!isBytes(a)) throw isNotBytes('source')
    if (!isBytes(b)) throw isNotBytes('target')
    return comparedBytes(bytesOf(a), bytesOf(b))
  },
  concat(list, totalLength) {
    if (!isArray(list)) throw new TypeError('"list" argument must be an instance of Array')
    let bytes = ''
    for (let i = 0; i < list.length; i++) {
      if (!isBytes(list[i])) throw isNotBytes('list[' + i + ']')
      bytes += bytesOf(list[i])
    }
    if (totalLength === undefined) return bufferOf(bytes)
    if (typeof totalLength !== 'number') throw new TypeError('"length" argument must be of type number')
    if (!(totalLength >= 0)) throw new RangeError('"length" is out of range')
    return bufferOf(bytes.substring(0, totalLength) + '\0'.repeat(Math.max(0, totalLength - bytes.length)))
  },
  from(source, encoding, length) {
    if (typeof source === 'string') return bufferOf(decodeText(source, encoding))
    if (source instanceof ArrayBuffer) return asBuffer(windowOf(source, encoding, length))
    if (isObject(source) || typeof source === 'function') {
      if (source.type === 'Buffer' && isArray(source.data)) return asBuffer(Uint8Array.from(source.data))
      const value = typeof source.valueOf === 'function' ? source.valueOf() : source
      if (value !== source && typeof value === 'string') return bufferOf(decodeText(value, encoding))
      if (source.length !== undefined) return asBuffer(Uint8Array.from(source))
      throw new TypeError('first argument ' + typeWord(value) + ' is not a string or Buffer-like object')
    }
    throw new TypeError('first argument ' + typeWord(source) + ' is not a string or Buffer-like object')
  },
  isBuffer: value => value instanceof Buffer,
  isEncoding: name => typeof name === 'string' && hasOwn(ENCODERS, name),
})
const windowOf = (buffer, offset, length) => {
  const start = wholeIndex(offset)
  if (start > buffer.byteLength) throw new RangeError('"offset" is outside of buffer bounds')
  const count = length === undefined ? buffer.byteLength - start : wholeIndex(length)
  if (start + count > buffer.byteLength) throw new RangeError('"length" is outside of buffer bounds')
  return new Uint8Array(buffer, start, count)
}
const comparedBytes = (a, b) => (a === b ? 0 : a < b ? -1 : 1)
// In the place of the position an encoding counts for texts only, and is not looked at otherwise.
const encodingFor = (value, encoding) => (typeof value === 'string' ? encoding : undefined)
const foundAt = (buffer, value, from, encoding, isLast) => {
  if (encoding !== undefined) ownFunction(DECODERS, encoding)
  const bytes = bytesOf(buffer)
  const start = from === undefined ? (isLast ? bytes.length : 0) : Math.trunc(Number(from)) || 0
  const place = start < 0 ? start + bytes.length : start
  if (isLast ? place < 0 : place > bytes.length) return -1
  const wanted = typeof value === 'number' ? String.fromCharCode(value & 255) : bytesOfData(value, encoding, '"value" argument')
  // Measured: nothing is found at either end, wherever the search starts.
  if (wanted === '') return isLast ? bytes.length : 0
  return isLast ? bytes.lastIndexOf(wanted, place) : bytes.indexOf(wanted, Math.max(place, 0))
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
    if (!isBytes(target)) throw isNotBytes('target')
    const otherFrom = placeWithin(targetStart, 0, target.length, 'targetStart')
    const otherTo = placeWithin(targetEnd, target.length, target.length, 'targetEnd')
    const from = placeWithin(start, 0, this.length, 'sourceStart')
    const to = placeWithin(end, this.length, this.length, 'sourceEnd')
    return comparedBytes(bytesOf(this).slice(from, to), bytesOf(target).slice(otherFrom, otherTo))
  },
  copy(target, targetStart, start, end) {
    if (!isBytes(target)) throw isNotBytes('target')
    const to = placeWithin(targetStart, 0, target.length, 'targetStart')
    const from = placeWithin(start, 0, this.length, 'sourceStart')
    const last = placeWithin(end, this.length, this.length, 'sourceEnd')
    const count = Math.max(0, Math.min(last - from, target.length - to))
    Uint8Array.prototype.set.call(target, new Uint8Array(this.buffer, this.byteOffset + from, count), to)
    return count
  },
  equals(other) {
    if (!isBytes(other)) throw isNotBytes('target')
    return bytesOf(this) === bytesOf(other)
  },
  fill(value, offset, end, encoding) {
    if (typeof value === 'string' && typeof offset === 'string') return this.fill(value, 0, this.length, offset)
    if (typeof value === 'string' && typeof end === 'string') return this.fill(value, offset, this.length, end)
    const bytes = typeof value === 'string' || isBytes(value) ? bytesOfData(value, encoding) : String.fromCharCode(value & 255)
    const first = placeWithin(offset, 0, this.length, 'offset', false)
    const last = placeWithin(end, this.length, this.length, 'end', false)
    walk(last)
    for (let i = first, j = 0; i < last; i++, j++) this[i] = bytes === '' ? 0 : bytes.charCodeAt(j % bytes.length)
    return this
  },
  includes(value, from, encoding) {
    return this.indexOf(value, from, encoding) !== -1
  },
  indexOf(value, from, encoding) {
    return typeof from === 'string' ? foundAt(this, value, 0, encodingFor(value, from), false) : foundAt(this, value, from, encoding, false)
  },
  lastIndexOf(value, from, encoding) {
    return typeof from === 'string' ? foundAt(this, value, undefined, encodingFor(value, from), true) : foundAt(this, value, from, encoding, true)
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
    const encode = ownFunction(ENCODERS, encoding, 'utf8')
    const from = start === undefined ? 0 : wholeIndex(start)
    return encode(bytesOf(this).slice(from, end === undefined ? this.length : wholeIndex(end)))
  },
  write(text, offset, length, encoding) {
    if (typeof text !== 'string') throw new TypeError('first argument must be a string')
    if (typeof offset === 'string') return this.write(text, 0, this.length, offset)
    if (typeof length === 'string') return this.write(text, offset, this.length, length)
    const bytes = decodeText(text, encoding)
    const start = wholeIndex(offset)
    if (start >= this.length) throw new RangeError('"offset" is out of range')
    let count = Math.min(bytes.length, this.length - start, length === undefined ? this.length : wholeIndex(length))
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
  if (typeof sizeBytes !== 'number') throw new TypeError('"byteLength" is not a number')
  if (!(sizeBytes >= 1 && sizeBytes < 7)) throw new TypeError('"byteLength" must be <= 6')
  return Math.trunc(sizeBytes)
}
const addWideNumber = (isSigned, order) => {
  const name = (isSigned ? 'Int' : 'UInt') + order
  const byteAt = (i, sizeBytes) => (order === 'LE' ? sizeBytes - 1 - i : i)
  addMethods(Buffer.prototype, {
    ['read' + name](offset, byteLength) {
      const place = wholeIndex(offset)
      const sizeBytes = checkedLength(byteLength)
      const start = checkedIndex(this, place, sizeBytes)
      let value = 0
      for (let i = 0; i < sizeBytes; i++) value = value * 256 + this[start + byteAt(i, sizeBytes)]
      return isSigned && value >= 2 ** (8 * sizeBytes - 1) ? value - 2 ** (8 * sizeBytes) : value
    },
    ['write' + name](value, offset, byteLength) {
      const place = wholeIndex(offset)
      const sizeBytes = checkedLength(byteLength)
      const start = checkedIndex(this, place, sizeBytes)
      let rest = Math.trunc(Number(value)) || 0
      for (let i = sizeBytes - 1; i >= 0; i--) {
        this[start + byteAt(i, sizeBytes)] = rest - Math.floor(rest / 256) * 256
        rest = Math.floor(rest / 256)
      }
      return start + sizeBytes
    },
  })
}
for (const [type, sizeBytes] of NUMBERS) for (const order of sizeBytes === 1 ? [''] : ['BE', 'LE']) addNumber(type, sizeBytes, order)
for (const order of ['BE', 'LE']) for (const isSigned of [true, false]) addWideNumber(isSigned, order)
`

/** `console`, `require('crypto')`, `require('querystring')` (CFF-59, CFF-62, CFF-62b). */
export const GUEST_MODULES = String.raw`
// Answers of the host are strings. Its errors stay in here: an object of the host's realm would be a way out.
const askHost = (question, a, b, c) => {
  let answer
  try {
    answer = question(a, b, c)
  } catch (error) {
    answer = undefined
  }
  return typeof answer === 'string' || typeof answer === 'number' ? answer : undefined
}

// 10 KB of a function's log reach CloudWatch (CFF-155).
const LOG_CHARACTERS_MAX = 10240
const console = {
  log(value) {
    if (logCharacters >= LOG_CHARACTERS_MAX) return
    const charactersMax = LOG_CHARACTERS_MAX - logCharacters
    const line = dumped(value, charactersMax).substring(0, charactersMax)
    logCharacters += line.length + 1
    define(logs, logs.length, line)
  },
}

const ALGORITHMS = ['md5', 'sha1', 'sha256']
const checkAlgorithm = algorithm => {
  if (typeof algorithm !== 'string') throw new TypeError('algorithm must be a string')
  if (ALGORITHMS.indexOf(algorithm) === -1) throw new TypeError('not supported algorithm: "' + algorithm + '"')
}
const hasher = (algorithm, key) => {
  let data = ''
  let used = false
  const hash = Object.create(key === undefined ? HASH : HMAC)
  hashers.set(hash, {
    update(part, encoding) {
      if (used) throw new Error('Digest already called')
      const bytes = bytesOfData(part, encoding)
      charge(bytes.length)
      data += bytes
      return hash
    },
    digest(encoding) {
      if (used) throw new Error('Digest already called')
      used = true
      if (encoding !== undefined && typeof encoding !== 'string') throw new TypeError('encoding must be a string')
      if (encoding !== undefined && (encoding === 'utf8' || !Buffer.isEncoding(encoding))) {
        throw new TypeError('Unknown digest encoding: "' + encoding + '"')
      }
      const bytes = askHost(host.hash, algorithm, data, key)
      if (bytes === undefined) throw new InternalError('hashing failed')
      if (encoding !== undefined) return encodeBytes(bytes, encoding)
      return isOldRuntime ? bytes : bufferOf(bytes)
    },
  })
  return hash
}
const hashers = new HarnessWeakMap()
const hasherOf = hash => {
  if (!hashers.has(hash)) throw new TypeError('"this" is not a hash object')
  return hashers.get(hash)
}
const hashPrototype = name => {
  const prototype = {}
  addMethods(prototype, {
    update(data, encoding) {
      return hasherOf(this).update(data, encoding)
    },
    digest(encoding) {
      return hasherOf(this).digest(encoding)
    },
  })
  return defineProperty(prototype, Symbol.toStringTag, { value: name })
}
const HASH = hashPrototype('Hash')
const HMAC = hashPrototype('Hmac')
const crypto = {
  createHash(algorithm) {
    checkAlgorithm(algorithm)
    return hasher(algorithm, undefined)
  },
  createHmac(algorithm, key) {
    checkAlgorithm(algorithm)
    return hasher(algorithm, bytesOfData(key, undefined, 'key argument'))
  },
}

const queryUnescape = text => {
  charge(text.length)
  let bytes = ''
  for (let i = 0; i < text.length; i++) {
    const hex = text[i] === '%' ? hexToBytes(text.substring(i + 1, i + 3)) : ''
    if (hex === '') bytes += text[i] === '+' ? ' ' : utf8ToBytes(text[i])
    else {
      bytes += hex
      i += 2
    }
  }
  return bytesToUtf8(bytes, false)
}
const queryText = value =>
  typeof value === 'string' ? value : typeof value === 'boolean' || (typeof value === 'number' && value - value === 0) ? '' + value : ''
const coderOf = (options, name, fallback) => {
  const coder = isObject(options) ? options[name] : undefined
  if (coder === undefined) return fallback
  if (typeof coder !== 'function') throw new TypeError('option ' + name + ' is not a function')
  return coder
}
const querystring = {
  parse(text, separator, equals, options) {
    const decode = coderOf(options, 'decodeURIComponent', queryUnescape)
    const limit = options && options.maxKeys !== undefined ? options.maxKeys : 1000
    const parsed = orderedObject(isOldRuntime ? {} : Object.create(null))
    let count = 0
    if (typeof text !== 'string') return parsed
    for (const pair of text.split(separator || '&')) {
      if (pair === '') continue
      walk(1)
      spend(OBJECT_BYTES)
      if (limit > 0 && count++ >= limit) break
      const place = pair.indexOf(equals || '=')
      const name = decode(place === -1 ? pair : pair.substring(0, place))
      const value = place === -1 ? '' : decode(pair.substring(place + (equals || '=').length))
      if (!hasOwn(parsed, name)) define(parsed, name, value)
      else if (Array.isArray(parsed[name])) parsed[name].push(value)
      else define(parsed, name, [parsed[name], value])
    }
    return parsed
  },
  stringify(object, separator, equals, options) {
    const encode = coderOf(options, 'encodeURIComponent', querystring.escape)
    const pairs = []
    for (const name of isObject(object) ? keys(object) : []) {
      const values = Array.isArray(object[name]) ? object[name] : [object[name]]
      charge(4 * lengthOf(values))
      for (const value of values) pairs.push(encode(name) + (equals || '=') + (isObject(value) ? '' : encode(queryText(value))))
    }
    return pairs.join(separator || '&')
  },
  escape: text => engine.encodeURIComponent(text),
  unescape: text => queryUnescape(String(text)),
}
querystring.decode = querystring.parse
querystring.encode = querystring.stringify

const BUFFER_BYTES_MAX = 0x7fffffff
const modules = isOldRuntime ? { crypto, querystring } : { crypto, querystring, buffer: { Buffer, constants: { MAX_LENGTH: BUFFER_BYTES_MAX, MAX_STRING_LENGTH: BUFFER_BYTES_MAX }, kMaxLength: BUFFER_BYTES_MAX } }
const require = name => {
  if (name === undefined) throw new TypeError('missing path')
  if (typeof name === 'string' && hasOwn(modules, name)) return modules[name]
  throw new Error('Cannot find module "' + String(name) + '"')
}
`

/** `import cf from 'cloudfront'` (CFF-63 ff.): the key value store, custom log data, the edge location. */
export const GUEST_CLOUDFRONT = String.raw`
// The answer starts with + when the key exists.
const keyValue = key => {
  const answer = askHost(host.keyValue, String(key))
  return answer === undefined || answer[0] !== '+' ? undefined : answer.substring(1)
}
const KEY_VALUE_FORMATS = {
  string: text => text,
  json: text => JSON.parse(text),
  bytes: text => bufferOf(utf8ToBytes(text)),
}
const readKey = (key, options) => {
  const format = options && options.format !== undefined ? String(options.format) : 'string'
  if (!hasOwn(KEY_VALUE_FORMATS, format)) throw new TypeError('format must be string, json or bytes')
  const text = keyValue(key)
  if (text === undefined) throw keyNotFound(String(key))
  return KEY_VALUE_FORMATS[format](text)
}
// Settles after the function had its chance to listen: a rejection nobody listens to yet is reported to the process, which costs.
const later = work => promiseThen(HarnessPromise.resolve(), work)
const keyValueStore = {
  get: (key, options) => later(() => readKey(key, options)),
  exists: key => later(() => keyValue(key) !== undefined),
  meta: () => later(() => {
    const keyCount = askHost(host.keyCount)
    return { creationDateTime: new FrozenDate().toISOString(), lastUpdatedDateTime: new FrozenDate().toISOString(), keyCount }
  }),
}

// Cut at 800 bytes after URL-encoding; the last call wins.
const CUSTOM_LOG_DATA_BYTES_MAX = 800
const encodedForLog = text => {
  let encoded
  try {
    encoded = encodeURIComponent(text)
  } catch (loneSurrogate) {
    encoded = encodeURIComponent(bytesToUtf8(utf8ToBytes(text), false))
  }
  if (encoded.length <= CUSTOM_LOG_DATA_BYTES_MAX) return encoded
  return encoded.substring(0, CUSTOM_LOG_DATA_BYTES_MAX).replace(/%[0-9A-F]?$/, '')
}
// An error without stack: a missing key is an everyday answer, and a stack costs more than the rest of the call.
const keyNotFound = key => Object.create(Error.prototype, {
  message: { value: 'KeyNotFound: the key "' + key + '" is not in the key value store', writable: true, configurable: true },
})

const cloudfront = {
  kvs() {
    if (askHost(host.keyCount) === undefined) throw new Error('the function has no associated key value store')
    return keyValueStore
  },
  logCustomData(text) {
    if (typeof text !== 'string') throw new TypeError('logCustomData needs a string')
    customLogData = encodedForLog(text)
  },
  // CFF-69c: empty at viewer-response.
  get edgeLocation() {
    return eventType === 'viewer-request' ? { name: 'FRA', serverIp: '127.0.0.1', region: 'eu-central-1' } : {}
  },
}
for (const name of 'updateRequestOrigin selectRequestOriginById createRequestOriginGroup'.split(' ')) {
  cloudfront[name] = () => {
    unsupported = 'cf.' + name + ' is not emulated yet'
    throw new InternalError(unsupported)
  }
}
cloudfront.cwt = {}
for (const name of ['validateToken', 'generateToken']) {
  cloudfront.cwt[name] = () => {
    unsupported = 'cf.cwt.' + name + ' is not emulated yet'
    throw new InternalError(unsupported)
  }
}
`

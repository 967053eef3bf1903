/** `import cf from 'cloudfront'` (CFF-63 ff.): the key value store, custom log data, the edge location. */
export const GUEST_CLOUDFRONT = String.raw`
// The answer starts with + when the key exists.
const keyValue = key => {
  const name = String(key)
  askKeyValue(name)
  const answer = askHost(host.keyValue, name)
  return answer === undefined || answer[0] !== '+' ? undefined : made(answer.substring(1))
}
const KEY_VALUE_FORMATS = {
  string: text => text,
  json: text => JSON.parse(text),
  bytes: text => bufferOf(utf8ToBytes(text)),
}
// Promises of the store settle when the function had its chance to listen: a rejection without a listener is reported to the process, which
// costs. During the first turn that is when the handler returns, afterwards a job later.
const settledNow = HarnessPromise.resolve()
let isFirstTurn = false
let firstWaiting
let lastWaiting
const settleWaiting = () => {
  for (let waiting = firstWaiting; waiting !== undefined; waiting = waiting.next) {
    const { settle, outcome } = waiting
    settle(outcome)
  }
  firstWaiting = undefined
}
const settleLater = (settle, outcome) => {
  const waiting = { settle, outcome, next: undefined }
  if (firstWaiting !== undefined) lastWaiting.next = waiting
  else {
    firstWaiting = waiting
    if (!isFirstTurn) promiseThen(settledNow, settleWaiting)
  }
  lastWaiting = waiting
}

let resolveMade
let rejectMade
const keepSettlers = (resolve, reject) => {
  resolveMade = resolve
  rejectMade = reject
}
// A promise of what question(a, b) answers; a promise of a rejection if it answers with a Rejection or throws.
const promiseOf = (question, a, b) => {
  const promise = new HarnessPromise(keepSettlers)
  const resolve = resolveMade
  const reject = rejectMade
  try {
    const answer = question(a, b)
    if (answer instanceof Rejection) settleLater(reject, answer.reason)
    else settleLater(resolve, answer)
  } catch (error) {
    settleLater(reject, error)
  }
  return promise
}
// No stack, no throw: a missing key is an everyday answer, and those cost more than the rest of the call. Functions compare the text.
const keyNotFound = () => ({ __proto__: Error.prototype, message: 'KeyNotFound' })

class Rejection {
  reason
  constructor(reason) {
    this.reason = reason
  }
}
const readKey = (key, options) => {
  const format = options && options.format !== undefined ? String(options.format) : 'string'
  const text = keyValue(key)
  if (!hasOwn(KEY_VALUE_FORMATS, format)) return new Rejection(new TypeError('format must be string, json or bytes'))
  return text === undefined ? new Rejection(keyNotFound()) : KEY_VALUE_FORMATS[format](text)
}
const storeTimes = () => ({ creationDateTime: new FrozenDate().toISOString(), lastUpdatedDateTime: new FrozenDate().toISOString() })
const storeMeta = () => ({ ...storeTimes(), keyCount: askHost(host.keyCount) })
const hasKey = key => keyValue(key) !== undefined
const keyValueStore = {
  get: (key, options) => promiseOf(readKey, key, options),
  exists: key => promiseOf(hasKey, key),
  meta: () => promiseOf(storeMeta),
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
const cloudfront = {
  kvs() {
    if (!host.hasKeyValues) throw new Error('the function has no associated key value store')
    return keyValueStore
  },
  logCustomData(text) {
    if (typeof text !== 'string') throw new TypeError('logCustomData needs a string')
    walk(text.length)
    customLogData = encodedForLog(text)
  },
  // CFF-69c: empty at viewer-response. Equal requests may come from anywhere.
  get edgeLocation() {
    readsMoment = true
    if (eventType !== 'viewer-request' || locationName === undefined) return {}
    return { name: locationName, serverIp: locationIp, region: locationRegion }
  },
  // CFF-69f: this is a standard distribution.
  get distributionTenant() {
    throw new TypeError('distributionTenant module is not available')
  },
}
// Checked outside: what is wrong with it is wrong with the result (CFF-66). The last call counts.
let originChoice
for (const name of 'updateRequestOrigin selectRequestOriginById createRequestOriginGroup'.split(' ')) {
  cloudfront[name] = (first, second) => {
    if (eventType !== 'viewer-request') throw new TypeError('cf.' + name + ' is for viewer-request functions')
    originChoice = JSON.stringify([name, first, second])
  }
}
`

/**
 * The event of a recorded invocation looks like any other, but behind `request`, `response`, their tables and entries stand proxies that
 * ask (`asking.ts`) before they give.
 */
export const GUEST_RECORDER = String.raw`
// The traps of a proxy. What the function has written itself is no question any more.
const NO_KEYS = new HarnessSet()
const NO_ENTRIES = new HarnessMap()
class Recorder {
  overwritten = NO_KEYS
  constructor(target) {
    this.target = target
    this.proxy = new HarnessProxy(target, this)
  }
  look(key) {
    if (typeof key === 'string' && !this.overwritten.has(key)) this.askFor(key)
  }
  overwrite(key) {
    if (this.overwritten === NO_KEYS) this.overwritten = new HarnessSet()
    this.overwritten.add(key)
  }
  get(target, key, receiver) {
    this.look(key)
    return Reflect.get(target, key, receiver)
  }
  has(target, key) {
    this.look(key)
    return Reflect.has(target, key)
  }
  getOwnPropertyDescriptor(target, key) {
    this.look(key)
    return getOwnPropertyDescriptor(target, key)
  }
  ownKeys(target) {
    this.askForKeys()
    return ownKeys(target)
  }
  // An object that inherits from the proxy keeps to itself what is written to it.
  set(target, key, value, receiver) {
    if (receiver !== this.proxy || key === '__proto__') return Reflect.set(target, key, value, receiver)
    this.overwrite(key)
    return Reflect.set(target, key, value)
  }
  defineProperty(target, key, descriptor) {
    runAgain()
    return Reflect.defineProperty(target, key, descriptor)
  }
  deleteProperty(target, key) {
    this.askBeforeDeleting(key)
    this.overwrite(key)
    return deleteProperty(target, key)
  }
  preventExtensions(target) {
    runAgain()
    return Reflect.preventExtensions(target)
  }
  setPrototypeOf(target, prototype) {
    runAgain()
    return Reflect.setPrototypeOf(target, prototype)
  }
  askForKeys() {}
  askBeforeDeleting() {}
}

// Fields of request, response, context and viewer; a field without question is a table or the same for all.
const REQUEST_FIELDS = { method: 'method', uri: 'uri' }
const RESPONSE_FIELDS = { statusCode: 'statusCode', statusDescription: 'statusDescription' }
const CONTEXT_FIELDS = { distributionDomainName: 'distributionDomainName', distributionId: 'distributionId', requestId: 'moment' }
const VIEWER_FIELDS = { ip: 'moment' }
class FieldsRecorder extends Recorder {
  constructor(target, fields) {
    super(target)
    this.fields = fields
  }
  askFor(key) {
    if (!hasOwn(this.fields, key)) return
    if (this.fields[key] === 'moment') readsMoment = true
    else askField(this.fields[key])
  }
  // The only field that may be absent.
  askForKeys() {
    if (this.fields === RESPONSE_FIELDS) askField('statusDescription')
  }
  // For the answer. A field left alone asks nothing; written unseen it asks whether it is the same as before.
  fieldOf(result, field) {
    if (result === this.proxy && !this.overwritten.has(field)) return this.target[field]
    const value = result[field]
    askWhetherEqual(this.fields[field], value)
    return value
  }
}
`

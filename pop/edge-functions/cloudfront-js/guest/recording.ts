/**
 * An invocation that is recorded notes each question it asks of its input, in order: the decision tree of `outcome-memory.ts` is made of
 * them. Its event looks like any other, but behind `request`, `response` and their tables stand proxies. What a question was answered is
 * not noted, the host knows. A question is packed like the answer: a tag and its texts (`questions.ts`).
 *
 * Only frozen realms record, so here methods can be relied on.
 */
export const GUEST_RECORDING = String.raw`
const QUESTIONS_MAX = 64
let isRecording = false
let recordsNext = false
let questions = ''
let asked
let count = 0
let isOutOfSight = false
const record = () => {
  recordsNext = true
}

const nobody = {}
let recordedRequest = nobody
let recordedQuery

const beginRecording = () => {
  isRecording = recordsNext
  recordsNext = false
  recordedRequest = nobody
  if (!isRecording) return
  questions = ''
  asked = new HarnessSet()
  count = 0
  isOutOfSight = false
}
// Undefined: the answer may differ for an equal input, or depends on more than is worth keeping.
const questionsAsked = () => (readsMoment || count > QUESTIONS_MAX ? undefined : questions)

// Where a proxy might be told from its object (messages of refused writes, prototypes that go in circles) the invocation is run again
// without any.
const mustRunAgain = () => isOutOfSight
const runAgain = () => {
  isOutOfSight = true
}

const packed = text => text.length + ':' + text
const askOnce = question => {
  if (count++ < QUESTIONS_MAX) questions += question
}
const ask = question => {
  if (asked.has(question)) return
  asked.add(question)
  askOnce(question)
}
// The question of that kind about a name: made once, as invocations ask the same again and again.
const QUESTIONS_READY_MAX = 256
const kindOfQuestion = (tag, table) => ({ start: table === undefined ? tag : tag + packed(table), ready: new HarnessMap() })
const about = ({ start, ready }, name) => {
  const known = ready.get(name)
  if (known !== undefined) return known
  const question = packed(start + packed(name))
  if (ready.size < QUESTIONS_READY_MAX) ready.set(name, question)
  return question
}
const FIELD = kindOfQuestion('f')
const KEY_VALUE = kindOfQuestion('k')
const askField = field => ask(about(FIELD, field))
const askKeyValue = key => {
  if (isRecording) ask(about(KEY_VALUE, key))
}

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

// { value, multiValue } of a name. Having it is knowing that it is there; any use of it is knowing its texts.
class EntryRecorder extends Recorder {
  constructor(target, table, name) {
    super(target)
    this.table = table
    this.name = name
  }
  look() {
    this.table.askForTexts(this.name)
  }
  overwrite(key) {
    super.overwrite(key)
    this.look()
  }
  askForKeys() {
    this.look()
  }
}

const plainPrototype = Object.prototype
const kindOfTable = table => ({
  table,
  names: packed('n' + packed(table)),
  any: packed('a' + packed(table)),
  whole: packed('w' + packed(table)),
  presence: kindOfQuestion('p', table),
  texts: kindOfQuestion('t', table),
})
const REQUEST_HEADERS = kindOfTable('request.headers')
const REQUEST_COOKIES = kindOfTable('request.cookies')
const REQUEST_QUERY = { ...kindOfTable('request.querystring'), whole: about(FIELD, 'queryString') }
const RESPONSE_HEADERS = kindOfTable('response.headers')
// Always taken as a whole: they are few, and go out as a whole.
const RESPONSE_COOKIES = kindOfTable('response.cookies')
class TableRecorder extends Recorder {
  entries = NO_ENTRIES
  opened = NO_KEYS
  constructor(table, kind) {
    super(table.object)
    this.kind = kind
  }
  knowsWhole() {
    return asked.has(this.kind.whole)
  }
  knowsTexts(name) {
    return this.opened.has(name) || this.knowsWhole()
  }
  askForAll() {
    ask(this.kind.whole)
  }
  askForKeys() {
    if (this.kind === RESPONSE_COOKIES) this.askForAll()
    else if (!this.knowsWhole()) ask(this.kind.names)
  }
  askForPresence(name) {
    if (this.kind === RESPONSE_COOKIES) this.askForAll()
    else if (!this.knowsTexts(name) && !asked.has(this.kind.names)) ask(about(this.kind.presence, name))
  }
  askForTexts(name) {
    if (this.knowsTexts(name)) return
    if (this.opened === NO_KEYS) this.opened = new HarnessSet()
    this.opened.add(name)
    askOnce(about(this.kind.texts, name))
  }
  askBeforeDeleting(key) {
    if (typeof key === 'string') this.askForPresence(key)
  }
  askFor(name) {
    this.askForPresence(name)
    if (!this.knowsTexts(name) && !this.entries.has(name) && hasOwn(this.target, name)) this.handOut(name)
  }
  handOut(name) {
    const { proxy } = new EntryRecorder(this.target[name], this, name)
    if (this.entries === NO_ENTRIES) this.entries = new HarnessMap()
    this.entries.set(name, proxy)
    this.target[name] = proxy
  }

  // For the answer, which must not find out more than the questions tell.

  keysOf(after) {
    return keys(after === this.proxy ? this.target : after)
  }
  // True for an entry that the function gives back without having looked into it.
  isAsGiven(after, name) {
    const isOwn = after === this.proxy
    if (this.knowsTexts(name)) return false
    if (isOwn && !this.overwritten.has(name)) return true
    if (!this.entries.has(name)) return false
    return this.entryIn(after, name) === this.entries.get(name)
  }
  // A getter is not called: it may do anything.
  entryIn(after, name) {
    if (after === this.proxy) return this.target[name]
    const descriptor = getOwnPropertyDescriptor(after, name)
    return descriptor === undefined ? undefined : descriptor.value
  }
  // Before entries are compared one by one. An entry written unseen asks whether it is the same as before.
  askAboutEntries(after) {
    if (this.knowsWhole()) return
    if (after !== this.proxy) {
      if (getPrototypeOf(after) !== plainPrototype) return this.askForAll()
      this.askForKeys()
      for (const name of keys(after)) this.askAboutEntry(after, name)
    } else for (const name of this.overwritten) if (hasOwn(this.target, name)) this.askAboutEntry(after, name)
  }
  askAboutEntry(after, name) {
    if (typeof name !== 'string' || this.isAsGiven(after, name) || this.knowsTexts(name)) return
    const texts = plainTexts(this.entryIn(after, name))
    if (texts === undefined) return this.askForTexts(name)
    let question = 's' + packed(this.kind.table) + packed(name) + texts.length + ':'
    for (const text of texts) question += packed(text)
    askOnce(packed(question))
  }
  // Before a table is compared that goes out in one piece: emptied, it asks only whether there was anything.
  askAboutTable(after) {
    if (after === this.proxy) {
      if (this.overwritten.size > 0) this.askForAll()
    } else if (keys(after).length > 0 || getPrototypeOf(after) !== plainPrototype) this.askForAll()
    else if (!this.knowsWhole()) ask(this.kind.any)
  }
}

// The texts of an entry without getters; undefined when it is anything but plain data.
const plainTexts = entry => {
  if (!isObject(entry)) return undefined
  const several = getOwnPropertyDescriptor(entry, 'multiValue')
  if (several === undefined && getPrototypeOf(entry) === plainPrototype) return plainText(entry)
  if (several === undefined || !isArray(several.value) || several.value.length > QUESTIONS_MAX) return undefined
  const texts = []
  for (let i = 0; i < several.value.length; i++) {
    const element = getOwnPropertyDescriptor(several.value, i)
    const text = element === undefined || !isObject(element.value) ? undefined : plainText(element.value)
    if (text === undefined) return undefined
    texts.push(text[0])
  }
  return texts
}
const plainText = entry => {
  const value = getOwnPropertyDescriptor(entry, 'value')
  return value !== undefined && typeof value.value === 'string' ? [value.value] : undefined
}

const askWhetherEqual = (field, value) => {
  if (typeof value === 'string' && !asked.has(about(FIELD, field))) askOnce(packed('e' + packed(field) + packed(value)))
}

const recordTable = (table, kind) => {
  table.recorder = new TableRecorder(table, kind)
  return table.recorder.proxy
}
const recordRequest = before => {
  const { request } = before
  request.querystring = recordTable(before.queries, REQUEST_QUERY)
  request.headers = recordTable(before.headers, REQUEST_HEADERS)
  request.cookies = recordTable(before.cookies, REQUEST_COOKIES)
  before.recorder = new FieldsRecorder(request, REQUEST_FIELDS)
  recordedQuery = before.query
  recordedRequest = before.recorder.proxy
  return recordedRequest
}
const recordResponse = (response, before) => {
  response.headers = recordTable(before.headers, RESPONSE_HEADERS)
  response.cookies = recordTable(before.cookies, RESPONSE_COOKIES)
  return new FieldsRecorder(response, RESPONSE_FIELDS).proxy
}
// A proxy has no private members.
const recordedRawQuery = () => {
  askField('queryString')
  return recordedQuery
}
`

/** The tables of a recorded event (CFF-73, CFF-78, CFF-80) and their entries; what they ask for the answer, too. */
export const GUEST_TABLE_RECORDER = String.raw`
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
    if (this.knowsTexts(name)) return false
    if (after === this.proxy && !this.overwritten.has(name)) return true
    return this.entries.has(name) && this.entryIn(after, name) === this.entries.get(name)
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
`

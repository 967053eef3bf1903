/**
 * Built-ins that answer otherwise than those of Node.js, as measured on the runtime's engine (ENG-13). Errors whose sentence alone differs
 * are in `wording.ts`; here stands what needs to see the arguments.
 */
export const GUEST_ENGINE_ANSWERS = String.raw`
// Their message says which of the two it was.
const addChecked = name => {
  const method = Object[name]
  const checked = { [name](object, second) {
    if (object === null || object === undefined) throw new TypeError('cannot convert ' + object + ' argument to object')
    return method(object, second)
  } }
  defineProperty(checked[name], 'length', { value: method.length })
  addMethods(Object, checked)
}
for (const name of ['keys', 'values', 'entries', 'getOwnPropertyNames', 'getOwnPropertyDescriptor', 'getOwnPropertyDescriptors', 'getOwnPropertySymbols', 'getPrototypeOf', 'setPrototypeOf']) {
  if (hasOwn(Object, name)) addChecked(name)
}

// A global pattern without a match gives no null: the list of matches, which is empty.
const engineMatch = uncurried(String.prototype.match)
addMethods(String.prototype, {
  match(pattern) {
    const found = engineMatch(this, pattern)
    return found === null && pattern instanceof EngineRegExp && pattern.global ? [] : found
  },
})

if (!isOldRuntime) {
  for (const [type, sizeBytes] of NUMBERS) {
    for (const access of ['get', 'set']) {
      const method = uncurried(DataView.prototype[access + type])
      const isGet = access === 'get'
      const checked = isGet
        ? { [access + type](offset, isLittle) { return method(this, viewIndex(this, offset, sizeBytes), isLittle) } }
        : { [access + type](offset, value, isLittle) { return method(this, viewIndex(this, offset, sizeBytes), value, isLittle) } }
      defineProperty(checked[access + type], 'length', { value: isGet ? 1 : 2 })
      addMethods(DataView.prototype, checked)
    }
  }
}
function viewIndex(view, value, sizeBytes) {
  const offset = wholeIndex(value)
  if (offset + sizeBytes > view.byteLength) throw new RangeError('index ' + offset + ' is outside the bound of the buffer')
  return offset
}

// A string of the engine is UTF-8: half a character is U+FFFD there and no error.
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const wellFormed = uncurried(String.prototype.replace)
const encodingWellFormed = encode => text => {
  try {
    return encode(text)
  } catch (error) {
    if (typeof text !== 'string') throw error
    return encode(wellFormed(text, LONE_SURROGATE, '\ufffd'))
  }
}
engine.encodeURIComponent = { encodeURIComponent: encodingWellFormed(encodeURIComponent) }.encodeURIComponent
engine.encodeURI = { encodeURI: encodingWellFormed(realGlobal.encodeURI) }.encodeURI
for (const name of ['encodeURIComponent', 'encodeURI']) defineProperty(engine[name], 'name', { value: name })
`

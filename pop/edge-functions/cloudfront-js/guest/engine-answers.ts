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

// A character's other case is one character: "SS" of "ß" is two, and what a sigma ends is not looked at.
const EXPANDING = /[\xdf\u0149\u01f0\u0390\u03b0\u0587\u1e96-\u1e9a\u1f50-\u1f56\u1f80-\u1fff\ufb00-\ufb17]/
const caseMapper = (name, moves) => {
  const method = uncurried(String.prototype[name])
  addMethods(String.prototype, {
    [name]() {
      const text = this === undefined || this === null || typeof this === 'string' ? this : '' + this
      if (typeof text !== 'string' || regexpExec(moves, text) === null) return method(text)
      let mapped = ''
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i)
        const isPair = code >= 0xd800 && code <= 0xdbff && i + 1 < text.length
        const character = isPair ? text[i] + text[++i] : text[i]
        mapped += oneOf(character, method(character))
      }
      return mapped
    },
  })
}
// Of "İ" the letter without its dot; "ᾳ" and its like have a capital of their own, the other letters that would expand have none.
const oneOf = (character, mapped) => {
  if (mapped.length <= character.length) return mapped
  if (character === '\u0130') return 'i'
  return hasOwn(CAPITALS, character) ? CAPITALS[character] : character
}
const CAPITALS = { '\u1fb3': '\u1fbc', '\u1fc3': '\u1fcc', '\u1ff3': '\u1ffc' }
for (const first of [0x1f80, 0x1f90, 0x1fa0]) {
  for (let i = first; i < first + 8; i++) CAPITALS[String.fromCharCode(i)] = String.fromCharCode(i + 8)
}
caseMapper('toUpperCase', EXPANDING)
caseMapper('toLowerCase', /[\u0130\u03a3]/)

// Where a text has no character there is no number for it either.
const engineCodePointAt = uncurried(String.prototype.codePointAt)
addMethods(String.prototype, {
  codePointAt(position) {
    const code = engineCodePointAt(this, position)
    return code === undefined ? NaN : code
  },
})

// A radix that is given and undefined is none.
const engineNumberText = uncurried(Number.prototype.toString)
addMethods(Number.prototype, {
  toString(radix) {
    if (arguments.length > 0 && radix === undefined) throw new RangeError()
    return engineNumberText(this, radix)
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

/** The string methods that make much of little, or look through long texts: charged by what they will make (`ledger.ts`). */
export const GUEST_LIMITED_STRINGS = String.raw`
const engineConcatText = String.prototype.concat
const textOfThis = value => (typeof value === 'string' || value === undefined || value === null ? value : '' + stringOf(value))
const stringOf = value => ${'`${value}`'}
const lengthOfText = text => (typeof text === 'string' ? text.length : 0)
const CHARACTERS_PER_ELEMENT = 16
// Whatever is done with so short a text does no harm before it is charged.
const SHORT_TEXT_CHARACTERS = 256
const walkText = text => {
  const length = lengthOfText(text)
  if (length > SHORT_TEXT_CHARACTERS) walk(length / CHARACTERS_PER_ELEMENT)
}

// Each callback of replace returns a part of the text. Without end or long, it is charged before it is put together.
const chargedParts = callback =>
  function () {
    const part = engineApply(callback, undefined, arguments)
    const text = typeof part === 'string' ? part : stringOf(part)
    spend(text.length + 1)
    return text
  }
// The replacement text of one match, as ECMAScript's GetSubstitution has it.
const substitution = (template, parts) => {
  const hasNames = isObject(parts[parts.length - 1])
  const last = parts.length - (hasNames ? 2 : 1)
  const text = parts[last]
  const position = parts[last - 1]
  const groupCount = last - 2
  const groupText = number => parts[number] === undefined ? '' : parts[number]
  return engineReplace(template, /\$(?:[$&${'`'}']|(\d\d?)|<([^>]*)>)/g, (mark, digits, name) => {
    if (mark === '$$') return '$'
    if (mark === '$&') return parts[0]
    if (mark === '$${'`'}') return textEnd(text, 0, position)
    if (mark === "$'") return textEnd(text, position + parts[0].length)
    if (name !== undefined) return hasNames ? made(stringOf(parts[parts.length - 1][name] === undefined ? '' : parts[parts.length - 1][name])) : mark
    const two = Number(digits)
    if (two >= 1 && two <= groupCount) return groupText(two)
    const one = Number(digits[0])
    return digits.length === 2 && one >= 1 && one <= groupCount ? groupText(one) + digits[1] : mark
  })
}
const ELEMENTS_AN_EXPANSION = 128
const expanded = template =>
  function (...parts) {
    walk(ELEMENTS_AN_EXPANSION)
    spend(template.length)
    let marks = 0
    for (let i = template.indexOf('$'); i !== -1; i = template.indexOf('$', i + 1)) marks++
    let longest = 0
    for (let i = 0; i < parts.length; i++) if (i < parts.length - 2 && lengthOfText(parts[i]) > longest) longest = parts[i].length
    if (regexpExec(/\$[${'`'}'<]/, template) !== null) longest = lengthOfText(parts[parts.length - 1]) || lengthOfText(parts[parts.length - 2])
    spend(marks * longest)
    return substitution(template, parts)
  }
// The conversions of URIs charge what they make themselves, and make little of little.
const isModest = callback => callback === engine.decodeURIComponent || callback === engine.encodeURIComponent
const PRODUCT_CHARACTERS_MAX = 1048576
// Text in the place of each match: where it has marks, or could make a long text, each is put together and charged by itself.
const replacementFor = (text, replacement) => {
  if (typeof replacement === 'function') return isModest(replacement) ? replacement : chargedParts(replacement)
  const template = typeof replacement === 'string' ? replacement : stringOf(replacement)
  const length = lengthOfText(text)
  const hasMarks = textIndex(template, '$') !== -1
  const charactersMax = (length + 1) * (template.length + (hasMarks ? (template.length >> 1) * length : 0))
  return charactersMax > PRODUCT_CHARACTERS_MAX || (hasMarks && length > SHORT_TEXT_CHARACTERS) ? expanded(template) : template
}
const engineReplace = uncurried(String.prototype.replace)
const engineReplaceAll = String.prototype.replaceAll === undefined ? undefined : uncurried(String.prototype.replaceAll)
const engineSplit = uncurried(String.prototype.split)
const engineText = {}
for (const name of ['repeat', 'padStart', 'padEnd', 'indexOf', 'lastIndexOf', 'includes', 'match', 'search']) engineText[name] = uncurried(String.prototype[name])

const PATTERN_BYTES = 32
const GROUPS_MAX = 1000
// An expression made of text: the tree of its pattern, and what a match of it may hold.
const spendPattern = pattern => {
  const source = typeof pattern === 'string' ? pattern : pattern === undefined || isObject(pattern) ? '' : '' + stringOf(pattern)
  spend(source.length * PATTERN_BYTES)
  let groups = 0
  for (let i = source.indexOf('('); i !== -1; i = source.indexOf('(', i + 1)) if (++groups > GROUPS_MAX) outOfMemory()
}
const filled = (pad, text, lengthMax, filler) => {
  const subject = textOfThis(text)
  const length = +lengthMax
  if (length > TEXT_MAX) throw new RangeError()
  if (length > lengthOfText(subject)) spend(length)
  return filler === undefined ? pad(subject, length) : pad(subject, length, filler)
}
const matched = (method, text, pattern) => {
  const subject = textOfThis(text)
  walkText(subject)
  if (!isObject(pattern)) spendPattern(pattern)
  const found = method(subject, pattern)
  if (isArray(found)) spend(found.length * ELEMENT_BYTES)
  return found
}
// Fewer parts than could be: one more than memory still holds tells.
const boundedSplit = (text, length, separator, limit) => {
  walkText(text)
  const partsMax = limit === undefined ? 4294967295 : limit >>> 0
  const heldMax = Math.max(0, (BYTES_MAX - bytesTaken() - length) / ELEMENT_BYTES | 0) + 1
  return engineSplit(text, separator, length < heldMax ? partsMax : Math.min(partsMax, heldMax))
}
limit(String.prototype, {
  repeat(count) {
    const text = textOfThis(this)
    const times = +count
    if (times > 0 && times < Infinity) spendRepeated(lengthOfText(text), Math.floor(times))
    return engineText.repeat(text, times)
  },
  padStart(length, filler) {
    return filled(engineText.padStart, this, length, filler)
  },
  padEnd(length, filler) {
    return filled(engineText.padEnd, this, length, filler)
  },
  concat() {
    if (this === undefined || this === null) return engineApply(engineConcatText, this, arguments)
    let text = textOfThis(this)
    for (let i = 0; i < arguments.length; i++) text = made(text + stringOf(arguments[i]))
    return text
  },
  replace(pattern, replacement) {
    if (isTextReplacer(pattern)) return engineReplace(this, pattern, replacement)
    const text = textOfThis(this)
    walkText(text)
    if (arguments.length < 2) return made(engineReplace(text, pattern))
    return made(engineReplace(text, pattern, replacementFor(text, replacement)))
  },
  replaceAll(pattern, replacement) {
    if (isTextReplacer(pattern)) return engineReplaceAll(this, pattern, replacement)
    const text = textOfThis(this)
    walkText(text)
    // Many short ones may be found.
    if (!isObject(pattern) && lengthOfText(text) > SHORT_TEXT_CHARACTERS) walk(text.length / Math.max(1, lengthOfText(pattern)))
    return made(engineReplaceAll(text, pattern, replacementFor(text, replacement)))
  },
  split(separator, limit) {
    const text = textOfThis(this)
    const length = lengthOfText(text)
    const parts = length <= SHORT_TEXT_CHARACTERS ? engineSplit(text, separator, limit) : boundedSplit(text, length, separator, limit)
    if (isArray(parts)) spend(parts.length * ELEMENT_BYTES + length)
    return parts
  },
  indexOf(wanted, from) {
    walkSearch(this, wanted)
    return engineText.indexOf(this, wanted, from)
  },
  includes(wanted, from) {
    walkSearch(this, wanted)
    return engineText.includes(this, wanted, from)
  },
  lastIndexOf(wanted, from) {
    walkSearch(this, wanted)
    return arguments.length < 2 ? engineText.lastIndexOf(this, wanted) : engineText.lastIndexOf(this, wanted, from)
  },
  match(pattern) {
    return matched(engineText.match, this, pattern)
  },
  search(pattern) {
    return matched(engineText.search, this, pattern)
  },
})
// The worst search compares all of the one at each place of the other.
const walkSearch = (text, wanted) => {
  const length = lengthOfText(text)
  if (length > SHORT_TEXT_CHARACTERS) walk((length / 64) * Math.min(lengthOfText(wanted) / 64 + 1, 8))
}
// What the runtime's engine has no number for it refuses itself.
const TEXT_MAX = 2147483647
const spendRepeated = (length, times) => {
  if (length * times > TEXT_MAX) throw new RangeError()
  spend(length * times)
}
// An object of the function that does the work itself.
const isTextReplacer = pattern => isObject(pattern) && !(pattern instanceof EngineRegExp)

limitAfter(String.prototype, ['toUpperCase', 'toLowerCase'], made)
limitAfter(Number.prototype, ['toString', 'toFixed', 'toExponential', 'toPrecision'], made)
for (const type of [Object, Error, RegExp, Symbol]) limitAfter(type.prototype, ['toString'], made)
limitAfter(engine, ['encodeURI', 'encodeURIComponent', 'decodeURI', 'decodeURIComponent'], made)

// A match holds its groups. The engine below is slower once this method is another, so only where there may be many.
if (host.hasManyGroups) {
  const engineFind = uncurried(RegExp.prototype.exec)
  limit(RegExp.prototype, {
    exec(text) {
      const found = engineFind(this, text)
      if (found !== null) spend(found.length * ELEMENT_BYTES)
      return found
    },
  })
}
deleteProperty(RegExp.prototype, 'compile')

// The engine's registry of symbols outlives every run (CFF-08).
if (Symbol.for !== undefined) {
  const engineKeyFor = Symbol.keyFor
  limit(Symbol, {
    for(key) {
      const name = stringOf(key)
      if (symbolsOfRun.has(name)) return symbolsOfRun.get(name)
      spend(OBJECT_BYTES + name.length)
      const symbol = Symbol(name)
      symbolsOfRun.set(name, symbol)
      return symbol
    },
    keyFor(symbol) {
      if (typeof symbol !== 'symbol') return engineKeyFor(symbol)
      for (const [name, known] of symbolsOfRun) if (known === symbol) return name
    },
  })
}
`

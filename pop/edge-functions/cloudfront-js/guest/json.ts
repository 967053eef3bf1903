/**
 * `JSON` as the runtime's engine reads and writes it (ENG-13, ENG-26): its sentences, numbers such as `01` and `.5`, members in the order
 * they were written, empty containers over two lines. Only text that the engine below refuses, or whose members it would put into another
 * order, is read here.
 */
export const GUEST_JSON = String.raw`
const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const ESCAPES = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
class JsonReader {
  position = 0
  constructor(text) {
    this.text = text
  }
  fail(what, position = this.position) {
    throw new JsonProblem(position >= this.text.length ? 'Unexpected end of input' : what, position)
  }
  peek() {
    let character = this.text[this.position]
    while (character === ' ' || character === '\n' || character === '\t' || character === '\r') character = this.text[++this.position]
    return character
  }
  whole() {
    this.peek()
    if (this.text[this.position] === undefined) this.fail('')
    const value = this.value()
    if (this.peek() !== undefined) this.fail('Unexpected token')
    return value
  }
  value() {
    const first = this.peek()
    if (first === '{') return this.members('}', true)
    if (first === '[') return this.members(']', false)
    if (first === '"') return this.string()
    if (first === 't') return this.word('true', true)
    if (first === 'f') return this.word('false', false)
    if (first === 'n') return this.word('null', null)
    return this.number()
  }
  word(expected, value) {
    if (this.text.substring(this.position, this.position + expected.length) !== expected) this.fail('Unexpected token')
    this.position += expected.length
    return value
  }
  number() {
    const first = this.text[this.position]
    NUMBER.lastIndex = this.position
    const found = regexpExec(NUMBER, this.text)
    if (found === null) {
      if (first === '-' && this.position + 1 < this.text.length) this.position++
      else if (first === '-') throw new JsonProblem('Unexpected number', this.position)
      this.fail(first <= '/' ? 'Unexpected number' : 'Unexpected token')
    }
    this.position += found[0].length
    return +found[0]
  }
  string() {
    let value = ''
    for (this.position++; this.text[this.position] !== '"'; this.position++) {
      const character = this.text[this.position]
      if (character === undefined) this.fail('')
      if (character < ' ') this.fail('Forbidden source char')
      value += character === '\\' ? this.escape() : character
    }
    this.position++
    return value
  }
  escape() {
    const kind = this.text[++this.position] || ''
    if (hasOwn(ESCAPES, kind)) return ESCAPES[kind]
    if (kind !== 'u') this.fail('Unknown escape char')
    const hex = this.text.substring(this.position + 1, this.position + 5)
    const digits = regexpExec(/^[0-9a-fA-F]*/, hex)[0].length
    if (digits < 4) this.fail('Invalid Unicode escape sequence', this.position + 1 + digits)
    this.position += 4
    return String.fromCharCode(parseInt(hex, 16))
  }
  members(end, areNamed) {
    const value = areNamed ? orderedObject() : []
    this.position++
    for (let comma = -1; this.peek() !== end; ) {
      let name = value.length
      if (areNamed) {
        if (this.text[this.position] !== '"') this.fail('Unexpected token')
        name = this.string()
        if (this.peek() !== ':') throw new JsonProblem('Unexpected token', this.position)
        this.position++
      }
      define(value, name, this.value())
      const next = this.peek()
      if (next === end) break
      if (next !== ',') this.fail('Unexpected token')
      comma = this.position++
      if (this.peek() === end) this.fail('Trailing comma', comma)
    }
    this.position++
    return value
  }
}
class JsonProblem {
  constructor(what, position) {
    this.message = what + ' at position ' + position
  }
}
const revived = (holder, name, reviver) => {
  const value = holder[name]
  if (isObject(value)) {
    for (const key of keys(value)) {
      const inner = revived(value, key, reviver)
      if (inner === undefined) deleteProperty(value, key)
      else define(value, key, inner)
    }
  }
  return callFunction(reviver, holder, name, value)
}
const readJson = (text, reviver) => {
  let value
  try {
    value = new JsonReader(text).whole()
  } catch (problem) {
    throw problem instanceof JsonProblem ? new SyntaxError(problem.message) : problem
  }
  return typeof reviver === 'function' ? revived({ '': value }, '', reviver) : value
}

// Blanks for a number, at most ten characters of a text.
const gapOf = space => {
  const given = isObject(space) && !isArray(space) ? space.valueOf() : space
  if (typeof given === 'number') return ' '.repeat(Math.max(0, Math.min(10, Math.trunc(given) || 0)))
  return typeof given === 'string' ? given.substring(0, 10) : ''
}
const EMPTY_AT_END = /^([^]*)([[{])([\]}])(,?)$/
const withEmptyLines = (json, gap) => {
  const lines = json.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const found = regexpExec(EMPTY_AT_END, lines[i])
    if (found === null) continue
    let indent = ''
    while (lines[i].startsWith(indent + gap)) indent += gap
    lines[i] = found[1] + found[2] + '\n' + indent + gap + '\n' + indent + found[3] + found[4]
  }
  return lines.join('\n')
}

const engineParse = JSON.parse
const INDEX_MEMBER = /"(?:0|[1-9]\d{0,9})"\s*:/
addMethods(JSON, {
  parse(text, reviver) {
    const json = '' + text
    if (regexpExec(INDEX_MEMBER, json) !== null) return readJson(json, reviver)
    try {
      return engineParse(json, reviver)
    } catch (error) {
      if (!isObject(error) || getPrototypeOf(error) !== SyntaxError.prototype) throw error
    }
    return readJson(json, reviver)
  },
  stringify(value, replacer, space) {
    const json = stringify(value, replacer, space)
    if (json === undefined || space === undefined || regexpExec(/[[{][\]}],?(?:\n|$)/, json) === null) return json
    const gap = gapOf(space)
    return gap === '' ? json : withEmptyLines(json, gap)
  },
})
`

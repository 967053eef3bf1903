/** `JSON.parse` with the sentences of the runtime's engine (ENG-26). Only text that the engine below refuses is read a second time. */
export const GUEST_JSON = String.raw`
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// The first thing wrong with a text, undefined when it is JSON.
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
  value() {
    const first = this.peek()
    if (first === '{') return this.members('}', true)
    if (first === '[') return this.members(']', false)
    if (first === '"') return this.string()
    if (first === 't') return this.word('true')
    if (first === 'f') return this.word('false')
    if (first === 'n') return this.word('null')
    return this.number()
  }
  word(expected) {
    if (this.text.substring(this.position, this.position + expected.length) !== expected) this.fail('Unexpected token')
    this.position += expected.length
  }
  number() {
    const first = this.text[this.position]
    NUMBER.lastIndex = this.position
    const found = regexpExec(NUMBER, this.text)
    if (found === null) this.fail(first === '-' ? 'Unexpected number' : 'Unexpected token')
    this.position += found[0].length
  }
  string() {
    for (this.position++; this.text[this.position] !== '"'; this.position++) {
      if (this.position >= this.text.length) this.fail('')
      if (this.text[this.position] < ' ') this.fail('Forbidden source char')
      if (this.text[this.position] !== '\\') continue
      this.position++
      if (regexpExec(/^["\\/bfnrtu]$/, this.text[this.position] || '') === null) this.fail('Unknown escape char')
    }
    this.position++
  }
  members(end, areNamed) {
    this.position++
    for (let comma = -1; this.peek() !== end; ) {
      if (areNamed) {
        if (this.text[this.position] !== '"') this.fail('Unexpected token')
        this.string()
        if (this.peek() !== ':') this.fail('Unexpected token')
        this.position++
      }
      this.value()
      const next = this.peek()
      if (next === end) break
      if (next !== ',') this.fail('Unexpected token')
      comma = this.position++
      if (this.peek() === end) this.fail('Trailing comma', comma)
    }
    this.position++
  }
}
class JsonProblem {
  constructor(what, position) {
    this.message = what + ' at position ' + position
  }
}
const jsonProblem = text => {
  const reader = new JsonReader(text)
  try {
    reader.value()
    if (reader.peek() !== undefined) reader.fail('Unexpected token')
  } catch (problem) {
    return problem instanceof JsonProblem ? problem.message : undefined
  }
}
const engineParse = JSON.parse
defineProperty(JSON, 'parse', {
  value: function parse(text, reviver) {
    try {
      return engineParse(text, reviver)
    } catch (error) {
      const problem = isObject(error) && getPrototypeOf(error) === SyntaxError.prototype && !isObject(text) ? jsonProblem('' + text) : undefined
      if (problem === undefined) throw error
      throw new SyntaxError(problem)
    }
  },
})
`

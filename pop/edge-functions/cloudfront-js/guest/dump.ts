/** How `console.log` writes a value, as the runtime's engine does (measured; ENG-13): `{a:'x',list:[1,2],f:[Function: f]}`. */
export const GUEST_DUMP = String.raw`
const DUMP_DEPTH_MAX = 32
const isError = value => value instanceof Error
const quotedText = text => "'" + stringify(text).slice(1, -1).replace(/\\"/g, '"') + "'"
const typeName = value => Object.prototype.toString.call(value).slice(8, -1)

const dumpedPrimitive = (value, isInside) => {
  if (typeof value === 'string') return isInside ? quotedText(value) : value
  return value === 0 && 1 / value < 0 ? '-0' : String(value)
}
// Objects that are written as what they stand for.
const dumpedWhole = value => {
  if (typeof value === 'function') return '[Function: ' + value.name + ']'
  if (isError(value)) return String(value)
  const type = typeName(value)
  if (type === 'Date') return value.getTime() === value.getTime() ? value.toISOString() : 'Invalid Date'
  if (type === 'RegExp') return String(value)
  if (type === 'Boolean' || type === 'Number' || type === 'String') return '[' + type + ': ' + dumpedPrimitive(value.valueOf(), true) + ']'
}

// Writes at most so much: whoever logs more gets it cut anyway (CFF-155).
class Dump {
  text = ''
  above = []
  constructor(charactersMax) {
    this.charactersMax = charactersMax
  }
  isFull() {
    return this.text.length >= this.charactersMax
  }
  put(value, isInside) {
    if (!isObject(value) && typeof value !== 'function') this.text += dumpedPrimitive(value, isInside)
    else if (this.above.includes(value)) this.text += '[Circular]'
    else {
      const whole = dumpedWhole(value)
      if (whole !== undefined) this.text += whole
      else if (this.above.length >= DUMP_DEPTH_MAX) this.text += '[...]'
      else this.putInside(value)
    }
  }
  putInside(value) {
    this.above.push(value)
    if (isArray(value)) this.putList(value, '')
    else if (ArrayBuffer.isView(value) && typeof value.length === 'number') this.putList(value, typeName(value) + ' ')
    else this.putMembers(value)
    this.above.pop()
  }
  putList(list, prefix) {
    this.text += prefix + '['
    for (let i = 0; i < list.length && !this.isFull(); i++) {
      if (i > 0) this.text += ','
      if (hasOwn(list, i)) this.put(list[i], true)
      else this.text += '<empty>'
    }
    this.text += ']'
  }
  putMembers(object) {
    const type = typeName(object)
    this.text += (type === 'Object' || type === 'Arguments' ? '' : type + ' ') + '{'
    let separator = ''
    for (const name of keys(object)) {
      if (this.isFull()) break
      this.text += separator + name + ':'
      separator = ','
      const { get } = getOwnPropertyDescriptor(object, name)
      if (get === undefined) this.put(object[name], true)
      else this.text += "'[Getter]'"
    }
    this.text += '}'
  }
}
const dumped = (value, charactersMax) => {
  const dump = new Dump(charactersMax)
  dump.put(value, false)
  return dump.text
}
`

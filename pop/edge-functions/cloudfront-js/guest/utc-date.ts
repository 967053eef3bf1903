/**
 * The clock of an edge location is UTC, whatever the machine of the stage is set to, and stands still during a run (CFF-47). Local time is
 * made to be UTC: getters, setters, texts, and what is read from texts and parts without a zone.
 */
export const GUEST_UTC_DATE = String.raw`
const EngineDate = Date
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const offsetMinutes = Function.prototype.call.bind(EngineDate.prototype.getTimezoneOffset)
const isUtcMachine = offsetMinutes(new EngineDate(2026, 0, 1)) === 0 && offsetMinutes(new EngineDate(2026, 6, 1)) === 0

for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
  for (const access of part === 'Day' ? ['get'] : ['get', 'set']) {
    const { value } = getOwnPropertyDescriptor(EngineDate.prototype, access + 'UTC' + part)
    defineProperty(EngineDate.prototype, access + part, { value })
  }
}
const padded = (number, digits) => ('000' + number).slice(-digits)
const dayText = date =>
  DAYS[date.getUTCDay()] + ' ' + MONTHS[date.getUTCMonth()] + ' ' + padded(date.getUTCDate(), 2) + ' ' + padded(date.getUTCFullYear(), 4)
const timeText = date =>
  padded(date.getUTCHours(), 2) + ':' + padded(date.getUTCMinutes(), 2) + ':' + padded(date.getUTCSeconds(), 2) + ' GMT+0000'
const textWith = write =>
  function () {
    const date = new EngineDate(this.getTime())
    return date.getTime() === date.getTime() ? write(date) : 'Invalid Date'
  }
const addText = (names, write) => {
  for (const name of names) {
    const value = textWith(write)
    defineProperty(value, 'name', { value: name })
    defineProperty(EngineDate.prototype, name, { value })
  }
}
addText(['toString', 'toLocaleString'], date => dayText(date) + ' ' + timeText(date))
addText(['toDateString', 'toLocaleDateString'], dayText)
addText(['toTimeString', 'toLocaleTimeString'], timeText)
defineProperty(EngineDate.prototype, 'getTimezoneOffset', {
  value: function getTimezoneOffset() {
    return this.getTime() === this.getTime() ? 0 : NaN
  },
})

// A text without a zone was read as local time: a date alone is UTC in every engine.
const HAS_ZONE = /(?:Z|[+-]\d\d:?\d\d|\b(?:GMT|UTC)\b.*)\s*$|^\s*[+-]?\d{4,6}(?:-\d\d(?:-\d\d)?)?\s*$/i
const readDate = text => {
  const time = EngineDate.parse(text)
  return isUtcMachine || regexpExec(HAS_ZONE, text) !== null ? time : time - offsetMinutes(new EngineDate(time)) * 60000
}
const dateOf = parts => {
  if (parts.length > 1) return new EngineDate(EngineDate.UTC(...parts))
  const [first] = parts
  return new EngineDate(typeof first === 'string' ? readDate(first) : first)
}
`

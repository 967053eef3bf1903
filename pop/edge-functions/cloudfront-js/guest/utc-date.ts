/**
 * The clock of an edge location is UTC, whatever the machine of the stage is set to, and stands still during a run (CFF-47). Local time is
 * made to be UTC: getters, setters, texts, and what is read from texts and parts without a zone. Which texts are dates is measured on the
 * runtime's engine (ENG-13): fewer than Node.js reads.
 */
export const GUEST_UTC_DATE = String.raw`
const EngineDate = Date
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
  for (const access of part === 'Day' ? ['get'] : ['get', 'set']) {
    const { value } = getOwnPropertyDescriptor(EngineDate.prototype, access + 'UTC' + part)
    defineProperty(EngineDate.prototype, access + part, { value })
  }
}
for (const absent of ['getYear', 'setYear', 'toGMTString']) deleteProperty(EngineDate.prototype, absent)
const padded = (number, digits) => ('000' + number).slice(-digits)
const yearText = year => (year < 0 ? '-' : '') + (Math.abs(year) > 9999 ? Math.abs(year) : padded(Math.abs(year), 4))
const dayText = date => DAYS[date.getUTCDay()] + ' ' + MONTHS[date.getUTCMonth()] + ' ' + padded(date.getUTCDate(), 2) + ' ' + yearText(date.getUTCFullYear())
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
addMethods(EngineDate.prototype, {
  getTimezoneOffset() {
    return this.getTime() === this.getTime() ? 0 : NaN
  },
  toJSON(key) {
    return this.toISOString()
  },
})

const timeOf = (year, month, day, hours, minutes, seconds, milliseconds) => {
  const date = new EngineDate(0)
  date.setUTCFullYear(year, month, day)
  date.setUTCHours(hours, minutes, seconds, milliseconds)
  return date.getTime()
}
const numberOr = (digits, fallback) => (digits === undefined ? fallback : +digits)
const ISO_DATE = /^(\d{4}|[+-]\d{6})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?Z?)?)?)?$/
const isoTime = ([, year, month, day, hours, minutes, seconds, fraction]) =>
  year === '-000000'
    ? NaN
    : timeOf(
        +year, numberOr(month, 1) - 1, numberOr(day, 1), numberOr(hours, 0), numberOr(minutes, 0), numberOr(seconds, 0),
        fraction === undefined ? 0 : +(fraction + '00').substring(0, 3),
      )
const MONTH = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const YEAR = '(\\d{4})'
const OFFSET = '([+-])(\\d\\d)(\\d\\d)'
// A zone follows seconds only.
const clockWith = zone => '(?: (\\d\\d):(\\d\\d)(?::(\\d\\d)(?: ' + zone + ')?)?)?$'
// What stands for the day of the week is not looked at. "Thu, 01 Jan 1970 00:00:00 GMT": nor is what follows GMT.
const MAIL_DATE = new EngineRegExp('^(?:[^ ]* )?(\\d\\d) ' + MONTH + ' ' + YEAR + clockWith('(?:(?:GMT|UTC).*|' + OFFSET + ')'))
// "Thu Jan 01 1970 00:00:00 GMT+0000 (UTC)"
const TEXT_DATE = new EngineRegExp('^(?:[^ ]* )?' + MONTH + ' (\\d\\d) ' + YEAR + clockWith('GMT' + OFFSET + '.*'))
const zonedTime = (year, month, day, [hours, minutes, seconds, sign, offsetHours, offsetMinutes]) => {
  const time = timeOf(+year, MONTHS.indexOf(month), +day, numberOr(hours, 0), numberOr(minutes, 0), numberOr(seconds, 0), 0)
  if (sign === undefined) return time
  const offset = (+offsetHours * 60 + +offsetMinutes) * 60000
  return sign === '+' ? time - offset : time + offset
}
const readDate = text => {
  const iso = regexpExec(ISO_DATE, text)
  if (iso !== null) return isoTime(iso)
  const mail = regexpExec(MAIL_DATE, text)
  if (mail !== null) return zonedTime(mail[3], mail[2], mail[1], mail.slice(4))
  const found = regexpExec(TEXT_DATE, text)
  return found === null ? NaN : zonedTime(found[3], found[1], found[2], found.slice(4))
}
const primitiveOf = value => {
  if (!isObject(value) || value instanceof EngineDate) return value
  const primitive = value.valueOf()
  return isObject(primitive) ? value.toString() : primitive
}
const dateOf = parts => {
  if (parts.length > 1) return new EngineDate(EngineDate.UTC(...parts))
  const first = primitiveOf(parts[0])
  return new EngineDate(typeof first === 'string' ? readDate(first) : first)
}
`

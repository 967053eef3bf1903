/**
 * From fields to the event object (CFF-70 ff.). A `table` remembers names and values as handed over, so that the answer needs to say only
 * what changed; `texts` of a repeated name is an array. `recorder` stands behind the table while an invocation is recorded.
 */
export const GUEST_EVENT = String.raw`
const emptyTable = () => ({ object: {}, names: [], texts: [], isOrdered: false, recorder: undefined })
// From the first name on that V8 would put elsewhere.
const keepOrder = table => {
  table.object = orderedObject(table.object)
  table.isOrdered = true
}

const addToMultiValue = ({ object, names, texts }, name, entry, text) => {
  const first = object[name]
  const place = names.indexOf(name)
  if (first.multiValue === undefined) {
    first.multiValue = [{ ...first }]
    texts[place] = [texts[place]]
  }
  first.multiValue.push(entry)
  texts[place].push(text)
}

const addEntry = (table, name, entry, text) => {
  const { names, texts } = table
  const code = name.charCodeAt(0)
  if (code >= 48 && code <= 57 && isIndexName(name) && !table.isOrdered) keepOrder(table)
  const { object } = table
  if (object[name] === undefined) object[name] = entry
  else if (hasOwn(object, name)) return addToMultiValue(table, name, entry, text)
  else define(object, name, entry) // a name that Object.prototype has too
  names.push(name)
  texts.push(text)
}

// Names and values as sent: nothing is decoded (CFF-75). A pair without value has an empty one.
const addPairs = (table, text, separator) => {
  let start = 0
  while (start <= text.length) {
    let end = textIndex(text, separator, start)
    if (end === -1) end = text.length
    if (separator === ';') while (text.charCodeAt(start) === 32) start++
    if (end > start) {
      const equals = textIndex(text, '=', start)
      const hasValue = equals !== -1 && equals < end
      const name = text.substring(start, hasValue ? equals : end)
      const value = hasValue ? text.substring(equals + 1, end) : ''
      addEntry(table, name, { value }, value)
    }
    start = end + 1
  }
}

// name=value; attributes: everything after the first semicolon is attributes (CFF-80).
const addSetCookie = (table, line) => {
  const semicolon = textIndex(line, ';')
  const pair = semicolon === -1 ? line : line.substring(0, semicolon)
  const attributes = semicolon === -1 ? '' : line.substring(semicolon + 1).trim()
  const equals = textIndex(pair, '=')
  const name = (equals === -1 ? '' : pair.substring(0, equals)).trim()
  const value = pair.substring(equals + 1).trim()
  const entry = attributes === '' ? { value } : { value, attributes }
  addEntry(table, name, entry, setCookieText(entry))
}
const setCookieText = entry => (entry.attributes === undefined || entry.attributes === '' ? entry.value : entry.value + '; ' + entry.attributes)

const addHeaders = (headers, cookies, fields, from, to, cookieName) => {
  for (let i = from; i < to; i += 2) {
    const name = fields[i]
    const value = fields[i + 1]
    if (name !== cookieName) addEntry(headers, name, { value }, value)
    else if (cookieName === 'cookie') addPairs(cookies, value, ';')
    else addSetCookie(cookies, value)
  }
}

// The prototype carries rawQueryString (CFF-69d), so that the request itself lists nothing but data.
class RequestView {
  #rawQuery
  constructor(method, uri, querystring, headers, cookies, rawQuery) {
    this.method = method
    this.uri = uri
    this.querystring = querystring
    this.headers = headers
    this.cookies = cookies
    this.#rawQuery = rawQuery
  }
  rawQueryString() {
    return this === recordedRequest ? recordedRawQuery() : this.#rawQuery
  }
}
delete RequestView.prototype.constructor

const readRequest = (method, uri, query, fields, from, to) => {
  const headers = emptyTable()
  const cookies = emptyTable()
  const queries = emptyTable()
  addHeaders(headers, cookies, fields, from, to, 'cookie')
  if (query !== undefined && query !== '') addPairs(queries, query, '&')
  const request = new RequestView(method, uri, queries.object, headers.object, cookies.object, query)
  return { request, method, uri, query, headers, cookies, queries, recorder: undefined }
}
`

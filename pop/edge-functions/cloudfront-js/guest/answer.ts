/**
 * From the value a handler returned to the answer for the host: a string of parts, each a tag of one character and its texts. A text is
 * preceded by its length, so that no content can pass for another part; several are preceded by their count. Only what changed is in it. Everything here runs after the function's own code: properties of its objects are
 * read once and may be getters, and in an unfrozen realm no method can be relied on.
 */
export const GUEST_ANSWER = String.raw`
let answer = ''
let refusal = ''
const put = text => {
  answer += text.length + ':' + text
}
const putTagged = (tag, text) => {
  answer += tag + text.length + ':' + text
}
const refuse = problem => {
  if (refusal === '') refusal = problem
}
const isObject = value => typeof value === 'object' && value !== null
const placeOf = (names, name) => {
  for (let i = 0; i < names.length; i++) if (names[i] === name) return i
  return -1
}
const sameTexts = (a, b) => {
  if (!isObject(a) || a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

const textOf = (entry, where, withAttributes) => {
  const value = isObject(entry) ? entry.value : undefined
  if (typeof value !== 'string') {
    refuse(where + '.value must be a string')
    return ''
  }
  const attributes = withAttributes ? entry.attributes : undefined
  if (attributes === undefined || attributes === '') return value
  if (typeof attributes !== 'string') refuse(where + '.attributes must be a string')
  return value + '; ' + attributes
}

// The texts of an entry, or undefined when they are as before. CFF-82: a changed multiValue wins, else a changed value replaces the first.
const changedTexts = (entry, before, where, withAttributes) => {
  const several = isObject(entry) ? entry.multiValue : undefined
  if (several === undefined) {
    const text = textOf(entry, where, withAttributes)
    return text === before ? undefined : [text]
  }
  if (!isArray(several)) {
    refuse(where + '.multiValue must be an array')
    return undefined
  }
  const texts = []
  const count = several.length
  walk(count)
  spend(count * ELEMENT_BYTES)
  for (let i = 0; i < count && refusal === ''; i++) define(texts, i, textOf(several[i], where + '.multiValue[' + i + ']', withAttributes))
  if (!sameTexts(before, texts)) return texts
  const first = textOf(entry, where, withAttributes)
  if (first === texts[0]) return undefined
  texts[0] = first
  return texts
}

const keysOf = ({ recorder }, object) => (recorder === undefined ? keys(object) : recorder.keysOf(object))

// Calls found(name, texts) for every name whose texts changed; deleted names have none.
const eachChange = (table, after, where, withAttributes, found) => {
  const { names, texts, recorder } = table
  let kept = 0
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (recorder !== undefined && recorder.isAsGiven(after, name)) {
      kept++
      continue
    }
    const entry = after[name]
    if (!withAttributes && isObject(entry) && entry.value === texts[i] && entry.multiValue === undefined) {
      kept++
      continue
    }
    if (!hasOwn(after, name)) {
      found(name, [])
      continue
    }
    kept++
    const changed = changedTexts(entry, texts[i], where + '[' + name + ']', withAttributes)
    if (changed !== undefined) found(name, changed)
  }
  const own = keysOf(table, after)
  if (own.length === kept) return
  for (let i = 0; i < own.length; i++) {
    if (placeOf(names, own[i]) !== -1) continue
    const added = changedTexts(after[own[i]], undefined, where + '[' + own[i] + ']', withAttributes)
    if (added !== undefined) found(own[i], added)
  }
}

const objectOr = (value, where) => {
  if (value === undefined) return {}
  if (isObject(value)) return value
  refuse(where + ' must be an object')
  return {}
}

const putHeader = (name, texts) => {
  answer += 'h' + name.length + ':' + name + texts.length + ':'
  for (let i = 0; i < texts.length; i++) put(texts[i])
}
const putHeaderChanges = (table, headers, where) => {
  const after = objectOr(headers, where)
  if (table.recorder !== undefined) table.recorder.askAboutEntries(after)
  eachChange(table, after, where, false, putHeader)
}

let wasChanged = false
const noteChange = () => {
  wasChanged = true
}
const hasChanges = (table, after, where, withAttributes) => {
  wasChanged = false
  eachChange(table, after, where, withAttributes, noteChange)
  return wasChanged
}
// For a table that goes out in one piece; orderBefore where the order of the names counts.
const mustBeWritten = (table, after, where, withAttributes, orderBefore) => {
  if (table.recorder !== undefined) table.recorder.askAboutTable(after)
  const hasOrder = orderBefore === undefined || sameTexts(keysOf(table, after), orderBefore)
  return !hasOrder || hasChanges(table, after, where, withAttributes)
}

// All texts of a name for something that has to be written anew; what is as before keeps its texts.
const finalTexts = (table, name, entry, where, withAttributes) => {
  const place = placeOf(table.names, name)
  const before = place === -1 ? undefined : table.texts[place]
  const changed = changedTexts(entry, before, where + '[' + name + ']', withAttributes)
  return changed !== undefined ? changed : typeof before === 'string' ? [before] : before
}
const joinedPairs = (table, object, where, separator) => {
  const names = keys(object)
  let text = ''
  for (let i = 0; i < names.length; i++) {
    const texts = finalTexts(table, names[i], object[names[i]], where, false)
    for (let j = 0; j < texts.length; j++) text += (text === '' ? '' : separator) + names[i] + '=' + texts[j]
  }
  return text
}

const putRequestCookies = (table, cookies) => {
  const after = objectOr(cookies, 'request.cookies')
  if (!mustBeWritten(table, after, 'request.cookies', false)) return
  putTagged('c', joinedPairs(table, after, 'request.cookies', '; '))
}

const putResponseCookies = (table, cookies) => {
  const after = objectOr(cookies, 'response.cookies')
  if (!mustBeWritten(table, after, 'response.cookies', true)) return
  const names = keys(after)
  let lines = 0
  let fields = ''
  const before = answer
  answer = ''
  for (let i = 0; i < names.length; i++) {
    const texts = finalTexts(table, names[i], after[names[i]], 'response.cookies', true)
    for (let j = 0; j < texts.length; j++, lines++) put(names[i] + '=' + texts[j])
  }
  fields = answer
  answer = before
  answer += 'k' + lines + ':' + fields
}

// CFF-74: an object, or a whole string that is used as it is. The order of the parameters is part of the cache key.
const putQuery = (before, query) => {
  let text = query
  if (typeof query !== 'string') {
    const after = objectOr(query, 'request.querystring')
    const table = before.queries
    if (!mustBeWritten(table, after, 'request.querystring', false, table.names)) return
    text = joinedPairs(table, after, 'request.querystring', '&')
  } else if (before.recorder !== undefined) askWhetherEqual('queryString', query)
  if (text === before.query || (text === '' && before.query === undefined)) return
  putTagged('q', text)
}

const putUri = (before, uri) => {
  if (uri === before) return
  if (typeof uri !== 'string') return refuse('request.uri must be a string')
  putTagged('u', uri)
}

const putRequest = (before, request) => {
  const { recorder } = before
  const method = recorder === undefined ? request.method : recorder.fieldOf(request, 'method')
  if (method !== undefined && method !== before.method) refuse('request.method is read-only')
  putUri(before.uri, recorder === undefined ? request.uri : recorder.fieldOf(request, 'uri'))
  putQuery(before, request.querystring)
  putHeaderChanges(before.headers, request.headers, 'request.headers')
  putRequestCookies(before.cookies, request.cookies)
}

// CFF-84: text or { encoding, data }; absent leaves the body alone.
const putBody = body => {
  if (body === undefined) return
  const encoding = isObject(body) ? body.encoding : 'text'
  const data = isObject(body) ? body.data : body
  if (typeof data !== 'string') return refuse('response.body must be a string or an object with encoding and data')
  if (encoding !== 'text' && encoding !== 'base64') return refuse('response.body.encoding must be text or base64')
  putTagged('b', encoding)
  put(data)
}

const putResponse = (before, response) => {
  const status = response.statusCode
  const description = response.statusDescription
  if (typeof status !== 'number') refuse('response.statusCode must be a number')
  if (description !== undefined && typeof description !== 'string') refuse('response.statusDescription must be a string')
  putTagged('s', '' + status)
  if (typeof description === 'string') putTagged('t', description)
  putHeaderChanges(before.headers, response.headers, 'response.headers')
  putResponseCookies(before.cookies, response.cookies)
  putBody(response.body)
}
`

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/

const knownNames = new Set<string>()
const KNOWN_NAMES_MAX = 4_096

const isName = (name: string): boolean => {
  if (knownNames.has(name)) return true
  if (!NAME.test(name)) return false
  if (knownNames.size < KNOWN_NAMES_MAX) knownNames.add(name)
  return true
}

/**
 * Fields with their line ends, one character a byte. In: a flat `[name, value, …]`.
 *
 * @throws TypeError for a field that would not end where it should (RFC 9110, 5.5)
 */
const fieldLines = (fields: readonly string[]): string => {
  let lines = ''
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] as string
    const value = fields[i + 1] as string
    if (!isName(name)) throw new TypeError(`no name of a field: ${JSON.stringify(name)}`)
    if (NOT_IN_VALUE.test(value)) throw new TypeError(`a control character in the field ${name}`)
    lines += `${name}: ${value}\r\n`
  }
  return lines
}

/**
 * The head of an HTTP/1.1 response up to its fields, one character a byte; the empty line is the caller's, behind fields of its own.
 * In: the fields as a flat `[name, value, …]`.
 *
 * @throws TypeError for a field or a phrase that would not end where it should (RFC 9110, 5.5)
 */
export const responseHead = (status: number, phrase: string, fields: readonly string[]): string => {
  if (NOT_IN_VALUE.test(phrase)) throw new TypeError('a reason phrase with a control character')
  return `HTTP/1.1 ${status} ${phrase}\r\n${fieldLines(fields)}`
}

/**
 * The head of an HTTP/1.1 request, one character a byte, on a connection that stays. In: the request target, percent-encoded; the fields
 * as a flat `[name, value, …]`, with a `Connection` of their own or without.
 *
 * @throws TypeError as `fieldLines`
 */
export const requestHead = (
  method: string,
  target: string,
  fields: readonly string[],
  hasConnection: boolean,
): string =>
  `${method} ${target} HTTP/1.1\r\n${fieldLines(fields)}${hasConnection ? '' : 'Connection: keep-alive\r\n'}\r\n`

import { capitalized, HeaderList } from '../../../http/header-list.ts'
import { isDisallowedHeader } from '../../../distribution/header-restrictions.ts'
import { toWire } from '../wire-text.ts'
import type { LambdaHeaders } from './invocation.ts'

/**
 * The headers of an event: lower-case keys, the spelling of the wire in `key` (LAE-03). Disallowed headers are not visible (HDR-01).
 */
export const toLambdaHeaders = ({ names, values, spellings }: HeaderList): LambdaHeaders => {
  const headers: LambdaHeaders = {}
  for (const [i, name] of names.entries()) {
    if (isDisallowedHeader(name)) continue
    const entry = { key: spellings[i] ?? name, value: values[i] ?? '' }
    if (Object.hasOwn(headers, name)) headers[name]?.push(entry)
    else Object.defineProperty(headers, name, { value: [entry], writable: true, enumerable: true, configurable: true })
  }
  return headers
}

/** Back to a list; a missing `key` is generated with capitals (LAE-03). Give it validated headers. */
export const fromLambdaHeaders = (headers: LambdaHeaders): HeaderList => {
  const list = new HeaderList()
  for (const [name, entries] of Object.entries(headers)) {
    const lowerCase = name.toLowerCase()
    for (const { key, value } of entries) list.append(lowerCase, toWire(value), key ?? capitalized(lowerCase))
  }
  return list
}

const hiddenFields = (list: HeaderList): HeaderList => {
  const hidden = new HeaderList()
  for (const [i, name] of list.names.entries()) {
    if (isDisallowedHeader(name)) hidden.append(name, list.values[i] ?? '', list.spellings[i])
  }
  return hidden
}

/**
 * What goes on after a Lambda: its headers and those it could not see. The very same list when it changed nothing.
 *
 * @param before the list that the event was made of
 * @param after validated headers of the result
 */
export const headersAfterLambda = (before: HeaderList, after: LambdaHeaders): HeaderList => {
  if (JSON.stringify(toLambdaHeaders(before)) === JSON.stringify(after)) return before
  const list = fromLambdaHeaders(after)
  const hidden = hiddenFields(before)
  for (const [i, name] of hidden.names.entries()) list.append(name, hidden.values[i] ?? '', hidden.spellings[i])
  return list
}

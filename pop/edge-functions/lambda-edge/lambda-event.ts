import { capitalized, HeaderList } from '../../../http/header-list.ts'
import { isDisallowedHeader } from '../../../distribution/header-restrictions.ts'
import { fromWire, toWire } from '../wire-text.ts'
import type { LambdaHeaders } from './invocation.ts'

/**
 * The headers of an event: lower-case keys, the spelling of the wire in `key` (LAE-03). Disallowed headers are not visible (HDR-01).
 */
export const toLambdaHeaders = ({ names, values, spellings }: HeaderList): LambdaHeaders => {
  const headers: LambdaHeaders = {}
  for (const [i, name] of names.entries()) {
    if (isDisallowedHeader(name)) continue
    const entry = { key: spellings[i] ?? name, value: fromWire(values[i] ?? '') }
    if (Object.hasOwn(headers, name)) headers[name]?.push(entry)
    else Object.defineProperty(headers, name, { value: [entry], writable: true, enumerable: true, configurable: true })
  }
  return headers
}

const appendWritten = (list: HeaderList, name: string, entries: LambdaHeaders[string]): void => {
  const lowerCase = name.toLowerCase()
  for (const { key, value } of entries) list.append(lowerCase, toWire(value), key ?? capitalized(lowerCase))
}

const appendFields = (list: HeaderList, from: HeaderList, isWanted: (name: string) => boolean): void => {
  for (const [i, name] of from.names.entries()) {
    if (isWanted(name)) list.append(name, from.values[i] ?? '', from.spellings[i])
  }
}

/** Back to a list; a missing `key` is generated with capitals (LAE-03). Give it validated headers. */
export const fromLambdaHeaders = (headers: LambdaHeaders): HeaderList => {
  const list = new HeaderList()
  for (const [name, entries] of Object.entries(headers)) appendWritten(list, name, entries)
  return list
}

/**
 * What goes on after a Lambda: its headers and those it could not see. The very same list when it changed nothing; the very bytes of each
 * header that it left as it was.
 *
 * @param before the list that the event was made of
 * @param after validated headers of the result
 */
export const headersAfterLambda = (before: HeaderList, after: LambdaHeaders): HeaderList => {
  const seen = toLambdaHeaders(before)
  if (JSON.stringify(seen) === JSON.stringify(after)) return before
  const list = new HeaderList()
  for (const [name, entries] of Object.entries(after)) {
    const isKept = JSON.stringify(seen[name]) === JSON.stringify(entries)
    if (isKept) appendFields(list, before, other => other === name)
    else appendWritten(list, name, entries)
  }
  appendFields(list, before, isDisallowedHeader)
  return list
}

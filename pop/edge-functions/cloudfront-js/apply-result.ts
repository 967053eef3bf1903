import { capitalized, type HeaderList } from '../../../http/header-list.ts'
import { toWire } from '../wire-text.ts'
import type { HandlerResult } from './guest-answer.ts'

const replaceAll = (headers: HeaderList, name: string, values: readonly string[]): void => {
  const first = values[0]
  if (first === undefined) {
    headers.delete(name)
    return
  }
  const spelling = capitalized(name) // CFF-77
  headers.set(name, toWire(first), spelling)
  for (let i = 1; i < values.length; i++) headers.append(name, toWire(values[i] as string), spelling)
}

/**
 * The headers with a function's changes; the very same list when it made none. Untouched fields keep value and spelling as received
 * (CFF-88), written ones get capitals (CFF-77).
 */
export const applyHeaderChanges = (headers: HeaderList, result: HandlerResult): HeaderList => {
  const { headerChanges, cookie, setCookies } = result
  if (headerChanges.length === 0 && cookie === undefined && setCookies === undefined) return headers
  const changed = headers.clone()
  for (const { name, values } of headerChanges) replaceAll(changed, name, values)
  if (cookie !== undefined) replaceAll(changed, 'cookie', cookie === '' ? [] : [cookie])
  if (setCookies !== undefined) replaceAll(changed, 'set-cookie', setCookies)
  return changed
}

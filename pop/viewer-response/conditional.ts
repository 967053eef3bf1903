import { ifNoneMatchHits, isSameStrongly } from '../../http/entity-tag.ts'
import { resolveRange } from '../../http/byte-range.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { parseHttpDate } from '../../http/http-date.ts'
import { NO_BODY, type Body, type ByteRange } from '../body.ts'

/** What the viewer's conditions and range make of a 200. */
export type Selected =
  | { readonly kind: 'as-is' }
  | { readonly kind: 'not-modified'; readonly why: 'If-None-Match' | 'If-Modified-Since' }
  | { readonly kind: 'part'; readonly range: ByteRange; readonly length: number }
  | { readonly kind: 'unsatisfiable'; readonly length: number }

const AS_IS: Selected = { kind: 'as-is' }

const isUnmodified = (request: HeaderList, response: HeaderList): 'If-None-Match' | 'If-Modified-Since' | undefined => {
  const entityTags = request.joined('if-none-match')
  if (entityTags !== undefined) return ifNoneMatchHits(entityTags, response.get('etag')) ? 'If-None-Match' : undefined
  const since = parseHttpDate(request.get('if-modified-since'))
  const modified = parseHttpDate(response.get('last-modified'))
  return since !== undefined && modified !== undefined && modified <= since ? 'If-Modified-Since' : undefined
}

/** TTL-57: a range under an outdated `If-Range` gives the whole object. */
const ifRangeHolds = (request: HeaderList, response: HeaderList): boolean => {
  const condition = request.get('if-range')
  if (condition === undefined) return true
  const entityTag = response.get('etag')
  return entityTag !== undefined && condition.includes('"')
    ? isSameStrongly(condition, entityTag)
    : condition === response.get('last-modified')
}

/** TTL-36, TTL-50 to TTL-54. In: the viewer's headers, the response's status and headers, and the length to cut from, if it may be cut. */
export const select = (
  method: string,
  request: HeaderList,
  status: number,
  response: HeaderList,
  byteLength: number | undefined,
): Selected => {
  if (status !== 200 || (method !== 'GET' && method !== 'HEAD')) return AS_IS
  const why = isUnmodified(request, response)
  if (why !== undefined) return { kind: 'not-modified', why }
  const field = request.get('range')
  if (field === undefined || method === 'HEAD' || byteLength === undefined || !ifRangeHolds(request, response))
    return AS_IS
  const outcome = resolveRange(field, byteLength)
  if (outcome.kind === 'whole') return AS_IS
  return outcome.kind === 'part'
    ? { kind: 'part', range: outcome.range, length: byteLength }
    : { kind: 'unsatisfiable', length: byteLength }
}

export interface SelectedResponse {
  readonly status: number
  readonly body: Body
  readonly range: ByteRange | undefined
}

const NOT_IN_304 = ['content-length', 'content-encoding', 'content-type', 'content-range']

/** Applies a selection to a copy of the response's headers. */
export const applySelected = (
  selected: Selected,
  status: number,
  headers: HeaderList,
  body: Body,
): SelectedResponse => {
  switch (selected.kind) {
    case 'as-is':
      return { status, body, range: undefined }
    case 'not-modified':
      for (const name of NOT_IN_304) headers.delete(name)
      return { status: 304, body: NO_BODY, range: undefined }
    case 'part': {
      const { start, end } = selected.range
      headers
        .set('content-range', `bytes ${start}-${end}/${selected.length}`)
        .set('content-length', String(end - start + 1))
      return { status: 206, body, range: selected.range }
    }
    case 'unsatisfiable':
      headers.set('content-range', `bytes */${selected.length}`).set('content-length', '0')
      return { status: 416, body: NO_BODY, range: undefined }
  }
}

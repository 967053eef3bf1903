import { locateRange, parseContentRange, parseRange, resolveRange } from '../../http/byte-range.ts'
import { ifNoneMatchHits } from '../../http/entity-tag.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { parseHttpDate } from '../../http/http-date.ts'
import { ifRangeHolds } from '../../http/if-range.ts'
import { NO_BODY, type Body, type ByteRange } from '../body.ts'
import { boundaryFor, MultipartBody } from '../multipart-body.ts'

/** What the viewer's conditions and range make of a 200 or of a stored part. */
export type Selected =
  | { readonly kind: 'as-is' }
  | { readonly kind: 'not-modified'; readonly why: 'If-None-Match' | 'If-Modified-Since' }
  /** `range` is one of the object, whose length is `length`; `bodyStart` is the place of the body's first byte in it. */
  | { readonly kind: 'part'; readonly range: ByteRange; readonly bodyStart: number; readonly length: number }
  | { readonly kind: 'parts'; readonly ranges: readonly ByteRange[]; readonly length: number }
  | { readonly kind: 'unsatisfiable'; readonly length: number }

const AS_IS: Selected = { kind: 'as-is' }

/** RFC 9111, 4.3.2: an object without `Last-Modified` is as old as its `Date`. */
const modifiedAt = (response: HeaderList): number | undefined =>
  parseHttpDate(response.get('last-modified') ?? response.get('date'))

const isUnmodified = (request: HeaderList, response: HeaderList): 'If-None-Match' | 'If-Modified-Since' | undefined => {
  const entityTags = request.joined('if-none-match')
  if (entityTags !== undefined) return ifNoneMatchHits(entityTags, response.get('etag')) ? 'If-None-Match' : undefined
  const since = parseHttpDate(request.get('if-modified-since'))
  if (since === undefined) return undefined
  const modified = modifiedAt(response)
  return modified !== undefined && modified <= since ? 'If-Modified-Since' : undefined
}

/** TTL-36, TTL-50 to TTL-54. In: the viewer's headers, the response's status and headers, and the length to cut from, if it may be cut. */
export const select = (
  method: string,
  request: HeaderList,
  status: number,
  response: HeaderList,
  byteLength: number | undefined,
): Selected => {
  if ((status !== 200 && status !== 206) || (method !== 'GET' && method !== 'HEAD')) return AS_IS
  const why = isUnmodified(request, response)
  if (why !== undefined) return { kind: 'not-modified', why }
  const field = request.joined('range')
  if (field === undefined || method === 'HEAD' || byteLength === undefined) return AS_IS
  if (status === 206) return withinPart(field, response)
  if (!ifRangeHolds(request.get('if-range'), response)) return AS_IS
  const outcome = resolveRange(field, byteLength)
  switch (outcome.kind) {
    case 'whole':
      return AS_IS
    case 'part':
      return { kind: 'part', range: outcome.range, bodyStart: 0, length: byteLength }
    case 'parts':
      return { kind: 'parts', ranges: outcome.ranges, length: byteLength }
    case 'unsatisfiable':
      return { kind: 'unsatisfiable', length: byteLength }
  }
}

/** TTL-50: of a part that is larger than the range, the range. */
const withinPart = (field: string, response: HeaderList): Selected => {
  const parsed = parseRange(field)
  const part = parseContentRange(response.get('content-range'))
  if (parsed.kind !== 'one' || part === undefined) return AS_IS
  const wanted = locateRange(parsed.spec, part.completeLength)
  const { start, end } = part.range
  if (wanted === undefined || wanted.start < start || wanted.end > end) return AS_IS
  const isAll = wanted.start === start && wanted.end === end
  return isAll ? AS_IS : { kind: 'part', range: wanted, bodyStart: start, length: part.completeLength }
}

export interface SelectedResponse {
  readonly status: number
  readonly body: Body
  /** Of the body. */
  readonly range: ByteRange | undefined
}

const NOT_IN_304 = ['content-length', 'content-encoding', 'content-type', 'content-range']

/** Applies a selection to a copy of the response's headers. In: the id of the request, for the boundary between parts. */
export const applySelected = (
  selected: Selected,
  status: number,
  headers: HeaderList,
  body: Body,
  requestId: string,
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
      const { bodyStart } = selected
      return { status: 206, body, range: { start: start - bodyStart, end: end - bodyStart } }
    }
    case 'parts': {
      const { ranges, length } = selected
      const boundary = boundaryFor(requestId)
      const parts = new MultipartBody(body, ranges, length, boundary, headers.get('content-type'))
      headers
        .set('content-type', `multipart/byteranges; boundary=${boundary}`, 'Content-Type')
        .set('content-length', String(parts.byteLength))
      return { status: 206, body: parts, range: undefined }
    }
    case 'unsatisfiable':
      headers.set('content-range', `bytes */${selected.length}`).set('content-length', '0')
      return { status: 416, body: NO_BODY, range: undefined }
  }
}

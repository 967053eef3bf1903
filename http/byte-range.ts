/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** One range as a `Range` field states it; `end` is undefined for "to the end". */
export type RangeSpec =
  | { readonly kind: 'from'; readonly start: number; readonly end: number | undefined }
  | { readonly kind: 'suffix'; readonly length: number }

export type ParsedRange =
  | { readonly kind: 'one'; readonly spec: RangeSpec }
  | { readonly kind: 'several' }
  | { readonly kind: 'invalid' }

const INVALID: ParsedRange = { kind: 'invalid' }

/** A `Range` field without regard to any object. A range that ends before it begins is invalid (TTL-53). */
export const parseRange = (field: string): ParsedRange => {
  if (field.includes(',')) return { kind: 'several' }
  const match = /^bytes=(\d*)-(\d*)$/i.exec(field.trim())
  const first = match?.[1] ?? ''
  const last = match?.[2] ?? ''
  if (match === null || (first === '' && last === '')) return INVALID
  if (first === '') return { kind: 'one', spec: { kind: 'suffix', length: Number(last) } }
  const start = Number(first)
  const end = last === '' ? undefined : Number(last)
  return end !== undefined && end < start ? INVALID : { kind: 'one', spec: { kind: 'from', start, end } }
}

/** The bytes that a range means in an object of known length; undefined: none, it cannot be satisfied. */
export const locateRange = (spec: RangeSpec, length: number): ByteRange | undefined => {
  if (spec.kind === 'suffix')
    return spec.length === 0 || length === 0 ? undefined : { start: Math.max(0, length - spec.length), end: length - 1 }
  return spec.start >= length ? undefined : { start: spec.start, end: Math.min(spec.end ?? length - 1, length - 1) }
}

export type RangeOutcome =
  | { readonly kind: 'whole'; readonly why: 'no-range' | 'several-ranges' | 'invalid' }
  | { readonly kind: 'part'; readonly range: ByteRange }
  | { readonly kind: 'unsatisfiable' }

/**
 * One `Range` field against an object of known length. Several ranges and invalid ones give the whole object (TTL-53: overlapping, not
 * ascending or invalid; several valid ones are answered whole too, which HTTP allows).
 */
export const resolveRange = (field: string | undefined, length: number): RangeOutcome => {
  if (field === undefined) return { kind: 'whole', why: 'no-range' }
  const parsed = parseRange(field)
  if (parsed.kind !== 'one') return { kind: 'whole', why: parsed.kind === 'several' ? 'several-ranges' : 'invalid' }
  const range = locateRange(parsed.spec, length)
  return range === undefined ? { kind: 'unsatisfiable' } : { kind: 'part', range }
}

/** A part of an object and the length of all of it. */
export interface ContentRange {
  readonly range: ByteRange
  readonly completeLength: number
}

/** How many bytes a `Content-Range` field says a part has, whether or not it knows the length of the object. */
export const statedPartLength = (contentRange: string | undefined): number | undefined => {
  const match = /^bytes (\d+)-(\d+)\/(?:\d+|\*)$/i.exec(contentRange?.trim() ?? '')
  if (match === null) return undefined
  const length = Number(match[2]) - Number(match[1]) + 1
  return length > 0 ? length : undefined
}

/** A `Content-Range` field that tells both; undefined for an unknown length, another unit, or nonsense. */
export const parseContentRange = (field: string | undefined): ContentRange | undefined => {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/i.exec(field?.trim() ?? '')
  if (match === null) return undefined
  const [start, end, completeLength] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return start <= end && end < completeLength ? { range: { start, end }, completeLength } : undefined
}

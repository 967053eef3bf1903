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
  | { readonly kind: 'several'; readonly specs: readonly RangeSpec[] }
  | { readonly kind: 'invalid' }

const INVALID: ParsedRange = { kind: 'invalid' }

/** More than a player or a reader of documents asks for at once; each range costs a head of its own. */
const RANGES_MAX = 200

const parseSpec = (text: string): RangeSpec | undefined => {
  const match = /^(\d*)-(\d*)$/.exec(text.trim())
  const first = match?.[1] ?? ''
  const last = match?.[2] ?? ''
  if (match === null || (first === '' && last === '')) return undefined
  if (first === '') return { kind: 'suffix', length: Number(last) }
  const start = Number(first)
  const end = last === '' ? undefined : Number(last)
  return end !== undefined && end < start ? undefined : { kind: 'from', start, end }
}

/** A `Range` field without regard to any object. One range that is invalid makes all of the field so (TTL-53). */
export const parseRange = (field: string): ParsedRange => {
  const set = /^bytes=(.*)$/i.exec(field.trim())?.[1]
  if (set === undefined) return INVALID
  const texts = set.split(',', RANGES_MAX + 1)
  if (texts.length > RANGES_MAX) return INVALID
  const specs = texts.map(parseSpec).filter(spec => spec !== undefined)
  const [spec] = specs
  if (spec === undefined || specs.length < texts.length) return INVALID
  return specs.length === 1 ? { kind: 'one', spec } : { kind: 'several', specs }
}

/** The bytes that a range means in an object of known length; undefined: none, it cannot be satisfied. */
export const locateRange = (spec: RangeSpec, length: number): ByteRange | undefined => {
  if (spec.kind === 'suffix')
    return spec.length === 0 || length === 0 ? undefined : { start: Math.max(0, length - spec.length), end: length - 1 }
  return spec.start >= length ? undefined : { start: spec.start, end: Math.min(spec.end ?? length - 1, length - 1) }
}

export type RangeOutcome =
  | { readonly kind: 'whole'; readonly why: 'no-range' | 'invalid' | 'not-ascending' }
  | { readonly kind: 'part'; readonly range: ByteRange }
  /** Two or more, ascending, without overlap. */
  | { readonly kind: 'parts'; readonly ranges: readonly ByteRange[] }
  | { readonly kind: 'unsatisfiable' }

/** Ranges beyond the end are left out (RFC 9110, 14.2), but not from the order; undefined: they do not ascend, or they overlap. */
const locateAscending = (specs: readonly RangeSpec[], length: number): readonly ByteRange[] | undefined => {
  const ranges: ByteRange[] = []
  let lastByte = -1
  for (const spec of specs) {
    const range = locateRange(spec, length)
    if (range === undefined) {
      if (spec.kind === 'from') lastByte = length
      continue
    }
    if (range.start <= lastByte) return undefined
    lastByte = range.end
    ranges.push(range)
  }
  return ranges
}

/** One `Range` field against an object of known length. Invalid, overlapping and not ascending ranges give the whole object (TTL-53). */
export const resolveRange = (field: string | undefined, length: number): RangeOutcome => {
  if (field === undefined) return { kind: 'whole', why: 'no-range' }
  const parsed = parseRange(field)
  if (parsed.kind === 'invalid') return { kind: 'whole', why: 'invalid' }
  const ranges = locateAscending(parsed.kind === 'one' ? [parsed.spec] : parsed.specs, length)
  if (ranges === undefined) return { kind: 'whole', why: 'not-ascending' }
  const [range] = ranges
  if (range === undefined) return { kind: 'unsatisfiable' }
  return ranges.length === 1 ? { kind: 'part', range } : { kind: 'parts', ranges }
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

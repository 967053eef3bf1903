/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
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
  if (field.includes(',')) return { kind: 'whole', why: 'several-ranges' }
  const match = /^bytes=(\d*)-(\d*)$/.exec(field.trim())
  const first = match?.[1] ?? ''
  const last = match?.[2] ?? ''
  if (match === null || (first === '' && last === '')) return { kind: 'whole', why: 'invalid' }
  if (first === '') {
    const suffix = Number(last)
    if (suffix === 0 || length === 0) return { kind: 'unsatisfiable' }
    return { kind: 'part', range: { start: Math.max(0, length - suffix), end: length - 1 } }
  }
  const start = Number(first)
  const end = last === '' ? length - 1 : Math.min(Number(last), length - 1)
  if (last !== '' && Number(last) < start) return { kind: 'whole', why: 'invalid' }
  return start >= length ? { kind: 'unsatisfiable' } : { kind: 'part', range: { start, end } }
}

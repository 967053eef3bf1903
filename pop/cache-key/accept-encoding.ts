import type { CachePolicy } from '../../distribution/model.ts'

/** What becomes of the viewer's `Accept-Encoding` (KEY-30 to KEY-39). */
export interface NormalizedAcceptEncoding {
  /** The value in the key; undefined: not in the key. */
  readonly inKey: 'br,gzip' | 'br' | 'gzip' | undefined
  /** The value sent to the origin; undefined: the field is not sent. */
  readonly toOrigin: 'br,gzip' | 'br' | 'gzip' | 'identity' | undefined
}

const NOT_SENT: NormalizedAcceptEncoding = { inKey: undefined, toOrigin: undefined }
const IDENTITY: NormalizedAcceptEncoding = { inKey: undefined, toOrigin: 'identity' }

/** True when the field lists `coding` without `q=0` (KEY-42). */
export const acceptsCoding = (field: string, coding: 'gzip' | 'br'): boolean =>
  field
    .toLowerCase()
    .split(',')
    .some(part => {
      const [name = '', ...parameters] = part.split(';').map(piece => piece.trim())
      return name === coding && !parameters.some(parameter => /^q=0(\.0*)?$/.test(parameter))
    })

const normalize = (gzip: boolean, brotli: boolean, field: string): NormalizedAcceptEncoding => {
  const takesGzip = gzip && acceptsCoding(field, 'gzip')
  const takesBrotli = brotli && acceptsCoding(field, 'br')
  if (takesGzip && takesBrotli) return { inKey: 'br,gzip', toOrigin: 'br,gzip' }
  if (takesBrotli) return { inKey: 'br', toOrigin: 'br' }
  return takesGzip ? { inKey: 'gzip', toOrigin: 'gzip' } : IDENTITY
}

/** Browsers send a handful of values; the bound keeps hostile ones from growing the table. */
const REMEMBERED_FIELDS_MAX = 1_000
const remembered = {
  gzip: new Map<string, NormalizedAcceptEncoding>(),
  br: new Map<string, NormalizedAcceptEncoding>(),
  both: new Map<string, NormalizedAcceptEncoding>(),
}

/** KEY-30 to KEY-38. In: the viewer's field; undefined when absent, or when the request is HTTP/1.0 (KEY-44). */
export const normalizeAcceptEncoding = (
  { gzip, brotli }: Pick<CachePolicy, 'gzip' | 'brotli'>,
  field: string | undefined,
): NormalizedAcceptEncoding => {
  if (field === undefined || (!gzip && !brotli)) return NOT_SENT
  const fields = remembered[gzip && brotli ? 'both' : gzip ? 'gzip' : 'br']
  const known = fields.get(field)
  if (known !== undefined) return known
  const normalized = normalize(gzip, brotli, field)
  if (fields.size < REMEMBERED_FIELDS_MAX) fields.set(field, normalized)
  return normalized
}

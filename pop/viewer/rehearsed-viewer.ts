import type { HeaderList } from '../../http/header-list.ts'
import { fromWire } from '../edge-functions/wire-text.ts'
import { countryCode, type Geography } from './geography.ts'

/** Who the developer wants a viewer to be, whatever the connection says. */
export interface RehearsedViewer {
  /** Undefined: CloudFront cannot tell. */
  readonly geography: Geography | undefined
}

const PREFIX = 'x-understudy-'

type TextField = keyof Geography

/** By header, without the prefix; each is what `CloudFront-Viewer-` and the rest of its name will say. */
const GEOGRAPHY_FIELDS: ReadonlyMap<string, TextField> = new Map([
  ['country', 'country'],
  ['country-name', 'countryName'],
  ['country-region', 'countryRegion'],
  ['country-region-name', 'countryRegionName'],
  ['city', 'city'],
  ['latitude', 'latitude'],
  ['longitude', 'longitude'],
  ['metro-code', 'metroCode'],
  ['postal-code', 'postalCode'],
  ['time-zone', 'timeZone'],
  ['asn', 'asn'],
])

const valueOf = (field: TextField, text: string): string | undefined => {
  const value = text.trim()
  if (field === 'country') return countryCode(value)
  return value === '' ? undefined : fromWire(value)
}

const rehearsedBy = (stated: ReadonlyMap<string, string>): RehearsedViewer => {
  const fields: [TextField, string][] = []
  for (const [name, text] of stated) {
    const field = GEOGRAPHY_FIELDS.get(name)
    const value = field === undefined ? undefined : valueOf(field, text)
    if (field !== undefined && value !== undefined) fields.push([field, value])
  }
  return { geography: fields.length === 0 ? undefined : Object.fromEntries(fields) }
}

const hasPrefix = (names: readonly string[]): boolean => {
  for (let i = 0; i < names.length; i++) if (names[i]?.startsWith(PREFIX) === true) return true
  return false
}

/**
 * Takes the `x-understudy-*` fields off a list of headers, so that nothing of the rehearsal sees them. They replace all that is known of the
 * place; an empty one, or a country that has not two letters, stands for a place that CloudFront cannot determine.
 *
 * @returns undefined when there are none
 */
export const takeRehearsedViewer = (headers: HeaderList): RehearsedViewer | undefined => {
  if (!hasPrefix(headers.names)) return undefined
  const stated = new Map<string, string>()
  for (const [name, value] of headers) if (name.startsWith(PREFIX)) stated.set(name.slice(PREFIX.length), value)
  for (const name of stated.keys()) headers.delete(PREFIX + name)
  return rehearsedBy(stated)
}

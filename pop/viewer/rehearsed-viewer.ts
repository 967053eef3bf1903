import type { HeaderList } from '../../http/header-list.ts'
import { fromWire } from '../edge-functions/wire-text.ts'
import { LOCATION_HEADER } from './choose-location.ts'
import { countryCode, type Geography } from './geography.ts'
import type { Fingerprints } from './tls/fingerprints.ts'

interface Place {
  /** Undefined: CloudFront cannot tell. */
  readonly geography: Geography | undefined
}

/** Who the developer wants a viewer to be, whatever the connection says. */
export interface RehearsedViewer {
  /** Undefined: the request does not say. */
  readonly place: Place | undefined
  /** Undefined: those of the connection. */
  readonly fingerprints: Fingerprints | undefined
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
  if (field === 'asn') return /^\d{1,10}$/.test(value) ? value : undefined
  return value === '' ? undefined : fromWire(value)
}

const placeIn = (stated: ReadonlyMap<string, string>): Place | undefined => {
  let isStated = false
  const fields: [TextField, string][] = []
  for (const [name, field] of GEOGRAPHY_FIELDS) {
    const text = stated.get(name)
    if (text === undefined) continue
    isStated = true
    const value = valueOf(field, text)
    if (value !== undefined) fields.push([field, value])
  }
  if (!isStated) return undefined
  return { geography: fields.length === 0 ? undefined : Object.fromEntries(fields) }
}

const fingerprintsIn = (stated: ReadonlyMap<string, string>): Fingerprints | undefined => {
  const [ja3, ja4] = [stated.get('ja3-fingerprint'), stated.get('ja4-fingerprint')]
  return ja3 === undefined && ja4 === undefined ? undefined : { ja3, ja4 }
}

const hasPrefix = (names: readonly string[]): boolean => {
  for (let i = 0; i < names.length; i++) if (names[i]?.startsWith(PREFIX) === true) return true
  return false
}

/**
 * Takes the `x-understudy-*` fields off a list of headers, so that nothing of the rehearsal sees them, but for the one that names an edge
 * location. Those of the place replace all that is known
 * of it; an empty one, or a country that has not two letters, stands for a place that CloudFront cannot determine.
 *
 * @returns undefined when there are none
 */
export const takeRehearsedViewer = (headers: HeaderList): RehearsedViewer | undefined => {
  if (!hasPrefix(headers.names)) return undefined
  const stated = new Map<string, string>()
  for (const [name, value] of headers)
    if (name.startsWith(PREFIX) && name !== LOCATION_HEADER) stated.set(name.slice(PREFIX.length), value)
  if (stated.size === 0) return undefined
  for (const name of stated.keys()) headers.delete(PREFIX + name)
  return { place: placeIn(stated), fingerprints: fingerprintsIn(stated) }
}

import { readFile } from 'node:fs/promises'
import type { AsnResponse, CityResponse, Reader } from 'mmdb-lib'
import type { Geography } from './geography.ts'

/** What the databases of countries, cities and autonomous systems hold, by one layout. */
type Row = Partial<CityResponse & AsnResponse>

const defined = (fields: { readonly [field in keyof Geography]: string | undefined }): Geography =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const text = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value))

const placeOf = ({ country, subdivisions, city, location, postal, traits, ...row }: Row): Geography => {
  const region = subdivisions?.[0]
  return defined({
    country: country?.iso_code,
    countryName: country?.names?.en,
    countryRegion: region?.iso_code,
    countryRegionName: region?.names?.en,
    city: city?.names?.en,
    latitude: text(location?.latitude),
    longitude: text(location?.longitude),
    metroCode: text(location?.metro_code),
    postalCode: postal?.code,
    timeZone: location?.time_zone,
    asn: text(row.autonomous_system_number ?? traits?.autonomous_system_number),
  })
}

/** A damaged database fails where an address leads into the damage; that viewer's place is unknown. */
const rowOf = (reader: Reader<CityResponse>, address: string): Row | undefined => {
  try {
    return reader.get(address) ?? undefined
  } catch {
    return undefined
  }
}

/** Addresses whose place is kept at hand. */
const REMEMBERED_MAX = 10_000

/**
 * Opens a MaxMind database (`.mmdb`: country, city or autonomous systems). Gives the place of an address, undefined when it holds none.
 * The file is read once. Throws what the disk or the library says about a file that is no database.
 */
export const openIpDatabase = async (file: string): Promise<(address: string) => Geography | undefined> => {
  const { Reader } = await import('mmdb-lib')
  const reader = new Reader<CityResponse>(await readFile(file))
  const places = new Map<string, Geography | undefined>()
  return address => {
    if (places.has(address)) return places.get(address)
    const row = rowOf(reader, address)
    const place = row === undefined ? undefined : placeOf(row)
    if (places.size >= REMEMBERED_MAX) places.clear()
    places.set(address, place)
    return place
  }
}

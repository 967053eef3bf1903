import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ipDatabaseFile } from '../test/support/ip-database-file.ts'
import { Failure } from './failure.ts'
import { viewerPlaces } from './viewer-places.io.ts'

let folder = ''
let ipDatabase = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-places-'))
  ipDatabase = join(folder, 'city.mmdb')
  const database = ipDatabaseFile({
    '203.0.113.0/24': {
      country: { iso_code: 'FR', names: { en: 'France' } },
      subdivisions: [{ iso_code: 'CVL', names: { en: 'Centre-Val de Loire' } }],
      city: { names: { en: 'Orléans' } },
      location: { latitude: 47.9025, longitude: 1.909, time_zone: 'Europe/Paris' },
      postal: { code: '45000' },
      traits: { autonomous_system_number: 64_500 },
    },
    '198.51.100.128/25': { country: { iso_code: 'US', names: { en: 'United States' } }, location: { metro_code: 501 } },
    '192.0.2.0/24': { autonomous_system_number: 64_501 },
  })
  writeFileSync(ipDatabase, database)
})

afterAll(() => rmSync(folder, { recursive: true }))

const FRANCE = {
  country: 'FR',
  countryName: 'France',
  countryRegion: 'CVL',
  countryRegionName: 'Centre-Val de Loire',
  city: 'Orléans',
  latitude: '47.9025',
  longitude: '1.909',
  postalCode: '45000',
  timeZone: 'Europe/Paris',
  asn: '64500',
}

test.each([
  { what: 'a whole row', address: '203.0.113.9', place: FRANCE },
  { what: 'the same again', address: '203.0.113.9', place: FRANCE },
  {
    what: 'a metro code',
    address: '198.51.100.200',
    place: { country: 'US', countryName: 'United States', metroCode: '501' },
  },
  { what: 'only the number of the network', address: '192.0.2.7', place: { asn: '64501' } },
  { what: 'an address in none of its networks', address: '198.51.100.1', place: { country: 'BE' } },
  { what: 'IPv6 in a database of IPv4', address: '2001:db8::1', place: { country: 'BE' } },
  { what: 'a link-local address with its zone', address: 'fe80::1%eth0', place: { country: 'BE' } },
  { what: 'no address', address: '', place: { country: 'BE' } },
])('REQH-09 a database places a viewer: $what', async ({ address, place }) => {
  const placeOf = await viewerPlaces({ ipDatabase, country: 'be' })
  expect(placeOf(address)).toEqual(place)
  expect(placeOf(address)).toEqual(place)
})

test('ORD-30 without any option nobody knows where viewers are', async () => {
  expect((await viewerPlaces({}))('203.0.113.9')).toBeUndefined()
})

test.each([
  { what: 'no country code', options: { country: 'France' }, says: '--country France: expected two letters' },
  { what: 'no such file', options: { ipDatabase: '/nowhere/city.mmdb' }, says: 'ENOENT' },
  { what: 'no database', options: { ipDatabase: import.meta.filename }, says: 'give a MaxMind database' },
])('a mistake is named: $what', async ({ options, says }) => {
  const failure: unknown = await viewerPlaces(options).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Failure)
  expect(failure).toMatchObject({ message: expect.stringContaining(says), exitStatus: 2 })
})

import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import type { Geography } from './geography.ts'
import { takeRehearsedViewer } from './rehearsed-viewer.ts'

const at = (geography: Geography | undefined) => ({ place: { geography }, fingerprints: undefined })

test.each([
  { what: 'none of them', headers: { host: 'a' }, viewer: undefined },
  { what: 'a country', headers: { 'x-understudy-country': 'fr' }, viewer: at({ country: 'FR' }) },
  {
    what: 'a place',
    headers: {
      'x-understudy-country': 'FR',
      'x-understudy-city': 'Orl\u00c3\u00a9ans',
      'x-understudy-country-region': 'CVL',
    },
    viewer: at({ country: 'FR', city: 'Orléans', countryRegion: 'CVL' }),
  },
  { what: 'ORD-30 nowhere', headers: { 'x-understudy-country': '' }, viewer: at(undefined) },
  { what: 'a network', headers: { 'x-understudy-asn': '64500' }, viewer: at({ asn: '64500' }) },
  { what: 'no number', headers: { 'x-understudy-asn': 'AS64500' }, viewer: at(undefined) },
  { what: 'no country code', headers: { 'x-understudy-country': 'France' }, viewer: at(undefined) },
  {
    what: 'a TLS implementation, and nothing of the place',
    headers: { 'x-understudy-ja3-fingerprint': 'abc' },
    viewer: { place: undefined, fingerprints: { ja3: 'abc', ja4: undefined } },
  },
  {
    what: 'an unknown one',
    headers: { 'x-understudy-mood': 'good' },
    viewer: { place: undefined, fingerprints: undefined },
  },
])('$what', ({ headers, viewer }) => {
  expect(takeRehearsedViewer(HeaderList.of(headers))).toEqual(viewer)
})

test('they are taken off, and nothing else is', () => {
  const headers = HeaderList.fromRaw([
    'Host',
    'a',
    'X-Understudy-Country',
    'FR',
    'X-Understudy-Mood',
    '',
    'Accept',
    '*/*',
  ])
  takeRehearsedViewer(headers)
  expect(headers.toRaw()).toEqual(['Host', 'a', 'Accept', '*/*'])
})

import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { takeRehearsedViewer } from './rehearsed-viewer.ts'

test.each([
  { what: 'none of them', headers: { host: 'a' }, viewer: undefined },
  { what: 'a country', headers: { 'x-understudy-country': 'fr' }, viewer: { geography: { country: 'FR' } } },
  {
    what: 'a place',
    headers: {
      'x-understudy-country': 'FR',
      'x-understudy-city': 'Orl\u00c3\u00a9ans',
      'x-understudy-country-region': 'CVL',
    },
    viewer: { geography: { country: 'FR', city: 'Orléans', countryRegion: 'CVL' } },
  },
  { what: 'ORD-30 nowhere', headers: { 'x-understudy-country': '' }, viewer: { geography: undefined } },
  { what: 'no country code', headers: { 'x-understudy-country': 'France' }, viewer: { geography: undefined } },
  { what: 'an unknown one', headers: { 'x-understudy-mood': 'good' }, viewer: { geography: undefined } },
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

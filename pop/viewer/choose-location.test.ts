import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { chooseLocation, parseAddresses, type EdgeLocations } from './choose-location.ts'

const rule = (range: string, location: string) => {
  const addresses = parseAddresses(range)
  if (addresses === undefined) throw new Error(`no range: ${range}`)
  return { addresses, location }
}

const locations: EdgeLocations = {
  codes: ['CDG50-P1', 'FRA56-P1', 'NRT57-P2'],
  byAddress: [
    rule('203.0.113.0/24', 'FRA56-P1'),
    rule('203.0.0.0/16', 'NRT57-P2'),
    rule('2001:db8::/32', 'NRT57-P2'),
    rule('198.51.100.7', 'NRT57-P2'),
  ],
}

test.each([
  { what: 'nobody in particular', clientIp: '192.0.2.1', is: 'CDG50-P1' },
  { what: 'an address in two ranges: the first', clientIp: '203.0.113.9', is: 'FRA56-P1' },
  { what: 'an address in the wider range', clientIp: '203.0.7.9', is: 'NRT57-P2' },
  { what: 'one address', clientIp: '198.51.100.7', is: 'NRT57-P2' },
  { what: 'its neighbour', clientIp: '198.51.100.8', is: 'CDG50-P1' },
  { what: 'an IPv6 address', clientIp: '2001:db8::7', is: 'NRT57-P2' },
  { what: 'a named location, before the address', clientIp: '203.0.113.9', named: 'NRT57-P2', is: 'NRT57-P2' },
  { what: 'a name the stage does not have', clientIp: '203.0.113.9', named: 'SYD1-C1', is: 'FRA56-P1' },
])('$what is served by $is', ({ clientIp, named, is }) => {
  const headers = HeaderList.of(named === undefined ? {} : { 'x-understudy-pop': named })
  expect(chooseLocation(locations, { clientIp, headers })).toBe(is)
})

test('a stage with one location does not read the header', () => {
  const headers = HeaderList.of({ 'x-understudy-pop': 'FRA56-P1' })
  expect(chooseLocation({ codes: ['CDG50-P1'] }, { clientIp: '192.0.2.1', headers })).toBe('CDG50-P1')
})

test.each(['', '300.0.0.1', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'host', '::1/129', '10.0.0.0/-1'])(
  '%o is no range of addresses',
  text => {
    expect(parseAddresses(text)).toBeUndefined()
  },
)

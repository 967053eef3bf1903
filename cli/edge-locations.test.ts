import { expect, test } from 'vitest'
import { chooseLocation } from '../pop/viewer/choose-location.ts'
import { HeaderList } from '../http/header-list.ts'
import { parseEdgeLocations } from './edge-locations.ts'
import { Failure } from './failure.ts'

test.each([
  { given: [], codes: ['CDG50-P1'] },
  { given: ['FRA56-P1'], codes: ['FRA56-P1'] },
  { given: ['FRA56-P1,NRT57-P2', 'LHR3'], codes: ['FRA56-P1', 'NRT57-P2', 'LHR3'] },
  { given: ['FRA56-P1,FRA56-P1'], codes: ['FRA56-P1'] },
  { given: ['127.0.0.2=NRT57-P2'], codes: ['CDG50-P1', 'NRT57-P2'] },
  { given: ['127.0.0.2=NRT57-P2,FRA56-P1'], codes: ['FRA56-P1', 'NRT57-P2'] },
])('--pop $given: $codes', ({ given, codes }) => {
  expect(parseEdgeLocations(given, 'CDG50-P1').codes).toEqual(codes)
})

test('a range sends its viewers to its location', () => {
  const locations = parseEdgeLocations(['CDG50-P1', '10.0.0.0/8=FRA56-P1'], 'CDG50-P1')
  const headers = new HeaderList()
  expect(chooseLocation(locations, { clientIp: '10.1.2.3', headers })).toBe('FRA56-P1')
  expect(chooseLocation(locations, { clientIp: '11.1.2.3', headers })).toBe('CDG50-P1')
})

test.each(['Paris', 'cdg50', '', 'CDG50-P1,', '10.0.0.0/40=FRA56-P1', '10.0.0.0/8=', 'nowhere=FRA56-P1'])(
  '--pop %o is refused with a remedy',
  given => {
    expect(() => parseEdgeLocations([given], 'CDG50-P1')).toThrow(Failure)
    expect(() => parseEdgeLocations([given], 'CDG50-P1')).toThrow(/→ .*such as/)
  },
)

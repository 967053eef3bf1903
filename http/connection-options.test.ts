import { expect, test } from 'vitest'
import { namedByConnection } from './connection-options.ts'
import { HeaderList } from './header-list.ts'

test.each([
  { rule: 'no field', connection: [], names: [] },
  { rule: 'a name', connection: ['X-Hop'], names: ['x-hop'] },
  {
    rule: 'several, in several fields',
    connection: ['keep-alive, X-Hop', ' , TE'],
    names: ['keep-alive', 'x-hop', 'te'],
  },
  { rule: 'not what describes the message', connection: ['Content-Length, Cache-Control, Vary, ETag'], names: [] },
  {
    rule: 'nor what says where it goes and how it is read',
    connection: ['Host, Transfer-Encoding, Expect'],
    names: [],
  },
  { rule: 'nor what it is itself about', connection: ['Upgrade, Connection'], names: [] },
])('REQH-02, RESH-08 $rule', ({ connection, names }) => {
  expect(namedByConnection(HeaderList.of({ connection }))).toEqual(names)
})

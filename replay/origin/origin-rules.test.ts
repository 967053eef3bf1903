import { expect, test } from 'vitest'
import { parseOriginRules } from './origin-rules.ts'

test('rules as they are written', () => {
  const json = {
    rules: [
      { path: '/live*', origin: 'ssr', status: 200, headers: { 'Cache-Control': 's-maxage=2' }, firstByteMs: 80 },
      { path: '*' },
    ],
  }
  expect(parseOriginRules(json)).toEqual({
    kind: 'rules',
    rules: [
      { path: '/live*', origin: 'ssr', status: 200, headers: { 'cache-control': 's-maxage=2' }, firstByteMs: 80 },
      { path: '*', origin: undefined, status: undefined, headers: {}, firstByteMs: undefined },
    ],
  })
})

test.each([
  { json: [], problem: /expected \{ "rules"/ },
  { json: null, problem: /expected/ },
  { json: { rules: [1] }, problem: 'rule 1 must be an object' },
  { json: { rules: [{ path: '*' }, {}] }, problem: 'rule 2 needs a path pattern in the field path' },
  { json: { rules: [{ path: '*', ttl: 5 }] }, problem: /rule 1 has no field ttl; there are path, origin/ },
  { json: { rules: [{ path: '*', status: 99 }] }, problem: 'rule 1 status must be a whole number from 200 to 599' },
  { json: { rules: [{ path: '*', origin: 7 }] }, problem: 'rule 1 origin must be the id of an origin' },
  { json: { rules: [{ path: '*', firstByteMs: -1 }] }, problem: /firstByteMs must be a number from 0/ },
  { json: { rules: [{ path: '*', headers: 'x' }] }, problem: 'rule 1 headers must be an object' },
  { json: { rules: [{ path: '*', headers: { a: 1 } }] }, problem: 'rule 1 headers.a must be text' },
])('$problem', ({ json, problem }) => {
  const parsed = parseOriginRules(json)
  expect(parsed.kind === 'invalid' && parsed.problem).toMatch(problem)
})

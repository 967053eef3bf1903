import { expect, test } from 'vitest'
import { allowedOrigin } from './cors-origin.ts'

test.each([
  { rule: 'the star alone', pattern: '*', origin: 'https://a.example', allowed: '*' },
  { rule: 'the same origin', pattern: 'https://a.example', origin: 'https://a.example', allowed: 'https://a.example' },
  { rule: 'another scheme', pattern: 'https://a.example', origin: 'http://a.example', allowed: undefined },
  { rule: 'no scheme matches http', pattern: 'a.example', origin: 'http://a.example', allowed: 'http://a.example' },
  { rule: 'no scheme matches https', pattern: 'a.example', origin: 'https://a.example', allowed: 'https://a.example' },
  {
    rule: '*. matches a label',
    pattern: '*.example.org',
    origin: 'https://a.example.org',
    allowed: 'https://a.example.org',
  },
  {
    rule: '*. matches several labels',
    pattern: '*.example.org',
    origin: 'https://a.b.example.org',
    allowed: 'https://a.b.example.org',
  },
  { rule: '*. does not match the apex', pattern: '*.example.org', origin: 'https://example.org', allowed: undefined },
  {
    rule: '*. is no suffix of a label',
    pattern: '*.example.org',
    origin: 'https://badexample.org',
    allowed: undefined,
  },
  { rule: 'a dot is a dot', pattern: 'a.example', origin: 'https://axexample', allowed: undefined },
  { rule: 'nothing may follow', pattern: '*.example.org', origin: 'https://a.example.org.evil', allowed: undefined },
  { rule: 'no port matches none', pattern: 'http://a.example', origin: 'http://a.example:8080', allowed: undefined },
  {
    rule: 'a port',
    pattern: 'http://a.example:8080',
    origin: 'http://a.example:8080',
    allowed: 'http://a.example:8080',
  },
  {
    rule: 'any port',
    pattern: 'http://a.example:*',
    origin: 'http://a.example:8080',
    allowed: 'http://a.example:8080',
  },
  {
    rule: 'a port wildcard in the middle',
    pattern: 'http://a.example:1*3',
    origin: 'http://a.example:123',
    allowed: 'http://a.example:123',
  },
  {
    rule: 'of zero characters',
    pattern: 'http://a.example:1*3',
    origin: 'http://a.example:13',
    allowed: 'http://a.example:13',
  },
  { rule: 'that does not fit', pattern: 'http://a.example:1*3', origin: 'http://a.example:124', allowed: undefined },
])('RHP-22, RHP-23: $rule', ({ pattern, origin, allowed }) => {
  expect(allowedOrigin([pattern], origin)).toBe(allowed)
})

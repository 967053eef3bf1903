import { describe, expect, test } from 'vitest'
import { MANAGED_RESPONSE_HEADERS_POLICIES } from '../../distribution/managed-policies.ts'
import type { CorsPolicy, ResponseHeadersPolicy } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import { corsPolicy, responseHeadersPolicy } from '../../test/support/distribution.ts'
import { applyResponseHeadersPolicy } from './response-headers-policy.ts'

type Fields = Readonly<Record<string, string>>

const applied = (policy: ResponseHeadersPolicy, response: Fields, request: Fields = {}, method = 'GET'): Fields => {
  const headers = HeaderList.of(response)
  applyResponseHeadersPolicy(policy, method, HeaderList.of(request), headers)
  return Object.fromEntries(headers)
}

const frame = (override: boolean) => ({ name: 'x-frame-options', value: 'DENY', override })

test.each([
  { rule: 'RHP-01 removed', policy: { removeHeaders: ['x-powered-by'] }, response: { 'x-powered-by': 'a' }, gives: {} },
  {
    rule: 'RHP-01 removed and set ends up set',
    policy: { removeHeaders: ['x-frame-options'], headers: [frame(false)] },
    response: { 'x-frame-options': 'SAMEORIGIN' },
    gives: { 'x-frame-options': 'DENY' },
  },
  {
    rule: 'RHP-07 ETag and Vary can be removed',
    policy: { removeHeaders: ['etag', 'vary'] },
    response: { etag: '"a"', vary: 'x' },
    gives: {},
  },
  {
    rule: 'RHP-11 added where the origin has none',
    policy: { headers: [frame(false)] },
    response: {},
    gives: { 'x-frame-options': 'DENY' },
  },
  {
    rule: 'RHP-11 the origin’s is kept without override',
    policy: { headers: [frame(false)] },
    response: { 'x-frame-options': 'SAMEORIGIN' },
    gives: { 'x-frame-options': 'SAMEORIGIN' },
  },
  {
    rule: 'RHP-11 the origin’s is replaced with override',
    policy: { headers: [frame(true)] },
    response: { 'x-frame-options': 'SAMEORIGIN' },
    gives: { 'x-frame-options': 'DENY' },
  },
  {
    rule: 'RHP-12 an empty value',
    policy: { headers: [{ name: 'x-own', value: '', override: true }] },
    response: {},
    gives: { 'x-own': '' },
  },
])('$rule', ({ policy, response, gives }) => {
  expect(applied(responseHeadersPolicy(policy), response)).toEqual(gives)
})

const withCors = (cors: Partial<CorsPolicy>) => responseHeadersPolicy({ cors: corsPolicy(cors) })
const origin = { origin: 'https://a.example.org' }
const preflight = { ...origin, 'access-control-request-method': 'PUT' }

describe('CORS', () => {
  test.each([
    { rule: 'RHP-21 no Origin, no CORS request', cors: {}, response: {}, request: {}, gives: {} },
    { rule: 'RHP-22 the star', cors: {}, response: {}, request: origin, gives: { 'access-control-allow-origin': '*' } },
    {
      rule: 'RHP-22 a listed origin is echoed',
      cors: { allowOrigins: ['https://b.example.org', 'https://a.example.org'] },
      response: {},
      request: origin,
      gives: { 'access-control-allow-origin': 'https://a.example.org' },
    },
    {
      rule: 'RHP-22 no match, no header',
      cors: { allowOrigins: ['https://b.example.org'] },
      response: {},
      request: origin,
      gives: {},
    },
    {
      rule: 'RHP-20 without override, any CORS header of the origin keeps all of the policy’s away',
      cors: {},
      response: { 'access-control-max-age': '5' },
      request: origin,
      gives: { 'access-control-max-age': '5' },
    },
    {
      rule: 'RHP-20 with override those of the same name are replaced',
      cors: { originOverride: true },
      response: { 'access-control-allow-origin': 'https://b.example.org', 'access-control-max-age': '5' },
      request: origin,
      gives: { 'access-control-allow-origin': '*', 'access-control-max-age': '5' },
    },
    {
      rule: 'RHP-24 credentials',
      cors: { allowCredentials: true, allowOrigins: ['https://a.example.org'] },
      response: {},
      request: origin,
      gives: { 'access-control-allow-origin': 'https://a.example.org', 'access-control-allow-credentials': 'true' },
    },
  ])('$rule', ({ cors, response, request, gives }) => {
    expect(applied(withCors(cors), response, request)).toEqual(gives)
  })

  const full: Partial<CorsPolicy> = { allowMethods: ['GET', 'PUT'], allowHeaders: ['x-a', 'x-b'], maxAgeSeconds: 600 }

  test('RHP-21: methods, headers and age belong to the preflight', () => {
    expect(applied(withCors(full), {}, preflight, 'OPTIONS')).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'x-a, x-b',
      'access-control-max-age': '600',
    })
    expect(applied(withCors(full), {}, origin)).toEqual({ 'access-control-allow-origin': '*' })
  })

  test('RHP-21: OPTIONS without Access-Control-Request-Method is no preflight', () => {
    expect(applied(withCors(full), {}, origin, 'OPTIONS')).toEqual({ 'access-control-allow-origin': '*' })
  })

  test('RHP-21: exposed headers go with every CORS response', () => {
    const exposing = withCors({ exposeHeaders: ['etag', 'x-a'] })
    expect(applied(exposing, {}, origin)['access-control-expose-headers']).toBe('etag, x-a')
    expect(applied(exposing, {}, preflight, 'OPTIONS')['access-control-expose-headers']).toBe('etag, x-a')
    expect(applied(exposing, {}, {})).toEqual({})
  })

  test('RHP-24: ALL stands for every method', () => {
    expect(applied(withCors({ allowMethods: ['ALL'] }), {}, preflight, 'OPTIONS')['access-control-allow-methods']).toBe(
      'GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE',
    )
  })
})

const PREFLIGHT_FIELDS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
  'access-control-expose-headers': '*',
}
const SIMPLE_FIELDS = { 'access-control-allow-origin': '*' }
const SECURITY_FIELDS = {
  'referrer-policy': 'strict-origin-when-cross-origin',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'x-xss-protection': '1; mode=block',
}

const MANAGED_RULES = [
  { rule: 'POL-60', id: '60669652-455b-4ae9-85a4-c4c02393f86c', name: 'SimpleCORS', cors: 'simple', isSecure: false },
  {
    rule: 'POL-61',
    id: '5cc3b908-e619-4b99-88e5-2cf7f45965bd',
    name: 'CORS-With-Preflight',
    cors: 'preflight',
    isSecure: false,
  },
  {
    rule: 'POL-62',
    id: '67f7725c-6f97-4210-82d7-5512b31e9d03',
    name: 'SecurityHeadersPolicy',
    cors: 'none',
    isSecure: true,
  },
  {
    rule: 'POL-63',
    id: 'e61eb60c-9c35-4d20-a928-2b84e02af89c',
    name: 'CORS-and-SecurityHeadersPolicy',
    cors: 'simple',
    isSecure: true,
  },
  {
    rule: 'POL-64',
    id: 'eaab4381-ed33-4a86-88ca-d9558dc6cd63',
    name: 'CORS-with-preflight-and-SecurityHeadersPolicy',
    cors: 'preflight',
    isSecure: true,
  },
]

describe.each(MANAGED_RULES)('$rule $name', ({ id, name, cors, isSecure }) => {
  const policy = MANAGED_RESPONSE_HEADERS_POLICIES.get(id) ?? responseHeadersPolicy()
  const security = isSecure ? SECURITY_FIELDS : {}

  test('has its name', () => expect(policy.name).toBe(name))

  test('a request of the same site', () => expect(applied(policy, {})).toEqual(security))

  test('a simple CORS request', () => {
    const fields = cors === 'none' ? {} : SIMPLE_FIELDS
    expect(applied(policy, {}, origin)).toEqual({ ...security, ...fields })
  })

  test('a preflight', () => {
    const fields = cors === 'none' ? {} : cors === 'simple' ? SIMPLE_FIELDS : PREFLIGHT_FIELDS
    expect(applied(policy, {}, preflight, 'OPTIONS')).toEqual({ ...security, ...fields })
  })

  test('the origin’s headers stay, except X-Content-Type-Options', () => {
    const names = [
      ...Object.keys(isSecure ? SECURITY_FIELDS : {}),
      ...Object.keys(cors === 'none' ? {} : PREFLIGHT_FIELDS),
    ]
    const fromOrigin = Object.fromEntries(names.map(one => [one, 'origin']))
    const overridden = isSecure ? { 'x-content-type-options': 'nosniff' } : {}
    expect(applied(policy, fromOrigin, preflight, 'OPTIONS')).toEqual({ ...fromOrigin, ...overridden })
  })
})

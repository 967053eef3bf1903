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

  test('RHP-24: ALL stands for every method', () => {
    expect(applied(withCors({ allowMethods: ['ALL'] }), {}, preflight, 'OPTIONS')['access-control-allow-methods']).toBe(
      'GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE',
    )
  })
})

const managed = (name: string): ResponseHeadersPolicy => {
  const policy = [...MANAGED_RESPONSE_HEADERS_POLICIES.values()].find(one => one.name === name)
  if (policy === undefined) throw new Error(`no managed policy ${name}`)
  return policy
}

test('POL-60: SimpleCORS', () => {
  expect(applied(managed('SimpleCORS'), {}, origin)).toEqual({ 'access-control-allow-origin': '*' })
})

test('POL-62: of the security headers only X-Content-Type-Options overrides the origin’s', () => {
  const response = { 'x-frame-options': 'DENY', 'x-content-type-options': 'none', 'referrer-policy': 'origin' }
  expect(applied(managed('SecurityHeadersPolicy'), response)).toEqual({
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'origin',
    'strict-transport-security': 'max-age=31536000',
    'x-xss-protection': '1; mode=block',
  })
})

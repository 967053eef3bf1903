import { expect, test } from 'vitest'
import type { CacheBehavior } from '../../distribution/model.ts'
import { cacheBehavior } from '../../test/support/distribution.ts'
import { viewerRequest, type RequestParts } from '../../test/support/virtual-stage.ts'
import { decideProtocol } from './protocol-policy.ts'

const decide = (viewerProtocolPolicy: CacheBehavior['viewerProtocolPolicy'], parts: RequestParts, port?: number) =>
  decideProtocol(cacheBehavior({ viewerProtocolPolicy }), viewerRequest({ protocol: 'http', ...parts }), {
    domainName: 'd1.cloudfront.net',
    port,
  })

test.each([
  { rule: 'ORD-20 allow-all lets HTTP pass', policy: 'allow-all' as const, parts: {} },
  { rule: 'ORD-20 https-only lets HTTPS pass', policy: 'https-only' as const, parts: { protocol: 'https' as const } },
  {
    rule: 'ORD-20 redirect lets HTTPS pass',
    policy: 'redirect-to-https' as const,
    parts: { protocol: 'https' as const },
  },
])('$rule', ({ policy, parts }) => {
  expect(decide(policy, parts)).toEqual({ kind: 'go-on' })
})

test('ORD-20: https-only refuses HTTP', () => {
  expect(decide('https-only', {}).kind).toBe('refuse')
})

test.each([
  { method: 'GET', status: 301 },
  { method: 'HEAD', status: 301 },
  { method: 'POST', status: 307 },
  { method: 'PUT', status: 307 },
  { method: 'DELETE', status: 307 },
  { method: 'OPTIONS', status: 307 },
  { method: 'PATCH', status: 307 },
])(
  'ORD-20 and ORD-21: $method is redirected with $status, same host, path and query (ORD-24)',
  ({ method, status }) => {
    expect(decide('redirect-to-https', { method, path: '/a%20b?c=d' })).toEqual({
      kind: 'redirect',
      status,
      location: 'https://www.example.org/a%20b?c=d',
    })
  },
)

test('ORD-21: HTTP/1.0 redirects a GET and refuses a POST', () => {
  expect(decide('redirect-to-https', { httpVersion: '1.0' }).kind).toBe('redirect')
  expect(decide('redirect-to-https', { httpVersion: '1.0', method: 'POST' }).kind).toBe('refuse')
})

test.each([
  { port: 443, location: 'https://www.example.com/a?b' },
  { port: 8443, location: 'https://www.example.com:8443/a?b' },
])('ORD-24: on the stage the redirect leads to its own HTTPS listener, port $port', ({ port, location }) => {
  const headers = { host: 'www.example.com:8080' }
  const decision = decide('redirect-to-https', { path: '/a?b', headers }, port)
  expect(decision).toEqual({ kind: 'redirect', status: 301, location })
})

test('ORD-21, MET-05: a method that no behaviour can allow is not redirected but left to be refused', () => {
  expect(decide('redirect-to-https', { method: 'TRACE' })).toEqual({ kind: 'go-on' })
})

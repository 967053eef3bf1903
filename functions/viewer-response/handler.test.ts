import { beforeEach, expect, test, vi } from 'vitest'
import { world } from '../test-support/cloudfront.ts'

vi.mock('cloudfront', async () => await import('../test-support/cloudfront.ts'))
const { handler } = await import('./handler.ts')

beforeEach(() => void (world.logged.length = 0))

const event = (
  requestHeaders: Record<string, { value: string }>,
  responseHeaders: Record<string, { value: string }> = {},
) => ({
  request: { method: 'GET', uri: '/', querystring: {}, headers: requestHeaders, cookies: {} },
  response: { statusCode: 200, headers: responseHeaders },
})

test('without a viewer-request function before it, nothing changes', () => {
  expect(handler(event({}))).toEqual({ statusCode: 200, headers: {} })
})

test.each(['0', '', '-1', 'soon'])('no cookie for the life %j', life => {
  const headers = { 'x-feature-flipping': { value: 'site:v4' }, 'x-feature-flipping-max-age': { value: life } }
  expect(handler(event(headers)).cookies).toBeUndefined()
})

test.each([
  { rule: 'the static page stood in', headers: { 'x-static-fallback': { value: 'origin-5xx' } }, log: 'f=origin-5xx' },
  { rule: 'the page itself', headers: {}, log: 'f=-' },
])('logs $log: $rule', ({ headers, log }) => {
  handler(event({}, headers))
  expect(world.logged).toEqual([log])
})

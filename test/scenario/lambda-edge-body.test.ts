import { describe, expect, test } from 'vitest'
import type { LambdaEventType, Method } from '../../distribution/model.ts'
import type { LambdaRequest } from '../../pop/edge-functions/lambda-edge/invocation.ts'
import { CACHING_DISABLED } from '../support/distribution.ts'
import { PAGE, staged, type Staged } from '../support/lambda-stage.ts'
import { lambdasAt, type LambdaSteps } from '../support/scripted-lambda.ts'

const METHODS = new Set<Method>(['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'])

/** A stage whose request triggers get the body, and what reached its origin. */
const withBody = (
  steps: LambdaSteps,
  at: LambdaEventType,
  includeBody = true,
): Staged & { readonly sent: (number | undefined)[] } => {
  const sent: (number | undefined)[] = []
  const lambdas = Object.fromEntries(
    Object.entries(lambdasAt(at)).map(([eventType, association]) => [eventType, { ...association, includeBody }]),
  )
  const result = staged(steps, {
    at: [at],
    behavior: { lambdas, allowedMethods: METHODS, cachePolicy: CACHING_DISABLED },
    origin: ({ request }) => {
      sent.push(request.body?.byteLength)
      return PAGE
    },
  })
  return { ...result, sent }
}

const post = (bytes: number) => ({
  method: 'POST',
  body: { byteLength: bytes },
  headers: { 'content-length': String(bytes) },
})

const KB = 1_024

describe('IncludeBody', () => {
  test.each([
    { at: 'viewer-request', bytes: 40 * KB, seen: 40 * KB, truncated: false },
    { at: 'viewer-request', bytes: 50 * KB, seen: 40 * KB, truncated: true },
    { at: 'origin-request', bytes: KB * KB, seen: KB * KB, truncated: false },
    { at: 'origin-request', bytes: KB * KB + 1, seen: KB * KB, truncated: true },
  ] as const)(
    'LAE-40, QUO-22: of $bytes bytes $at sees $seen; left alone, all of them reach the origin',
    ({ at, bytes, seen, truncated }) => {
      const { stage, sent, eventAt } = withBody({}, at)
      stage.request(0, post(bytes))
      stage.run()
      const { data = '', ...body } = eventAt(at).request.body ?? {}
      expect(body).toEqual({ inputTruncated: truncated, action: 'read-only', encoding: 'base64' })
      expect(Buffer.from(data, 'base64').length).toBe(seen)
      expect(sent).toEqual([bytes])
      expect(stage.attempts[0]?.headers.get('content-length')).toBe(String(bytes))
      expect(stage.discarded).toHaveLength(0)
    },
  )

  test('LAE-40: a request without body has an empty one', () => {
    const { stage, sent, eventAt } = withBody({}, 'viewer-request')
    stage.request(0)
    stage.run()
    expect(eventAt('viewer-request').request.body).toMatchObject({ inputTruncated: false, data: '' })
    expect(sent).toEqual([undefined])
  })

  const replaced = (body: Partial<NonNullable<LambdaRequest['body']>>) => (request: LambdaRequest) => ({
    ...request,
    body: { ...request.body, action: 'replace', ...body },
  })

  test.each([
    { rule: 'text', body: { encoding: 'text', data: 'né' }, bytes: 3 },
    { rule: 'base64', body: { encoding: 'base64', data: 'YWJj' }, bytes: 3 },
    { rule: 'base64 when no encoding is named', body: { data: 'YWJj' }, bytes: 3 },
    { rule: 'nothing', body: { data: '' }, bytes: 0 },
  ] as const)('LAE-40: a body replaced by $rule goes out with its own length', ({ body, bytes }) => {
    for (const at of ['viewer-request', 'origin-request'] as const) {
      const { stage, sent } = withBody({ [at]: replaced(body) }, at)
      const { headers: _, ...chunked } = post(500)
      stage.request(0, { ...chunked, headers: { 'transfer-encoding': 'chunked' } })
      stage.run()
      expect(sent).toEqual([bytes])
      expect(stage.attempts[0]?.headers.get('content-length')).toBe(String(bytes))
      expect(stage.attempts[0]?.headers.has('transfer-encoding')).toBe(false)
      expect(stage.discarded).toEqual([{ byteLength: 500 }])
    }
  })

  const base64 = (characters: number): string => 'A'.repeat(characters - (characters % 4))
  test.each([
    { at: 'viewer-request', encoding: 'text', data: 'x'.repeat(40 * KB), status: 200 },
    { at: 'viewer-request', encoding: 'text', data: 'x'.repeat(40 * KB + 1), status: 502 },
    { at: 'viewer-request', encoding: 'text', data: 'é'.repeat(20 * KB + 1), status: 502 },
    { at: 'viewer-request', encoding: 'base64', data: base64(53 * KB), status: 200 },
    { at: 'viewer-request', encoding: 'base64', data: base64(54 * KB), status: 502 },
    { at: 'origin-request', encoding: 'text', data: 'x'.repeat(KB * KB), status: 200 },
    { at: 'origin-request', encoding: 'text', data: 'x'.repeat(KB * KB + 1), status: 502 },
    { at: 'origin-request', encoding: 'base64', data: base64(1.34 * KB * KB), status: 502 },
    { at: 'origin-request', encoding: 'base64', data: '#', status: 502 },
  ] as const)(
    'LAE-40, QUO-22: $data.length characters of $encoding at $at give $status',
    ({ at, encoding, data, status }) => {
      const { stage } = withBody({ [at]: replaced({ encoding, data }) }, at)
      const request = stage.request(0, post(5))
      stage.run()
      expect(request.response.status).toBe(status)
    },
  )

  test('LAE-40: without IncludeBody there is none to see or to replace', () => {
    const { stage, sent, eventAt } = withBody({ 'origin-request': replaced({ data: 'YWJj' }) }, 'origin-request', false)
    stage.request(0, post(500))
    stage.run()
    expect(eventAt('origin-request').request).not.toHaveProperty('body')
    expect(sent).toEqual([500])
  })
})

import { describe, expect, test } from 'vitest'
import { ALL_TRIGGERS, staged } from '../support/lambda-stage.ts'

describe('functions that fail', () => {
  const without =
    (name: string) =>
    <T extends { headers: object }>(message: T): T => ({
      ...message,
      headers: Object.fromEntries(Object.entries(message.headers).filter(([key]) => key !== name)),
    })

  test.each([
    { name: 'transfer-encoding', spelled: 'Transfer-Encoding' },
    { name: 'via', spelled: 'Via' },
  ])('LAE-53, ORR-33: origin-response drops $spelled', ({ name, spelled }) => {
    const { stage } = staged(
      { 'origin-response': without(name) },
      { origin: () => ({ headers: { 'transfer-encoding': 'chunked', via: '1.1 proxy' }, byteLength: null }) },
    )
    const request = stage.request(0)
    stage.run()
    expect(request.response).toMatchObject({
      status: 502,
      resultType: 'LambdaValidationError',
      detailedResultType: 'LambdaValidationError',
    })
    expect(request.stations('lambda')).toMatchObject([
      { outcome: 'validation-error', message: expect.stringContaining(`headerName : ${spelled}.`) },
    ])
    expect(stage.discarded).toHaveLength(1)
  })

  const failures = [
    { rule: 'GEN-22, LAE-50 a throw', step: 'execution-error', status: 503, type: 'LambdaExecutionError' },
    { rule: 'GEN-22, LAE-50 a timeout', step: 'timeout', status: 503, type: 'LambdaExecutionError' },
    { rule: 'GEN-23, LAE-54 throttling', step: 'throttled', status: 503, type: 'LambdaLimitExceeded' },
    { rule: 'GEN-24, LAE-51 no object', step: () => 'text', status: 502, type: 'LambdaValidationError' },
    { rule: 'GEN-30, LAE-32 status 600', step: () => ({ status: '600' }), status: 502, type: 'LambdaValidationError' },
  ] as const

  test.each(failures.flatMap(failure => ALL_TRIGGERS.map(trigger => ({ ...failure, trigger }))))(
    '$rule at $trigger gives $status $type, and nothing of it is stored',
    ({ step, status, type, trigger }) => {
      const { stage, events } = staged({ [trigger]: step })
      const requests = [0, 1_000].map(at => stage.request(at))
      stage.run()
      for (const { response } of requests) {
        expect(response).toMatchObject({ status, resultType: type })
        expect(response.headers.get('x-cache')).toBe(`${type} from cloudfront`)
      }
      expect(events).toHaveLength(2)
      expect([...(stage.pop.tiers[0]?.stored() ?? [])].filter(entry => entry.status >= 500)).toEqual([])
      expect(stage.flightCount).toBe(0)
    },
  )

  test('GEN-22, COLL-06: those who waited for a failing function ask for themselves', () => {
    const { stage, events } = staged({ 'origin-response': 'timeout' })
    const requests = stage.simultaneous(5, 0)
    stage.run()
    expect(requests.every(({ answers }) => answers === 1)).toBe(true)
    expect(events).toHaveLength(5)
    expect(stage.flightCount).toBe(0)
  })

  test('GEN-22: a failing function is no failing origin: the expired copy is not served for it', () => {
    let runs = 0
    const { stage } = staged({
      'origin-response': response => (++runs === 1 ? response : { status: '99' }),
    })
    stage.request(0)
    const later = stage.request(61_000)
    stage.run()
    expect(later.response).toMatchObject({ status: 502, resultType: 'LambdaValidationError' })
  })
})

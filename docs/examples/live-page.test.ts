import { createPointOfPresence, VirtualClock } from 'edge-understudy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const clock = new VirtualClock('2026-06-11T18:00:00Z')
let isDown = false
let pop: Awaited<ReturnType<typeof createPointOfPresence>>

beforeAll(async () => {
  pop = await createPointOfPresence({
    template: 'docs/examples/live-page.yml',
    origins: {
      ssr: () => (isDown ? 'silent' : { headers: { 'cache-control': 's-maxage=10' }, body: 'the score' }),
    },
    clock,
  })
})
afterAll(() => pop.close())

describe('the page of a live event', () => {
  it('costs the origin one request, whatever the crowd', async () => {
    const crowd = await Promise.all(Array.from({ length: 1_000 }, () => pop.request('/live/final')))
    expect(crowd.every(({ status }) => status === 200)).toBe(true)
    expect(pop.counters.originRequests).toEqual({ ssr: 1 })
  })

  it('stays up for ten minutes when the origin is gone', async () => {
    isDown = true
    clock.advance(60_000)
    const answer = await pop.request('/live/final')
    expect(answer.text()).toBe('the score')
    expect(answer.resultType).toBe('RefreshHit')
    // The one who asks first waits for the origin: two attempts of five seconds each.
    expect(answer.tookMs).toBe(10_000)
  })
})

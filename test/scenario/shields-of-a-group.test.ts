import { describe, expect, test } from 'vitest'
import { cacheBehavior, customOrigin, distribution, originGroup } from '../support/distribution.ts'
import type { ScriptedAnswer } from '../support/scripted-origin.ts'
import { virtualStage, type StagedRequest } from '../support/virtual-stage.ts'

const PARIS = 'CDG50-P1' // behind eu-central-1
const TOKYO = 'NRT57-P2' // behind ap-northeast-1
const SEOUL = 'ICN54-C1' // behind ap-northeast-2

const LASTS: ScriptedAnswer = { headers: { 'cache-control': 'max-age=60' }, afterMs: 200 }

interface Shields {
  readonly primary?: string
  readonly secondary?: string
}

/** A group whose primary fails, each member with a shield of its own or none. */
const failingGroup = ({ primary, secondary }: Shields, answer = LASTS) =>
  virtualStage({
    distribution: distribution({
      origins: [
        customOrigin({ id: 'ssr', originShieldRegion: primary }),
        customOrigin({ id: 'static', originShieldRegion: secondary }),
      ],
      originGroups: [originGroup([503])],
      behaviors: [cacheBehavior({ targetOriginId: 'ssr-or-static' })],
    }),
    origin: ({ origin }) => (origin.id === 'ssr' ? { status: 503, afterMs: 100 } : answer),
  })

const tiersAsked = (request: StagedRequest): string[] =>
  request.stations('lookup').map(({ tier, name, result }) => `${tier} ${tier === 'edge' ? '' : name} ${result}`)

const asked = (stage: ReturnType<typeof failingGroup>): string[] => stage.attempts.map(({ originId }) => originId)

describe('GRP-14: Origin Shield is per origin', () => {
  test.each<{ rule: string; shields: Shields; tiers: string[] }>([
    { rule: 'none', shields: {}, tiers: ['edge  absent', 'regional eu-central-1 absent'] },
    {
      rule: 'that of the secondary, when the primary has failed',
      shields: { secondary: 'us-east-1' },
      tiers: ['edge  absent', 'regional eu-central-1 absent', 'shield us-east-1 absent'],
    },
    {
      rule: 'that of the primary, then that of the secondary',
      shields: { primary: 'us-east-2', secondary: 'us-east-1' },
      tiers: ['edge  absent', 'regional eu-central-1 absent', 'shield us-east-2 absent', 'shield us-east-1 absent'],
    },
    {
      rule: 'one for both is asked once',
      shields: { primary: 'us-east-1', secondary: 'us-east-1' },
      tiers: ['edge  absent', 'regional eu-central-1 absent', 'shield us-east-1 absent'],
    },
    {
      rule: 'one that is the regional cache is no tier more (TIER-07)',
      shields: { secondary: 'eu-central-1' },
      tiers: ['edge  absent', 'regional eu-central-1 absent'],
    },
  ])('$rule', ({ shields, tiers }) => {
    const stage = failingGroup(shields)
    const request = stage.request(0, { location: PARIS })
    stage.run()
    expect(tiersAsked(request)).toEqual(tiers)
    expect(request.response.status).toBe(200)
    expect(asked(stage)).toEqual(['ssr', 'static'])
  })

  test('what the shield of the secondary has, no second region asks the secondary for', () => {
    const stage = failingGroup({ secondary: 'us-east-1' })
    stage.request(0, { location: PARIS })
    const far = stage.request(1_000, { location: TOKYO })
    stage.run()
    expect(tiersAsked(far).at(-1)).toBe('shield us-east-1 fresh')
    expect(far.response).toMatchObject({ status: 200, detailedResultType: 'OriginShieldHit' })
    expect(asked(stage)).toEqual(['ssr', 'static', 'ssr'])
  })

  test('an expired copy there is served while it is renewed from the secondary', () => {
    const headers = { 'cache-control': 'max-age=10, stale-while-revalidate=60' }
    const stage = failingGroup({ secondary: 'us-east-1' }, { headers, afterMs: 200 })
    stage.request(0, { location: PARIS })
    const far = stage.request(20_000, { location: TOKYO })
    const later = stage.request(25_000, { location: SEOUL })
    stage.run()
    expect(tiersAsked(far).at(-1)).toBe('shield us-east-1 stale')
    expect(far.answeredAt).toBe(20_100) // the primary failed in between, the secondary was not waited for
    expect(tiersAsked(later).at(-1)).toBe('shield us-east-1 fresh')
    expect(asked(stage)).toEqual(['ssr', 'static', 'ssr', 'static', 'ssr'])
  })

  test('two regions that are each other’s shields do not wait for one another', () => {
    const stage = failingGroup({ primary: 'eu-central-1', secondary: 'ap-northeast-1' })
    const requests = [PARIS, TOKYO].flatMap(location => stage.simultaneous(5, 0, { location }))
    stage.run()
    expect(requests.map(({ response }) => response.status)).toEqual(requests.map(() => 200))
  })
})

import { describe, expect, test } from 'vitest'
import type { StagingTraffic } from '../../distribution/model.ts'
import { HeaderList } from '../../http/header-list.ts'
import { chooseStaging } from './choose-staging.ts'
import { SESSION_COOKIE, withoutSession } from './session-cookie.ts'

const never = (): number => {
  throw new Error('nothing is drawn here')
}

test.each([
  { value: 'yes', goesTo: 'staging' },
  { value: 'Yes', goesTo: 'primary' },
  { value: undefined, goesTo: 'primary' },
])('CD-02: a header with the value $value leads to $goesTo', ({ value, goesTo }) => {
  const headers = HeaderList.of(value === undefined ? {} : { 'aws-cf-cd-next': value })
  const traffic: StagingTraffic = { kind: 'header', name: 'aws-cf-cd-next', value: 'yes' }
  expect(chooseStaging(traffic, headers, never, 0)).toMatchObject({ goesTo, setCookie: undefined })
})

test.each([
  { drawn: 0, goesTo: 'staging' },
  { drawn: 0.149, goesTo: 'staging' },
  { drawn: 0.15, goesTo: 'primary' },
  { drawn: 0.999, goesTo: 'primary' },
])('CD-02: $drawn of a weight of 0.15 leads to $goesTo', ({ drawn, goesTo }) => {
  const traffic: StagingTraffic = { kind: 'weight', weight: 0.15, stickiness: undefined }
  expect(chooseStaging(traffic, new HeaderList(), () => drawn, 0)).toMatchObject({ goesTo, setCookie: undefined })
})

test('CD-02: a weight of 0 sends nobody', () => {
  const traffic: StagingTraffic = { kind: 'weight', weight: 0, stickiness: undefined }
  expect(chooseStaging(traffic, new HeaderList(), () => 0, 0).goesTo).toBe('primary')
})

describe('CD-03: sessions', () => {
  const sticky = (over: object = {}): StagingTraffic => ({
    kind: 'weight',
    weight: 0.1,
    stickiness: { idleSeconds: 300, maximumSeconds: 900 },
    ...over,
  })

  const withCookie = (setCookie: string | undefined): HeaderList =>
    HeaderList.of({ cookie: `a=b; ${setCookie?.split(';')[0] ?? ''}` })

  /** Asks at each second with the cookie of the answer before. Out: where each request went, D where it was drawn. */
  const asksAt = (seconds: readonly number[], draws: readonly number[], traffic = sticky()): string => {
    let headers = new HeaderList()
    const left = [...draws]
    return seconds
      .map(second => {
        const before = left.length
        const choice = chooseStaging(traffic, headers, () => left.shift() ?? never(), second * 1_000)
        headers = withCookie(choice.setCookie)
        return `${choice.goesTo}${left.length < before ? ' D' : ''}`
      })
      .join(', ')
  }

  test('whoever came to staging stays there, and whoever did not stays away', () => {
    expect(asksAt([0, 100, 399], [0])).toBe('staging D, staging, staging')
    expect(asksAt([0, 100, 399], [0.5])).toBe('primary D, primary, primary')
  })

  test('after the idle time a new session begins', () => {
    expect(asksAt([0, 299, 598, 898], [0, 0.5])).toBe('staging D, staging, staging, primary D')
  })

  test('after the maximum a new session begins, however busy it was', () => {
    expect(asksAt([0, 250, 500, 750, 899, 900], [0, 0.5])).toBe(
      'staging D, staging, staging, staging, staging, primary D',
    )
  })

  test('the cookie lives as long as an idle session', () => {
    const { setCookie } = chooseStaging(sticky(), new HeaderList(), () => 0, 5_000)
    expect(setCookie).toMatch(
      new RegExp(`^${SESSION_COOKIE}=[0-9a-f]{8}\\.staging\\.5\\.5; Path=/; Max-Age=300; HttpOnly$`),
    )
  })

  test.each([{ change: { weight: 0.05 } }, { change: { stickiness: { idleSeconds: 300, maximumSeconds: 901 } } }])(
    'another policy begins new sessions: $change',
    ({ change }) => {
      const { setCookie } = chooseStaging(sticky(), new HeaderList(), () => 0, 0)
      const choice = chooseStaging(sticky(change), withCookie(setCookie), () => 0.99, 1_000)
      expect(choice.goesTo).toBe('primary')
    },
  )

  test.each([
    'x',
    '00000000.staging.0.0',
    'zz.staging.0.0',
    `${'0'.repeat(5_000)}`,
    'MARK.staging.99999999999.99999999999',
    'MARK.staging.5.1',
    'MARK.nowhere.0.0',
  ])('a cookie that no stage wrote, %s, is drawn anew', text => {
    const { setCookie = '' } = chooseStaging(sticky(), new HeaderList(), () => 0.5, 0)
    const mark = /=([0-9a-f]{8})/.exec(setCookie)?.[1] ?? ''
    const headers = HeaderList.of({ cookie: `${SESSION_COOKIE}=${text.replace('MARK', mark)}` })
    let draws = 0
    chooseStaging(sticky(), headers, () => (draws++, 0.5), 2_000)
    expect(draws).toBe(1)
  })

  test('neither key nor origin sees the cookie', () => {
    expect(withoutSession(HeaderList.of({ cookie: `a=b; ${SESSION_COOKIE}=x; c=d` })).get('cookie')).toBe('a=b; c=d')
    expect(withoutSession(HeaderList.of({ cookie: `${SESSION_COOKIE}=x` })).has('cookie')).toBe(false)
    const untouched = HeaderList.of({ cookie: 'a=b' })
    expect(withoutSession(untouched)).toBe(untouched)
  })
})

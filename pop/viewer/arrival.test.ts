import { describe, expect, test } from 'vitest'
import type { Distribution } from '../../distribution/model.ts'
import { distribution } from '../../test/support/distribution.ts'
import { viewerRequest, virtualStage } from '../../test/support/virtual-stage.ts'
import { SESSION_COOKIE } from '../staging/session-cookie.ts'
import { arrivals } from './arrival.ts'

const point = (id: string, over: Partial<Distribution> = {}) =>
  virtualStage({
    distribution: { ...distribution(), id, domainName: `${id}.cloudfront.net`, ...over },
    origin: () => ({}),
  }).pop

const arriveAt = (points: ReturnType<typeof point>[], host: string, random = () => 0.5) => {
  const [first, ...others] = points
  if (first === undefined) throw new Error('no point')
  const arrival = arrivals([first, ...others], random)(viewerRequest({ headers: { host } }))
  return arrival.refusal === undefined ? arrival.pop.distribution.id : `refused ${arrival.refusal.status}`
}

describe('SEC-08: which distribution a name leads to', () => {
  const [shop, site] = [
    point('shop', { aliases: ['shop.example.org', '*.shop.example.org'] }),
    point('site', { aliases: ['www.example.org', 'eu.shop.example.org'] }),
  ]

  test.each([
    { host: 'shop.cloudfront.net', leadsTo: 'shop' },
    { host: 'site.cloudfront.net', leadsTo: 'site' },
    { host: 'www.example.org', leadsTo: 'site' },
    { host: 'WWW.Example.ORG:8443', leadsTo: 'site' },
    { host: 'de.shop.example.org', leadsTo: 'shop' },
    { host: 'eu.shop.example.org', leadsTo: 'site' },
    { host: 'a.b.shop.example.org', leadsTo: 'refused 403' },
    { host: 'example.org', leadsTo: 'refused 403' },
    { host: '127.0.0.1:8080', leadsTo: 'refused 403' },
    { host: '', leadsTo: 'refused 403' },
  ])('$host: $leadsTo', ({ host, leadsTo }) => {
    expect(arriveAt([shop, site], host)).toBe(leadsTo)
  })

  test('one distribution answers every name', () => {
    expect(arriveAt([site], '127.0.0.1:8080')).toBe('site')
  })
})

describe('CD-01: a staging distribution', () => {
  const staging = point('next', { staging: true })
  const primary = point('site', {
    aliases: ['www.example.org'],
    continuousDeployment: {
      stagingDomainNames: ['next.cloudfront.net'],
      traffic: { kind: 'weight', weight: 0.1, stickiness: { idleSeconds: 300, maximumSeconds: 300 } },
    },
  })

  test.each([
    { host: '127.0.0.1:8080', drawn: 0.05, leadsTo: 'next' },
    { host: '127.0.0.1:8080', drawn: 0.5, leadsTo: 'site' },
    { host: 'www.example.org', drawn: 0.05, leadsTo: 'next' },
    { host: 'next.cloudfront.net', drawn: 0.05, leadsTo: 'refused 403' },
  ])('$host, $drawn drawn: $leadsTo', ({ host, drawn, leadsTo }) => {
    expect(arriveAt([primary, staging], host, () => drawn)).toBe(leadsTo)
  })

  test('CD-03: the session cookie is set for the viewer and kept from the walk, and the trace says why', () => {
    const arrive = arrivals([primary, staging], () => 0.05)
    const arrival = arrive(viewerRequest({ headers: { cookie: `${SESSION_COOKIE}=x; a=b` } }))
    expect(arrival.sessionCookie).toContain('.staging.')
    expect(arrival.viewer.headers.get('cookie')).toBe('a=b')
    expect(arrival.events).toEqual([
      { station: 'continuous-deployment', goesTo: 'staging', why: 'drawn, 0.1 of the traffic goes to staging' },
    ])
  })

  test('without its primary it is served like any other', () => {
    expect(arriveAt([staging], '127.0.0.1:8080')).toBe('next')
  })

  test('a primary whose staging distribution is not loaded gets everything', () => {
    expect(arriveAt([primary], '127.0.0.1:8080', () => 0)).toBe('site')
  })
})

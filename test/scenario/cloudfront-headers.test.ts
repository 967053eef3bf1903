import { describe, expect, test } from 'vitest'
import { CLOUDFRONT_HEADERS } from '../../distribution/cloudfront-headers.ts'
import { MANAGED_CACHE_POLICIES, MANAGED_ORIGIN_REQUEST_POLICIES } from '../../distribution/managed-policies.ts'
import type { CacheBehavior, OriginRequestPolicy } from '../../distribution/model.ts'
import type { HeaderList } from '../../http/header-list.ts'
import { cacheBehavior, cachePolicy, distribution, originRequestPolicy } from '../support/distribution.ts'
import { staged } from '../support/lambda-stage.ts'
import { namedFunction } from '../support/scripted-function.ts'
import { virtualStage, type RequestParts } from '../support/virtual-stage.ts'

const PAGE = { headers: { 'cache-control': 'max-age=60' } }

const orp = (headers: OriginRequestPolicy['headers']): Partial<CacheBehavior> => ({
  originRequestPolicy: originRequestPolicy({ headers }),
})
const listing = (...names: string[]): Partial<CacheBehavior> => orp({ kind: 'whitelist', names })

/** The header fields of the origin's first request, after one request of a viewer. */
const sentToOrigin = (behavior: Partial<CacheBehavior>, request: RequestParts = {}): HeaderList => {
  const stage = virtualStage({
    distribution: distribution({ behaviors: [cacheBehavior(behavior)] }),
    origin: () => PAGE,
  })
  stage.request(0, request)
  stage.run()
  const [attempt] = stage.attempts
  if (attempt === undefined) throw new Error('nothing reached the origin')
  return attempt.headers
}

const ORLEANS = {
  country: 'FR',
  countryRegion: 'CVL',
  countryRegionName: 'Centre-Val de Loire',
  city: 'Orléans',
  latitude: '47.9025',
  longitude: '1.9090',
  postalCode: '45000',
  timeZone: 'Europe/Paris',
  asn: '64500',
}
const TLS = { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', handshake: 'fullHandshake' } as const
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1'

describe('the value of each header', () => {
  const viewer: RequestParts = {
    headers: { 'user-agent': IPHONE, accept: '*/*' },
    geography: ORLEANS,
    tls: TLS,
    fingerprints: () => ({ ja3: 'a'.repeat(32), ja4: 't13d1516h2_8daaf6152771_b186095e22b6' }),
    httpVersion: '2.0',
  }

  test.each([
    { rule: 'REQH-08', name: 'Is-Android-Viewer', value: 'false' },
    { rule: 'REQH-08', name: 'Is-Desktop-Viewer', value: 'false' },
    { rule: 'REQH-08', name: 'Is-IOS-Viewer', value: 'true' },
    { rule: 'REQH-08', name: 'Is-Mobile-Viewer', value: 'true' },
    { rule: 'REQH-08', name: 'Is-SmartTV-Viewer', value: 'false' },
    { rule: 'REQH-08', name: 'Is-Tablet-Viewer', value: 'false' },
    { rule: 'REQH-09', name: 'Viewer-Address', value: '192.0.2.7:50000' },
    { rule: 'REQH-09', name: 'Viewer-ASN', value: '64500' },
    { rule: 'REQH-09', name: 'Viewer-Country', value: 'FR' },
    { rule: 'REQH-09', name: 'Viewer-Country-Name', value: 'France' },
    { rule: 'REQH-09', name: 'Viewer-Country-Region', value: 'CVL' },
    { rule: 'REQH-09', name: 'Viewer-Country-Region-Name', value: 'Centre-Val de Loire' },
    { rule: 'REQH-09', name: 'Viewer-City', value: 'Orl%C3%A9ans' },
    { rule: 'REQH-09', name: 'Viewer-Latitude', value: '47.9025' },
    { rule: 'REQH-09', name: 'Viewer-Longitude', value: '1.9090' },
    { rule: 'REQH-09', name: 'Viewer-Metro-Code', value: undefined },
    { rule: 'REQH-09', name: 'Viewer-Postal-Code', value: '45000' },
    { rule: 'REQH-09', name: 'Viewer-Time-Zone', value: 'Europe/Paris' },
    { rule: 'REQH-10', name: 'Viewer-Header-Order', value: 'Host:User-Agent:Accept' },
    { rule: 'REQH-10', name: 'Viewer-Header-Count', value: '3' },
    { rule: 'REQH-11', name: 'Viewer-TLS', value: 'TLSv1.3:TLS_AES_128_GCM_SHA256:fullHandshake' },
    { rule: 'REQH-11', name: 'Viewer-JA3-Fingerprint', value: 'a'.repeat(32) },
    { rule: 'REQH-11', name: 'Viewer-JA4-Fingerprint', value: 't13d1516h2_8daaf6152771_b186095e22b6' },
    { rule: 'REQH-12', name: 'Forwarded-Proto', value: 'https' },
    { rule: 'REQH-12', name: 'Viewer-Http-Version', value: '2.0' },
    { rule: 'REQH-12', name: 'Error-Uri', value: undefined },
    { rule: 'REQH-12', name: 'Error-Args', value: undefined },
  ])('$rule CloudFront-$name', ({ name, value }) => {
    const lowerCase = `cloudfront-${name.toLowerCase()}`
    expect(sentToOrigin(listing(lowerCase), viewer).get(lowerCase)).toBe(value)
    expect(CLOUDFRONT_HEADERS.get(lowerCase)).toBe(`CloudFront-${name}`)
  })

  test('REQH-14 every header that a policy may name has a row above, and goes out as AWS spells it', () => {
    const sent = sentToOrigin(listing(...CLOUDFRONT_HEADERS.keys()), viewer)
    const spellings = sent.spellings.filter(spelling => spelling.startsWith('CloudFront-'))
    expect(CLOUDFRONT_HEADERS.size).toBe(27)
    expect(new Set(spellings)).toEqual(
      new Set(
        [...CLOUDFRONT_HEADERS.values()].filter(
          spelling => !['Viewer-Metro-Code', 'Error-Uri', 'Error-Args'].some(end => spelling.endsWith(end)),
        ),
      ),
    )
  })

  test('REQH-09, ORD-30 a place nobody knows leaves the headers out', () => {
    const sent = sentToOrigin(listing('cloudfront-viewer-country', 'cloudfront-viewer-country-name'))
    expect(sent.names.filter(name => name.startsWith('cloudfront-'))).toEqual([])
  })

  test('REQH-09 a country code that stands for no country has no name', () => {
    const sent = sentToOrigin(listing('cloudfront-viewer-country', 'cloudfront-viewer-country-name'), {
      geography: { country: 'QX' },
    })
    expect(sent.get('cloudfront-viewer-country')).toBe('QX')
    expect(sent.has('cloudfront-viewer-country-name')).toBe(false)
  })

  test('REQH-10 the order is cut at 7,680 characters', () => {
    const headers = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`x-${'a'.repeat(96)}${i + 10}`, '1']))
    const sent = sentToOrigin(listing('cloudfront-viewer-header-order'), { headers })
    expect(sent.get('cloudfront-viewer-header-order')).toHaveLength(7_680)
  })
})

describe('REQH-14 who gets them', () => {
  const FRENCH: RequestParts = { geography: ORLEANS, headers: { 'cloudfront-viewer-country': 'forged' } }

  test.each([
    { what: 'no policy: not forwarded', behavior: {}, value: undefined },
    {
      what: 'a cache policy',
      behavior: { cachePolicy: cachePolicy({ headers: ['cloudfront-viewer-country'] }) },
      value: 'FR',
    },
    { what: 'a listing origin request policy', behavior: listing('cloudfront-viewer-country'), value: 'FR' },
    {
      what: 'POL-02 allViewerAndWhitelistCloudFront',
      behavior: orp({ kind: 'allViewerAndWhitelistCloudFront', names: ['cloudfront-viewer-country'] }),
      value: 'FR',
    },
    {
      what: 'all of the viewer’s, not named: as any other header',
      behavior: orp({ kind: 'allViewer' }),
      value: 'forged',
    },
    {
      what: 'all but some, not named',
      behavior: orp({ kind: 'allExcept', names: ['host'] }),
      value: 'forged',
    },
    {
      what: 'all but this one',
      behavior: orp({ kind: 'allExcept', names: ['cloudfront-viewer-country'] }),
      value: undefined,
    },
  ])('$what', ({ behavior, value }) => {
    expect(sentToOrigin(behavior, FRENCH).getAll('cloudfront-viewer-country')).toEqual(
      value === undefined ? [] : [value],
    )
  })

  test.each([
    { rule: 'POL-51', id: 'b689b0a8-53d0-40ab-baf2-68738e2966ac', host: 'ssr.example.org' },
    { rule: 'POL-52, POL-58', id: '33f36d7e-f396-46d9-90e0-52428a34d9dc', host: 'www.example.org' },
  ])('$rule a managed policy adds its 21 headers', ({ id, host }) => {
    const sent = sentToOrigin(
      { originRequestPolicy: MANAGED_ORIGIN_REQUEST_POLICIES.get(id) },
      { geography: { ...ORLEANS, metroCode: '1' }, tls: TLS, headers: { 'x-own': '1' } },
    )
    expect(sent.names.filter(name => name.startsWith('cloudfront-'))).toHaveLength(21)
    expect([sent.get('host'), sent.get('x-own')]).toEqual([host, '1'])
  })
})

test('REQH-14, REQH-09 one that a policy names and that nobody knows is not sent, whatever the viewer forges', () => {
  const forged = { headers: { 'cloudfront-viewer-country': 'forged', 'cloudfront-viewer-tls': 'forged' } }
  const sent = sentToOrigin(listing('cloudfront-viewer-country', 'cloudfront-viewer-tls'), forged)
  expect(sent.names.filter(name => name.startsWith('cloudfront-'))).toEqual([])
})

describe('the cache key', () => {
  test('REQH-14, POL-46 viewers of two countries get two objects, whatever they forge', () => {
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [
          cacheBehavior({
            cachePolicy: cachePolicy({
              headers: MANAGED_CACHE_POLICIES.get('2e54312d-136d-493c-8eb9-b001f22f67d2')?.headers ?? [],
            }),
          }),
        ],
      }),
      origin: () => PAGE,
    })
    const [fr, be] = [{ country: 'FR' }, { country: 'BE' }]
    stage.request(0, { geography: fr })
    stage.request(1_000, { geography: be })
    const hit = stage.request(2_000, { geography: fr, headers: { 'cloudfront-viewer-country': 'BE' } })
    stage.run()
    expect(stage.resultTypes).toEqual({ Miss: 2, Hit: 1 })
    expect(hit.stations('cache-key')[0]?.key.headers).toContainEqual(['cloudfront-viewer-country', 'FR'])
  })

  test('REQH-08 two kinds of device get two objects, two browsers of one kind get one', () => {
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [cacheBehavior({ cachePolicy: cachePolicy({ headers: ['cloudfront-is-mobile-viewer'] }) })],
      }),
      origin: () => PAGE,
    })
    for (const [second, userAgent] of [IPHONE, 'Firefox', `${IPHONE} Other`, 'Chrome'].entries())
      stage.request(second * 1_000, { headers: { 'user-agent': userAgent } })
    stage.run()
    expect(stage.resultTypes).toEqual({ Miss: 2, Hit: 2 })
  })
})

describe('edge functions', () => {
  const behavior = listing('cloudfront-viewer-country')
  const request: RequestParts = { geography: ORLEANS, headers: { 'cloudfront-viewer-country': 'forged' } }

  test.each([
    { what: 'a policy names it', own: behavior, seen: 'FR' },
    { what: 'no policy names it', own: {}, seen: 'forged' },
  ])('CFF-91 a function sees the country when $what', ({ own, seen }) => {
    const saw: (string | undefined)[] = []
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [
          cacheBehavior({
            ...own,
            functions: { 'viewer-request': namedFunction('f'), 'viewer-response': namedFunction('f') },
          }),
        ],
      }),
      origin: () => PAGE,
      functions: {
        f: {
          viewerRequest: ({ headers }) => {
            saw.push(headers.get('cloudfront-viewer-country'))
            return {}
          },
          viewerResponse: (_, { headers }) => {
            saw.push(headers.get('cloudfront-viewer-country'))
            return {}
          },
        },
      },
    })
    stage.request(0, request)
    stage.run()
    expect(saw).toEqual([seen, seen])
  })

  test('REQH-14 what a function writes there is overwritten', () => {
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [cacheBehavior({ ...behavior, functions: { 'viewer-request': namedFunction('f') } })],
      }),
      origin: () => PAGE,
      functions: {
        f: { viewerRequest: ({ headers }) => ({ headers: headers.clone().set('cloudfront-viewer-country', 'BE') }) },
      },
    })
    stage.request(0, request)
    stage.run()
    expect(stage.attempts[0]?.headers.get('cloudfront-viewer-country')).toBe('FR')
  })

  test('CFF-91, ORR-52 a Lambda sees it at origin events and not at viewer events', () => {
    const { stage, events } = staged(
      {},
      { at: ['viewer-request', 'origin-request', 'origin-response', 'viewer-response'], behavior },
    )
    stage.request(0, request)
    stage.run()
    expect(events.map(event => event.request.headers['cloudfront-viewer-country']?.[0]?.value)).toEqual([
      undefined,
      'FR',
      'FR',
      undefined,
    ])
  })
})

describe('CER-11 the fetch of an error page', () => {
  const names = ['cloudfront-error-uri', 'cloudfront-error-args', 'cloudfront-viewer-country']
  const pageBehavior = cacheBehavior({ pathPattern: '/error*', targetOriginId: 'static', ...listing(...names) })

  test.each([
    { path: '/a%20b?x=1&y', uri: '/a%20b', args: 'x=1&y' },
    { path: '/a', uri: '/a', args: undefined },
  ])('names what failed: $path', ({ path, uri, args }) => {
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [pageBehavior, cacheBehavior()],
        errorResponses: [
          { errorCode: 503, errorCachingMinTtlSeconds: 10, page: { path: '/error.html', responseCode: 200 } },
        ],
      }),
      origin: { ssr: () => ({ status: 503 }), static: () => PAGE },
    })
    stage.request(0, { path, geography: ORLEANS, headers: { 'cloudfront-error-uri': 'forged' } })
    stage.run()
    const [page] = stage.attemptsAt('static')
    expect(names.map(name => page?.headers.get(name))).toEqual([uri, args, 'FR'])
  })

  test('does not carry what only the failed behaviour names', () => {
    const stage = virtualStage({
      distribution: distribution({
        behaviors: [
          cacheBehavior({ pathPattern: '/error*', targetOriginId: 'static', ...orp({ kind: 'allViewer' }) }),
          cacheBehavior(listing('cloudfront-viewer-country')),
        ],
        errorResponses: [
          { errorCode: 503, errorCachingMinTtlSeconds: 10, page: { path: '/error.html', responseCode: 200 } },
        ],
      }),
      origin: { ssr: () => ({ status: 503 }), static: () => PAGE },
    })
    stage.request(0, { geography: ORLEANS })
    stage.run()
    expect(stage.attemptsAt('ssr')[0]?.headers.get('cloudfront-viewer-country')).toBe('FR')
    expect(stage.attemptsAt('static')[0]?.headers.has('cloudfront-viewer-country')).toBe(false)
  })
})

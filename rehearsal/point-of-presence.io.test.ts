import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPointOfPresence, TemplateError, VirtualClock, type PointOfPresenceOptions } from './index.ts'

const FUNCTION = `
async function handler(event) {
  if (event.request.uri === '/gone') return { statusCode: 410, body: 'gone at ' + Date.now() }
  return event.request
}`

const TEMPLATE = `
Resources:
  Rewrite:
    Type: AWS::CloudFront::Function
    Properties:
      Name: rewrite
      AutoPublish: true
      FunctionConfig: { Comment: '', Runtime: cloudfront-js-2.0 }
      FunctionCode: |${FUNCTION.replaceAll('\n', '\n        ')}
  Pages:
    Type: AWS::CloudFront::CachePolicy
    Properties:
      CachePolicyConfig:
        Name: pages
        MinTTL: 0
        DefaultTTL: 60
        MaxTTL: 3600
        ParametersInCacheKeyAndForwardedToOrigin:
          EnableAcceptEncodingGzip: true
          CookiesConfig: { CookieBehavior: none }
          HeadersConfig: { HeaderBehavior: none }
          QueryStringsConfig: { QueryStringBehavior: none }
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - Id: ssr
            DomainName: ssr.example.com
            ConnectionAttempts: 1
            CustomOriginConfig: { OriginProtocolPolicy: https-only, OriginReadTimeout: 30 }
        CustomErrorResponses:
          - { ErrorCode: 504, ResponseCode: 200, ResponsePagePath: /sorry.html }
        DefaultCacheBehavior:
          TargetOriginId: ssr
          ViewerProtocolPolicy: redirect-to-https
          CachePolicyId: !Ref Pages
          Compress: true
          FunctionAssociations:
            - { EventType: viewer-request, FunctionARN: !GetAtt Rewrite.FunctionMetadata.FunctionARN }
`

/** A tenth of the viewers of the one goes to the other. */
const STAGED = `
Resources:
  Rollout:
    Type: AWS::CloudFront::ContinuousDeploymentPolicy
    Properties:
      ContinuousDeploymentPolicyConfig:
        Enabled: true
        StagingDistributionDnsNames: [!GetAtt Next.DomainName]
        TrafficConfig: { Type: SingleWeight, SingleWeightConfig: { Weight: 0.1 } }
${['Site', 'Next']
  .map(
    name => `  ${name}:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        ${name === 'Next' ? 'Staging: true' : 'Aliases: [www.example.com]\n        ContinuousDeploymentPolicyId: !Ref Rollout'}
        Origins:
          - { Id: ssr, DomainName: ssr.example.com, CustomOriginConfig: { OriginProtocolPolicy: https-only } }
        DefaultCacheBehavior:
          TargetOriginId: ssr
          ViewerProtocolPolicy: allow-all
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
`,
  )
  .join('')}`

let folder: string
let template: string
const closing: (() => Promise<void>)[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-rehearsal-'))
  template = join(folder, 'site.yml')
  writeFileSync(template, TEMPLATE)
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map(close => close()))
  rmSync(folder, { recursive: true, force: true })
})

const open = async (options: Partial<PointOfPresenceOptions> = {}) => {
  const clock = new VirtualClock('2026-06-11T18:00:00Z')
  const pop = await createPointOfPresence({
    template,
    origins: { ssr: ({ url }) => ({ headers: { 'content-type': 'text/html' }, body: `page ${url} `.repeat(200) }) },
    clock,
    ...options,
  })
  closing.push(() => pop.close())
  return { pop, clock }
}

describe('a request without a socket', () => {
  it('refuses an answer that is too large to be held, rather than give half of it', async () => {
    const { pop } = await open({ origins: { ssr: () => ({ body: Buffer.alloc(64 * 1024 * 1024 + 1) }) } })
    await expect(pop.request('/film')).rejects.toThrow(/more than 67108864 bytes.+understudy dev/)
    expect((await pop.request('/film', { method: 'HEAD' })).headers.get('content-length')).toBe('67108865')
  })

  it('goes the way of every request: a miss, then a hit with its age, then a miss again', async () => {
    const { pop, clock } = await open()
    const first = await pop.request('/a')
    expect([first.status, first.resultType, first.text().slice(0, 7)]).toEqual([200, 'Miss', 'page /a'])
    clock.advance(30_000)
    const second = await pop.request('/a')
    expect([second.resultType, second.headers.get('age')]).toEqual(['Hit', '30'])
    clock.advance(30_000)
    expect((await pop.request('/a')).resultType).toBe('Miss')
    expect(pop.counters).toEqual({
      viewerRequests: 3,
      resultTypes: { Miss: 2, Hit: 1 },
      originRequests: { ssr: 2 },
      lookups: {
        edge: { fresh: 1, stale: 1, absent: 1 },
        regional: { fresh: 0, stale: 1, absent: 1 },
        shield: { fresh: 0, stale: 0, absent: 0 },
      },
    })
    pop.clearCache()
    expect((await pop.request('/a')).resultType).toBe('Miss')
  })

  it('has the bytes as they are sent', async () => {
    const { pop } = await open()
    const compressed = await pop.request('/a', { headers: { 'accept-encoding': 'gzip' } })
    expect(compressed.headers.get('content-encoding')).toBe('gzip')
    expect([compressed.bytes[0], compressed.bytes[1]]).toEqual([0x1f, 0x8b])
    await pop.request('/a')
    const part = await pop.request('/a', { headers: { range: 'bytes=0-3' } })
    expect([part.status, part.text()]).toEqual([206, 'page'])
    const head = await pop.request('/a', { method: 'HEAD' })
    expect([head.status, head.bytes.length]).toEqual([200, 0])
  })

  it('passes functions, with the time of the clock', async () => {
    const { pop } = await open()
    const gone = await pop.request('/gone')
    expect([gone.status, gone.text()]).toEqual([410, `gone at ${Date.parse('2026-06-11T18:00:00Z')}`])
    expect(gone.resultType).toBe('FunctionGeneratedResponse')
    expect(gone.headers.get('x-amz-cf-id')).toBe(gone.requestId)
    expect(gone.trace.map(({ station }) => station)).toContain('function')
  })

  it('ORD-30: says who asks, and nobody else sees it', async () => {
    const restrictions = '        Restrictions: { GeoRestriction: { RestrictionType: blacklist, Locations: [FR] } }\n'
    const listed = TEMPLATE.replace(
      'HeaderBehavior: none',
      'HeaderBehavior: whitelist, Headers: [CloudFront-Viewer-Country, X-Understudy-Country]',
    )
    writeFileSync(
      template,
      listed.replace('        DefaultCacheBehavior:\n', `${restrictions}        DefaultCacheBehavior:\n`),
    )
    const asked: unknown[] = []
    const { pop } = await open({
      origins: {
        ssr: ({ headers }) => {
          asked.push([headers.get('cloudfront-viewer-country'), headers.get('x-understudy-country')])
          return { body: 'page' }
        },
      },
    })
    const from = (country: string) => pop.request('/a', { headers: { 'x-understudy-country': country } })
    const answers = [await from('FR'), await from('DE'), await from('DE'), await from('IT')]
    expect(answers.map(({ detailedResultType }) => detailedResultType)).toEqual([
      'ClientGeoBlocked',
      'Miss',
      'Hit',
      'Miss',
    ])
    expect(asked).toEqual([
      ['DE', null],
      ['IT', null],
    ])
  })

  it('knows the scheme of its URL', async () => {
    const { pop } = await open()
    const redirect = await pop.request('http://www.example.com/a?b')
    expect([redirect.status, redirect.headers.get('location')]).toEqual([301, 'https://www.example.com/a?b'])
  })

  it('collapses requests of one moment', async () => {
    const { pop } = await open({ origins: { ssr: () => ({ body: 'page', afterMs: 200 }) } })
    const answers = await Promise.all(Array.from({ length: 50 }, () => pop.request('/a')))
    expect(answers.map(({ tookMs }) => tookMs)).toEqual(Array.from({ length: 50 }, () => 200))
    expect(pop.counters.originRequests).toEqual({ ssr: 1 })
  })
})

describe('an origin that is a function', () => {
  it('keeps silent for half a minute of virtual time, and the error page comes', async () => {
    const { pop, clock } = await open({
      origins: { ssr: ({ url }) => (url === '/sorry.html' ? { body: 'sorry' } : 'silent') },
    })
    const begun = clock.now()
    const answer = await pop.request('/a')
    expect([answer.status, answer.text(), answer.tookMs, clock.now() - begun]).toEqual([200, 'sorry', 30_000, 30_000])
  })

  it('fails as it is told', async () => {
    const { pop } = await open({ origins: { ssr: () => ({ failure: 'refused' }) } })
    expect(await pop.request('/a')).toMatchObject({ status: 502, detailedResultType: 'OriginConnectError' })
  })

  it('may be a promise, and sees what CloudFront sends', async () => {
    const seen: unknown[] = []
    const { pop } = await open({
      origins: {
        ssr: async ({ method, url, headers, count }) => {
          await new Promise(resolve => setImmediate(resolve))
          seen.push([method, url, headers.get('user-agent'), count])
          return { body: 'page' }
        },
      },
    })
    await pop.request('/a')
    expect(seen).toEqual([['GET', '/a', 'Amazon CloudFront', 1]])
  })

  it('rejects the request when it throws', async () => {
    const { pop } = await open({
      origins: {
        ssr: () => {
          throw new Error('a mistake of the test')
        },
      },
    })
    await expect(pop.request('/a')).rejects.toThrow('a mistake of the test')
  })
})

describe('an origin that is elsewhere', () => {
  it('is asked over HTTP', async () => {
    const server = createServer((_request, response) => response.end('over a socket')).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    closing.push(async () => void server.close())
    const { port } = server.address() as AddressInfo
    const { pop } = await open({ origins: { ssr: `http://127.0.0.1:${port}` } })
    expect((await pop.request('/a')).text()).toBe('over a socket')
  })
})

/** A second one, for another name, that denies a country and takes its domain from a stack. */
const OTHER = `
Resources:
  Shop:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Aliases: [shop.example.com]
        Restrictions: { GeoRestriction: { RestrictionType: blacklist, Locations: [AQ] } }
        Origins:
          - { Id: shop, DomainName: !ImportValue shop-host, CustomOriginConfig: { OriginProtocolPolicy: https-only } }
        DefaultCacheBehavior:
          TargetOriginId: shop
          ViewerProtocolPolicy: allow-all
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
`

describe('several distributions', () => {
  const openBoth = async () => {
    const other = join(folder, 'shop.yml')
    writeFileSync(other, OTHER)
    return open({
      template: [template, other],
      imports: { 'shop-host': 'shop-origin.example.com' },
      origins: {
        ssr: () => ({ body: 'site' }),
        shop: ({ headers }) => ({ body: `shop of ${headers.get('host') ?? ''}` }),
      },
    })
  }

  it('are told apart by the host, and the answer says which one it was', async () => {
    const { pop } = await openBoth()
    const site = await pop.request('/a')
    const shop = await pop.request('https://shop.example.com/a')
    expect([site, shop].map(({ distribution: { logicalId } }) => logicalId)).toEqual(['Site', 'Shop'])
    expect([site.text(), shop.text()]).toEqual(['site', 'shop of shop-origin.example.com'])
    expect(shop.explain().stations[0]?.text).toBe('* → shop')
  })

  it('ORD-30: know the country of a viewer', async () => {
    const { pop } = await openBoth()
    const url = 'https://shop.example.com/a'
    const answers = [
      await pop.request(url, { country: 'aq' }),
      await pop.request(url, { geography: { country: 'AQ' } }),
      await pop.request(url, { country: 'FR' }),
      await pop.request(url),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 200, 200])
    await expect(pop.request(url, { country: 'France' })).rejects.toThrow('country France: expected two letters')
  })

  it('are invalidated by name', async () => {
    const { pop } = await openBoth()
    await pop.request('https://shop.example.com/a')
    expect(() => pop.invalidate(['/a'])).toThrow('several distributions are loaded, name one of them')
    pop.invalidate(['/a'], 'Site')
    expect((await pop.request('https://shop.example.com/a')).resultType).toBe('Hit')
    pop.invalidate(['/a'], 'Shop')
    expect((await pop.request('https://shop.example.com/a')).resultType).toBe('Miss')
  })
})

describe('an invalidation', () => {
  it('INV-02, INV-20: takes paths, wildcards and tags', async () => {
    const tagged = TEMPLATE.replace(
      '        Enabled: true\n',
      '        Enabled: true\n        CacheTagConfig: { HeaderName: x-tags }\n',
    )
    writeFileSync(template, tagged)
    const { pop } = await open({
      origins: { ssr: ({ url }) => ({ headers: { 'x-tags': `t${url.slice(-1)}` }, body: 'page' }) },
    })
    const results = async () =>
      Promise.all(['/a/1', '/a/2', '/b/3', '/b/4'].map(async url => (await pop.request(url)).resultType))
    await results()
    pop.invalidate(['/a/*', '#t4'])
    expect(await results()).toEqual(['Miss', 'Miss', 'Hit', 'Miss'])
  })

  it('INV-01: that CloudFront would refuse is refused', async () => {
    const { pop } = await open()
    expect(() => pop.invalidate(['a', '/~b'])).toThrow(
      'a: a path starts with /, a tag with # [INV-01]\n/~b: ~ is not supported',
    )
  })
})

describe('several edge locations', () => {
  it('TIER-01: have a cache each, and share the regional one behind them', async () => {
    const { pop } = await open({ locations: ['CDG50-P1', 'FRA56-P1'] })
    const pops: (string | null)[] = []
    for (const location of [undefined, 'FRA56-P1', 'FRA56-P1'] as const)
      pops.push((await pop.request('/a', location === undefined ? {} : { location })).headers.get('x-amz-cf-pop'))
    expect(pops).toEqual(['CDG50-P1', 'FRA56-P1', 'FRA56-P1'])
    expect(pop.counters.lookups).toMatchObject({
      edge: { fresh: 1, absent: 2 },
      regional: { fresh: 1, absent: 1 },
    })
    expect(pop.counters.originRequests).toEqual({ ssr: 1 })
  })

  it('are those that were given', async () => {
    const { pop } = await open()
    await expect(pop.request('/a', { location: 'LHR50-P1' })).rejects.toThrow(
      'no edge location LHR50-P1: those given are CDG50-P1',
    )
  })
})

describe('a staging distribution', () => {
  it('CD-02: gets the viewers that the numbers say', async () => {
    writeFileSync(template, STAGED)
    let drawn = 0
    const { pop } = await open({ origins: { ssr: () => ({ body: 'page' }) }, random: () => drawn })
    const servedBy = async () => (await pop.request('https://www.example.com/a')).distribution.logicalId
    expect(await servedBy()).toBe('Next')
    drawn = 0.11
    expect(await servedBy()).toBe('Site')
  })
})

describe('what cannot be served', () => {
  it('is told with place and cause', async () => {
    writeFileSync(template, 'Resources: [')
    await expect(open()).rejects.toThrow(TemplateError)
    await expect(open()).rejects.toThrow(`${template}:1`)
  })

  it('an origin that the template does not have', async () => {
    await expect(open({ origins: { srr: () => ({}) } })).rejects.toThrow('no distribution has an origin srr')
  })

  it('neither a URL nor a path', async () => {
    const { pop } = await open()
    await expect(pop.request('a')).rejects.toThrow('neither a URL nor a path: a')
  })
})

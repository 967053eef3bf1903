import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { publishVersion, type DemoStage } from './demo-stage.io.ts'
import { expectEqual, expectTrue } from './expect.ts'
import { get, type Got } from './get.io.ts'

/** One promise of the stage: run against a running demonstration, it gives the figures it saw or fails. */
export interface Check {
  readonly name: string
  /** Undefined: in every mode. */
  readonly modes?: readonly DemoStage['mode'][]
  readonly run: (demo: DemoStage) => Promise<string>
}

const V5 = { cookie: 'featureFlipping=site:v5' }
const CRAWLER = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }
const xCache = ({ headers }: Got): string => headers['x-cache'] ?? ''
const versionOf = ({ body }: Got): string | undefined => /data-site-version="(v\d)"/.exec(body)?.[1]
const isStaticPage = ({ body }: Got): boolean => !body.includes('data-rendered-by="server"') && body.includes('<html')

const assetKeys = (demo: DemoStage): string[] => readdirSync(join(demo.bucketFolder, 'assets'))

const secondIsHit: Check = {
  name: 'two GETs of /: the second is a Hit with age, SSR asked once',
  async run(demo) {
    const first = await get(demo.url, '/')
    demo.passSeconds(2)
    const second = await get(demo.url, '/')
    expectEqual('status', second.status, 200)
    expectEqual('first x-cache', xCache(first), 'Miss from cloudfront')
    expectEqual('second x-cache', xCache(second), 'Hit from cloudfront')
    expectTrue('age of the second', Number(second.headers['age']) >= 2, second.headers['age'])
    expectEqual('age of the first', first.headers['age'], undefined)
    expectEqual('SSR page requests', demo.site.counters.pages, 1)
    return `Miss, then Hit with age ${second.headers['age']}; SSR ${demo.site.counters.pages}`
  },
}

const collapsing: Check = {
  name: '50 simultaneous GETs of a cold page: SSR asked once',
  async run(demo) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => get(demo.url, '/live')))
    const misses = answers.filter(answer => xCache(answer) === 'Miss from cloudfront').length
    expectEqual('answers with 200', answers.filter(({ status }) => status === 200).length, 50)
    expectEqual('misses', misses, 1)
    expectEqual('SSR page requests', demo.site.counters.pages, 1)
    return `1 Miss, ${50 - misses} Hits; SSR ${demo.site.counters.pages}`
  },
}

/** Follows redirects within the site as a browser would; never leaves it. */
const follow = async (demo: DemoStage, path: string): Promise<{ got: Got; hops: number; url: string }> => {
  let url = path
  for (let hops = 0; hops < 4; hops++) {
    const got = await get(demo.url, url)
    if (got.status !== 301) return { got, hops, url }
    const location = got.headers['location'] ?? ''
    expectTrue('Location stays on the site', /^\/(?![/\\])/.test(location), location)
    url = location
  }
  throw new Error(`more than three redirects from ${path}`)
}

const VARIANTS = [
  '/programme//x/../live/?utm_source=a&b=2&a=1',
  '/programme/live/?a=1&b=2',
  '/programme/live?b=2&a=1',
  '/programme/./live?b=2&a=1&utm_campaign=x&gclid=1',
  '/programme/%6Cive?a=1&b=2&fbclid=3',
]

const canonicalUrls: Check = {
  name: 'spellings of one URL reach one cache entry; 301 only when the path changes',
  async run(demo) {
    const ends = []
    for (const variant of VARIANTS) ends.push({ variant, ...(await follow(demo, variant)) })
    for (const { variant, hops } of ends) {
      const pathChanges = variant.split('?')[0] !== '/programme/live'
      expectEqual(`redirects of ${variant}`, hops, pathChanges ? 1 : 0)
    }
    expectEqual('canonical URLs', new Set(ends.map(({ url }) => url.split('?')[0])).size, 1)
    const entries = [...(demo.stage.points[0]?.tiers[0]?.stored() ?? [])].filter(
      ({ key }) => key.uri === '/programme/live',
    )
    expectEqual('cache entries', entries.length, 1)
    expectEqual('SSR page requests', demo.site.counters.pages, 1)
    return `${VARIANTS.length} spellings, ${entries.length} entry, SSR ${demo.site.counters.pages}`
  },
}

const HOSTILE_PATHS = [
  '//evil.example/x',
  '/\\evil.example',
  '/%5Cevil.example/..',
  '/%2F%2Fevil.example',
  '/a/%0D%0ASet-Cookie:x=1/',
  '/..//evil.example/',
  '/%2e%2e//evil.example',
  '/.//evil.example/',
]

const nothingLeavesTheSite: Check = {
  name: 'no redirect leaves the site; ambiguous paths get 400',
  async run(demo) {
    const answers = await Promise.all(HOSTILE_PATHS.map(path => get(demo.url, path)))
    for (const [index, { status, headers }] of answers.entries()) {
      expectTrue(`${HOSTILE_PATHS[index]}: status`, [200, 301, 400, 404].includes(status), status)
      if (status === 301)
        expectTrue(
          `${HOSTILE_PATHS[index]}: Location`,
          /^\/(?![/\\])/.test(headers['location'] ?? ''),
          headers['location'],
        )
      expectEqual(`${HOSTILE_PATHS[index]}: injected cookie`, headers['set-cookie']?.includes('x=1') === true, false)
    }
    return answers.map(({ status }) => status).join(' ')
  },
}

const flags: Check = {
  name: 'the cookie chooses V5, none gives V4, 10,000 random cookies make no third entry',
  async run(demo) {
    expectEqual('without cookie', versionOf(await get(demo.url, '/')), 'v4')
    expectEqual('with cookie', versionOf(await get(demo.url, '/', V5)), 'v5')
    const cookies = Array.from(
      { length: 10_000 },
      (_, i) => `featureFlipping=${['site:', 'x:', '__proto__:', ''][i % 4]}v${(i * 7919) % 100_003}.${i}`,
    )
    for (let start = 0; start < cookies.length; start += 250) {
      await Promise.all(cookies.slice(start, start + 250).map(cookie => get(demo.url, '/', { cookie })))
    }
    const entries = [...(demo.stage.points[0]?.tiers[0]?.stored() ?? [])].filter(({ key }) => key.uri === '/')
    expectEqual('entries of /', entries.length, 2)
    return `10,002 requests, ${entries.length} entries, SSR ${demo.site.counters.pages}`
  },
}

const fallback: Check = {
  name: 'SSR answering 500, 502, 503: viewers get 200 with the static page, assets their own status',
  async run(demo) {
    const seen: string[] = []
    for (const mode of ['500', '502', '503'] as const) {
      await demo.reset()
      await demo.site.setFault({ mode })
      const page = await get(demo.url, `/programme/outage-${mode}`)
      expectEqual(`status while SSR answers ${mode}`, page.status, 200)
      expectTrue(`static page while SSR answers ${mode}`, isStaticPage(page), page.body.slice(0, 80))
      const asset = await get(demo.url, `/assets/${assetKeys(demo)[0]}`)
      expectEqual('an asset', asset.status, 200)
      const missing = await get(demo.url, '/assets/never-published.js')
      expectEqual('a missing asset', missing.status, 403)
      seen.push(
        `${mode} → ${page.status} ${xCache(page).split(' ')[0]}${page.headers['x-static-fallback'] === undefined ? '' : ` ${page.headers['x-static-fallback']}`}`,
      )
    }
    return `${seen.join(', ')}; missing asset 403`
  },
}

/** The configured bound of section 13.1 for the packaged template: read timeout 5 s and connect timeout 2 s, one attempt. */
const SILENT_MAX_MS = 7_500

const silence: Check = {
  name: 'SSR hanging or refusing: the static page within the configured timeouts',
  async run(demo) {
    const seen: string[] = []
    for (const mode of ['hang', 'refuse'] as const) {
      await demo.reset()
      await demo.site.setFault({ mode })
      const page = await get(demo.url, `/programme/silent-${mode}`)
      expectEqual(`status while SSR is in mode ${mode}`, page.status, 200)
      expectTrue(`static page while SSR is in mode ${mode}`, isStaticPage(page), page.body.slice(0, 80))
      expectTrue(`time to the page in mode ${mode}`, page.durationMs < SILENT_MAX_MS, page.durationMs)
      seen.push(`${mode} ${Math.round(page.durationMs)} ms`)
    }
    return seen.join(', ')
  },
}

const recovery: Check = {
  name: 'after recovery the page is rendered again within the configured seconds',
  async run(demo) {
    await demo.site.setFault({ mode: '503' })
    expectTrue('the static page during the outage', isStaticPage(await get(demo.url, '/live')), '')
    await demo.site.setFault({ mode: 'none' })
    expectTrue('still the static page at once', isStaticPage(await get(demo.url, '/live')), '')
    demo.passSeconds(6)
    const page = await get(demo.url, '/live')
    expectEqual('rendered by SSR again', isStaticPage(page), false)
    return 'static page for 5 s, then SSR'
  },
}

const crawlers: Check = {
  name: 'a crawler gets 503 with Retry-After instead of an empty page',
  modes: ['origin-response', 'origin-group'],
  async run(demo) {
    await demo.site.setFault({ mode: '503' })
    const answer = await get(demo.url, '/', CRAWLER)
    expectEqual('status', answer.status, 503)
    expectTrue('Retry-After', answer.headers['retry-after'] !== undefined, answer.headers)
    return `503, Retry-After ${answer.headers['retry-after']}`
  },
}

const stalePage: Check = {
  name: 'a page in the cache survives the outage where the mode lets it',
  async run(demo) {
    await get(demo.url, '/')
    await demo.site.setFault({ mode: '503' })
    demo.passSeconds(120)
    const answer = await get(demo.url, '/')
    const isStale = !isStaticPage(answer)
    expectEqual('stale copy', isStale, demo.mode === 'error-pages')
    return isStale
      ? `the expired copy, ${xCache(answer)}`
      : 'the static page: a 200 of the fallback replaces the copy (STALE-10, GRP-15)'
  },
}

/** Nothing to expect here but the cost of each mode, shown (CER-01). */
const apiCost: Check = {
  name: 'what the mode costs an API on the same distribution',
  async run(demo) {
    const seen: string[] = []
    for (const mode of ['500', '502', '503', 'refuse'] as const) {
      await demo.reset()
      await demo.site.setFault({ mode })
      const answer = await get(demo.url, '/api/score/none')
      const isPage = (answer.headers['content-type'] ?? '').startsWith('text/html') && answer.status === 200
      const isMasked =
        demo.mode === 'error-pages' || (demo.mode === 'origin-response' && (mode === '502' || mode === 'refuse'))
      expectEqual(`API while SSR is in mode ${mode} masked by a page`, isPage, isMasked)
      seen.push(`${mode} → ${answer.status}${isPage ? ' HTML' : ''}`)
    }
    return seen.join(', ')
  },
}

const oldAssets: Check = {
  name: 'every asset of V4 answers after V5 is published',
  async run(demo) {
    const old = assetKeys(demo)
    await publishVersion(demo.bucket, 'v5')
    const answers = await Promise.all(old.map(key => get(demo.url, `/assets/${key}`)))
    const missing = answers.filter(({ status }) => status !== 200).length
    expectEqual('missing assets of V4', missing, 0)
    await publishVersion(demo.bucket, 'v4')
    return `${old.length} of ${old.length} assets of V4 answer, ${assetKeys(demo).length} in the bucket`
  },
}

/** In this order; each starts from an empty cache and a healthy site. */
export const CHECKS: readonly Check[] = [
  secondIsHit,
  collapsing,
  canonicalUrls,
  nothingLeavesTheSite,
  { ...flags, modes: ['origin-response'] },
  fallback,
  silence,
  recovery,
  crawlers,
  stalePage,
  apiCost,
  oldAssets,
]

export const checksFor = (mode: DemoStage['mode']): Check[] =>
  CHECKS.filter(({ modes }) => modes === undefined || modes.includes(mode))

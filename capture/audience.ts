import { valueAt } from './curve.ts'
import type { Random } from './random.ts'
import type { Browser, Crawler, Release, Scenario } from './scenario.ts'
import type { Viewer } from './viewer.ts'
import { choiceByWeight, drawn, zipfChoice, type Draw } from './weighted-choice.ts'

/** More browsers than this are not remembered: memory stays bounded however long the evening is. */
const REMEMBERED_VIEWERS = 16_384

/** Browsers have the low part of 203.0.113.0/24, crawlers the rest; all of it is for documentation (RFC 5737, RFC 3849). */
const CRAWLER_ADDRESSES_FROM = 200

const hex = (random: Random, digits: number): string =>
  (random.word() >>> (32 - digits * 4)).toString(16).padStart(digits, '0')

const ipv4 = (random: Random): string => {
  const host = 1 + random.below(254 + CRAWLER_ADDRESSES_FROM - 1)
  return host < 255 ? `198.51.100.${host}` : `203.0.113.${host - 254}`
}

/** Without leading zeros in a group, as CloudFront writes addresses. */
const ipv6 = (random: Random): string => {
  const group = (): string => (1 + random.below(0xffff)).toString(16)
  return `2001:db8:${group()}:${group()}:${group()}:${group()}:${group()}:${group()}`
}

const ephemeralPort = (random: Random): number => 32_768 + random.below(28_232)

/** Those who visit the site in the course of the evening. */
export class Audience {
  private readonly scenario: Scenario
  private readonly random: Random
  private readonly browser: Draw<Browser>
  private readonly crawlerAgent: Draw<Crawler>
  private readonly edgeLocation: Draw<string>
  private readonly remembered: Viewer[] = []
  private arrivals = 0

  constructor(scenario: Scenario, random: Random) {
    this.scenario = scenario
    this.random = random
    this.browser = choiceByWeight(scenario.browsers)
    this.crawlerAgent = choiceByWeight(scenario.crawlers.agents)
    this.edgeLocation = zipfChoice(scenario.edgeLocations, scenario.edgeLocationExponent)
  }

  /** Somebody who looks at a page: one who was here before, or a new one. */
  someone(minute: number): Viewer {
    const { random, remembered } = this
    const known = random.chance(this.scenario.viewing.returningShare)
      ? remembered[random.below(remembered.length)]
      : undefined
    if (known === undefined) return this.arrive(minute)
    known.port = ephemeralPort(random)
    return known
  }

  crawler(): { readonly viewer: Viewer; readonly visits: Crawler['visits'] } {
    const { random, scenario } = this
    const { userAgent, httpVersion, visits } = this.crawlerAgent(random)
    const host = CRAWLER_ADDRESSES_FROM + random.below(255 - CRAWLER_ADDRESSES_FROM)
    const viewer: Viewer = {
      isCrawler: true,
      userAgent,
      httpVersion,
      tlsVersion: httpVersion === '1.1' ? 'TLSv1.2' : 'TLSv1.3',
      ip: `203.0.113.${host}`,
      port: ephemeralPort(random),
      edgeLocation: this.edgeLocation(random),
      bytesPerMs: 5_000,
      release: scenario.flag.standard,
      cookies: undefined,
      hasCookies: false,
      missingAssets: [],
      referer: undefined,
      lastView: undefined,
    }
    return { viewer, visits }
  }

  private arrive(minute: number): Viewer {
    const { random, scenario } = this
    const { viewing, flag } = scenario
    const { userAgent, http3Share } = this.browser(random)
    const isCookieless = random.chance(viewing.cookielessShare)
    const isNext = !isCookieless && random.chance(valueAt(flag.nextShare, minute))
    const release = isNext ? flag.next : flag.standard
    const isWarm = random.chance(viewing.warmBrowserShare)
    const viewer: Viewer = {
      isCrawler: false,
      userAgent,
      httpVersion: random.chance(http3Share) ? '3.0' : '2.0',
      tlsVersion: http3Share === 0 ? 'TLSv1.2' : 'TLSv1.3',
      ip: random.chance(viewing.ipv6Share) ? ipv6(random) : ipv4(random),
      port: ephemeralPort(random),
      edgeLocation: this.edgeLocation(random),
      bytesPerMs: random.between(300, 8_000),
      release,
      cookies: isCookieless ? undefined : cookiesOf(flag.name, release, random),
      hasCookies: isWarm,
      missingAssets: isWarm ? [] : release.assets,
      referer: random.chance(0.6) ? drawn(viewing.referers, random) : undefined,
      lastView: undefined,
    }
    this.remembered[this.arrivals++ % REMEMBERED_VIEWERS] = viewer
    return viewer
  }
}

const cookiesOf = (flag: string, { variant }: Release, random: Random): string => {
  const consent = random.chance(0.7) ? 'all' : 'essential'
  return `sid=${hex(random, 8)}${hex(random, 8)}; featureFlipping=${flag}:${variant}; consent=${consent}`
}

import type { AccessLogRecord } from '../access-log/access-log-record.ts'
import { Audience } from './audience.ts'
import { levelOver, spreadUnder } from './curve.ts'
import { EarliestFirst } from './earliest-first.ts'
import { EdgeCache } from './edge-cache.ts'
import { logRecord } from './log-record.ts'
import { seededRandom, type Random } from './random.ts'
import type { Asset, Page, Scenario } from './scenario.ts'
import { EdgeLocations, type Served } from './edge-locations.ts'
import { canonical, spell, urlOf } from './spelling.ts'
import type { Viewer } from './viewer.ts'
import type { ViewerRequest } from './viewer-request.ts'
import { drawn, zipfChoice, type Draw } from './weighted-choice.ts'

export interface EveningOptions {
  readonly rows: number
  /** Whole number from 0 to 2^32 - 1. */
  readonly seed: number
  /** Of the first point of the load, milliseconds since the epoch. */
  readonly startsAt: number
}

/** One row, with what the scenario knows about it beyond what a log says. */
export interface EveningRow {
  readonly record: AccessLogRecord
  readonly kind: Served['kind']
  /** What the viewer was shown. */
  readonly variant: string
  readonly isCrawler: boolean
}

/** Open pages ask for scores; so much of a second's requests they get at most, the rest is page views. */
const SCORES_MAX_SHARE = 0.5

/**
 * The rows of an evening in the order in which their requests started: as many as asked for, the same for the same scenario and options.
 * Nothing is kept but viewers that may return, copies at the edge and what the next seconds bring.
 */
export const eveningRows = (scenario: Scenario, options: EveningOptions): Generator<EveningRow, void, undefined> =>
  new Evening(scenario, options).rows()

/**
 * Second by second the load curve says how many requests of viewers are due. Open pages ask for theirs first, then new pages are viewed until
 * the number is reached; what a page brings with it (assets) counts when it is asked for, so that the curve holds for rows.
 */
class Evening {
  private readonly scenario: Scenario
  private readonly options: EveningOptions
  private readonly random: Random
  private readonly audience: Audience
  private readonly edge: EdgeLocations
  private readonly popularPage: Draw<Page>
  /** Requests that have started, by the seconds of the evening. */
  private readonly viewersDueBy: (seconds: number) => number
  private readonly crawlersDueBy: (seconds: number) => number
  /** Requests that start soon. */
  private readonly soon = new EarliestFirst<ViewerRequest>()
  /** Scores that open pages will ask for, by second of the evening. */
  private readonly scores = new Map<number, ViewerRequest[]>()
  private written = 0

  constructor(scenario: Scenario, options: EveningOptions) {
    this.scenario = scenario
    this.options = options
    this.random = seededRandom(options.seed)
    this.audience = new Audience(scenario, this.random)
    this.edge = new EdgeLocations(scenario, new EdgeCache(scenario, this.random), this.random)
    this.popularPage = zipfChoice(scenario.pages, scenario.pagePopularityExponent)
    const crawlerRows = Math.round(options.rows * scenario.crawlers.share)
    this.crawlersDueBy = spreadUnder(levelOver(scenario.load), crawlerRows)
    this.viewersDueBy = spreadUnder(scenario.load, options.rows - crawlerRows)
  }

  *rows(): Generator<EveningRow, void, undefined> {
    const { rows, startsAt } = this.options
    for (let second = 0; this.written < rows; second++) {
      this.planSecond(second)
      const end = startsAt + (second + 1) * 1_000
      for (let next = this.soon.takeBefore(end); next !== undefined; next = this.soon.takeBefore(end)) {
        yield this.row(next)
        this.written++
        if (this.written === rows) return
      }
    }
  }

  private planSecond(second: number): void {
    const from = this.options.startsAt + second * 1_000
    for (let count = this.crawlersDueBy(second + 1) - this.crawlersDueBy(second); count > 0; count--)
      this.plan(this.crawlerRequest(from))
    let due = this.viewersDueBy(second + 1) + this.crawlersDueBy(second + 1) - this.written - this.soon.size
    due -= this.planScores(second, due)
    const minute = this.scenario.load[0].minute + second / 60
    while (due > 0) due -= this.planView(this.audience.someone(minute), from)
  }

  private plan(request: ViewerRequest): void {
    this.soon.add(request.startsAt, request)
  }

  /** Out: how many. The pages of those for whom there is no room have been closed. */
  private planScores(second: number, due: number): number {
    const waiting = this.scores.get(second) ?? []
    this.scores.delete(second)
    const asked = waiting.slice(0, Math.max(0, Math.ceil(due * SCORES_MAX_SHARE)))
    for (const request of asked) this.plan(request)
    return asked.length
  }

  /** Out: how many requests the view will come to. */
  private planView(viewer: Viewer, from: number): number {
    const { random, scenario } = this
    const startsAt = from + random.fraction() * 1_000
    const { lastView } = viewer
    const isReload = lastView !== undefined && random.chance(scenario.viewing.reloadShare)
    const page = isReload ? lastView.page : this.popularPage(random)
    if (random.chance(scenario.previousRelease.viewShare)) {
      this.plan(assetRequest(viewer, drawn(scenario.previousRelease.assets, random), startsAt, this.pageUrl(page.path)))
      return 1
    }
    const spelling = isReload ? lastView.spelling : spell(page.path, scenario.addresses, random)
    const referer = lastView === undefined ? viewer.referer : this.pageUrl(urlOf(lastView.spelling))
    this.plan({ kind: 'page', resource: page, viewer, spelling, startsAt, referer })
    return (spelling.isCanonical ? 1 : 2) + viewer.missingAssets.length
  }

  private pageUrl(url: string): string {
    return `https://${this.scenario.host}${url}`
  }

  private crawlerRequest(from: number): ViewerRequest {
    const { random, scenario } = this
    const { viewer, visits } = this.audience.crawler()
    const common = { viewer, startsAt: from + random.fraction() * 1_000, referer: undefined }
    if (visits === 'every-page' && random.chance(scenario.crawlers.notFoundShare)) {
      const resource = drawn(scenario.crawlers.notFound, random)
      return { ...common, kind: 'not-found', resource, spelling: canonical(resource.path) }
    }
    const resource = visits === 'every-page' ? drawn(scenario.pages, random) : this.popularPage(random)
    return { ...common, kind: 'page', resource, spelling: spell(resource.path, scenario.addresses, random) }
  }

  private row(request: ViewerRequest): EveningRow {
    const served = this.edge.serve(request)
    const record = logRecord(request, served, this.scenario, this.random)
    if (!request.viewer.isCrawler && !served.isAborted) this.planWhatFollows(request, served)
    const { isCrawler, release } = request.viewer
    return { record, kind: served.kind, variant: release.variant, isCrawler }
  }

  private planWhatFollows(request: ViewerRequest, served: Served): void {
    if (request.kind === 'score') this.planScore(request)
    if (request.kind !== 'page') return
    const endsAt = request.startsAt + served.timeTakenMs
    if (served.kind === 'redirect') {
      const spelling = canonical(request.resource.path, request.spelling.keyQuery)
      this.plan({ ...request, spelling, startsAt: endsAt + this.random.between(20, 120) })
      return
    }
    const { viewer, resource } = request
    const referer = this.pageUrl(urlOf(request.spelling))
    viewer.lastView = { page: resource, spelling: request.spelling, version: served.version }
    viewer.hasCookies = true
    this.planAssets(viewer, request.startsAt + served.timeToFirstByteMs, referer)
    if (resource.score !== undefined) {
      const spelling = canonical(resource.score.path)
      this.planScore({ kind: 'score', resource: resource.score, viewer, spelling, startsAt: request.startsAt, referer })
    }
  }

  /** What the browser has not kept: at once what the page names, the player when it is started. */
  private planAssets(viewer: Viewer, firstByteAt: number, referer: string): void {
    if (viewer.missingAssets.length === 0) return
    const { random, scenario } = this
    const isPlayed = random.chance(scenario.viewing.playShare)
    for (const asset of viewer.missingAssets) {
      const delayMs = asset.load === 'with-page' ? random.between(15, 120) : random.between(1_500, 8_000)
      if (asset.load === 'with-page' || isPlayed) this.plan(assetRequest(viewer, asset, firstByteAt + delayMs, referer))
    }
    viewer.missingAssets = isPlayed ? [] : viewer.missingAssets.filter(({ load }) => load === 'on-play')
  }

  /** One more score while the page stays open; `request` is the last one, or the page. */
  private planScore(request: ViewerRequest): void {
    const { scoresPerView, scoreEverySeconds } = this.scenario.viewing
    if (!this.random.chance(scoresPerView / (scoresPerView + 1))) return
    const startsAt = request.startsAt + scoreEverySeconds * 1_000
    const second = Math.floor((startsAt - this.options.startsAt) / 1_000)
    const waiting = this.scores.get(second)
    const next = { ...request, startsAt }
    if (waiting === undefined) this.scores.set(second, [next])
    else waiting.push(next)
  }
}

const assetRequest = (viewer: Viewer, asset: Asset, startsAt: number, referer: string): ViewerRequest => ({
  kind: 'asset',
  resource: asset,
  viewer,
  spelling: canonical(asset.path),
  startsAt,
  referer,
})

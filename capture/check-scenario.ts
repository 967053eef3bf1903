import {
  list,
  mergedOver,
  number,
  object,
  oneOf,
  text,
  wholeNumber,
  type Check,
  type FieldProblem,
} from './checked-json.ts'
import { lengthMinutes, type Curve, type CurvePoint } from './curve.ts'
import { LIVE_EVENT } from './live-event.ts'
import {
  parseInstant,
  type Asset,
  type Browser,
  type Crawler,
  type Delivery,
  type Page,
  type Release,
  type Resource,
  type Scenario,
} from './scenario.ts'

const DAY_MINUTES = 1_440
const YEAR_SECONDS = 31_536_000
const BODY_MAX_BYTES = 50_000_000_000

const share = number(0, 1)
const weight = number(0, 1_000_000)
const sizeBytes = wholeNumber(0, BODY_MAX_BYTES)
const matching = (expected: string, pattern: RegExp): Check<string> => text(expected, value => pattern.test(value))

const path = matching('a path: / and printable ASCII without space, ? and #', /^\/(?:(?![?#])[!-~]){0,2000}$/)
const query = matching(
  'a query: printable ASCII without space and #, no ? at its start',
  /^(?!\?)(?:(?!#)[!-~]){1,2000}$/,
)
const name = matching('letters, digits, - and _', /^[\w-]{1,64}$/)
const hostName = matching('a host name in lower case', /^(?=.{1,253}$)[a-z\d-]+(?:\.[a-z\d-]+)+$/)
const headerValue = matching('one line of printable ASCII', /^[ -~]{1,1000}$/)
const instant = text('an instant with its zone, as 2026-11-21T19:40:00Z', value => parseInstant(value) !== undefined)

const curve = (min: number, max: number): Check<Curve> => {
  const points = list(object<CurvePoint>({ minute: number(-DAY_MINUTES, DAY_MINUTES), value: number(min, max) }))
  return (value, field, tell): value is Curve => {
    if (!points(value, field, tell)) return false
    const wrong = value.findIndex(({ minute }, index) => minute < (value[index - 1]?.minute ?? minute))
    if (wrong === -1) return true
    tell({ field: `${field}[${wrong}].minute`, expected: 'points in order of time', found: `${value[wrong]?.minute}` })
    return false
  }
}

/** A load needs a length, or there is no second to put a request in. */
const load: Check<Curve> = (value, field, tell): value is Curve => {
  if (!curve(0.001, 1_000_000)(value, field, tell)) return false
  if (lengthMinutes(value) >= 1) return true
  tell({ field, expected: 'points that are at least one minute apart', found: `${lengthMinutes(value)} minutes` })
  return false
}

const weighted =
  <T extends { readonly weight: number }>(item: Check<T>): Check<readonly [T, ...T[]]> =>
  (value, field, tell): value is readonly [T, ...T[]] => {
    if (!list(item)(value, field, tell)) return false
    if (value.some(each => each.weight > 0)) return true
    tell({ field, expected: 'a weight above 0 somewhere', found: 'none' })
    return false
  }

const COMPRESSED: readonly ['compressedBytes'] = ['compressedBytes']
const resourceShape = { path, sizeBytes, compressedBytes: sizeBytes }
const resource = object<Resource>(resourceShape, COMPRESSED)
const page = object<Page>({ ...resourceShape, kind: oneOf('page', 'live-page'), score: resource }, [
  ...COMPRESSED,
  'score',
])
const asset = object<Asset>({ ...resourceShape, load: oneOf('with-page', 'on-play') }, COMPRESSED)
const release = object<Release>({ variant: name, assets: list(asset) })

const delivery = object<Delivery>({
  ttlSeconds: number(0, YEAR_SECONDS),
  staleWhileRevalidateSeconds: number(0, YEAR_SECONDS),
  staleIfErrorSeconds: number(0, YEAR_SECONDS),
  changesEverySeconds: number(0, YEAR_SECONDS),
  originMs: number(0, 60_000),
})

const isScenario = object<Scenario>({
  name,
  startsAt: instant,
  host: hostName,
  distributionDomainName: hostName,
  load,
  pages: list(page),
  pagePopularityExponent: number(0, 5),
  flag: object<Scenario['flag']>({ name, standard: release, next: release, nextShare: curve(0, 1) }),
  previousRelease: object<Scenario['previousRelease']>({ viewShare: share, assets: list(asset) }),
  delivery: object<Scenario['delivery']>({
    page: delivery,
    'live-page': delivery,
    asset: delivery,
    'root-file': delivery,
    score: delivery,
    'not-found': delivery,
  }),
  originTimeouts: object<Scenario['originTimeouts']>({
    share,
    afterMs: number(0, 180_000),
    keptSeconds: number(0, YEAR_SECONDS),
    errorPage: resource,
  }),
  viewing: object<Scenario['viewing']>({
    returningShare: share,
    reloadShare: share,
    warmBrowserShare: share,
    cookielessShare: share,
    ipv6Share: share,
    abortShare: share,
    playShare: share,
    scoreEverySeconds: number(1, 3_600),
    scoresPerView: number(0, 1_000),
    referers: list(headerValue),
  }),
  addresses: object<Scenario['addresses']>({
    nonCanonicalShare: share,
    trackingShare: share,
    tracking: list(query),
    parameterShare: share,
    parameters: list(list(query)),
  }),
  browsers: weighted(object<Browser>({ userAgent: headerValue, weight, http3Share: share })),
  crawlers: object<Scenario['crawlers']>({
    share,
    notFoundShare: share,
    notFound: list(resource),
    agents: weighted(
      object<Crawler>({
        userAgent: headerValue,
        weight,
        httpVersion: oneOf('1.1', '2.0'),
        visits: oneOf('every-page', 'popular-pages'),
      }),
    ),
  }),
  edgeLocations: list(matching('a code such as FRA56-P1', /^[A-Z]{3}\d{1,3}(?:-[A-Z]\d+)?$/)),
  edgeLocationExponent: number(0, 5),
})

export type CheckedScenario =
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] }

/** A scenario from parsed JSON. What it leaves out is as in `live-event`: objects property by property, lists as a whole. */
export const checkScenario = (json: unknown): CheckedScenario => {
  const problems: FieldProblem[] = []
  const scenario = mergedOver(LIVE_EVENT, json)
  return isScenario(scenario, '', problem => problems.push(problem))
    ? { kind: 'scenario', scenario }
    : { kind: 'invalid', problems }
}

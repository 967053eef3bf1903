import { beforeAll, describe, expect, test } from 'vitest'
import { decodeValue } from '../access-log/encode-value.ts'
import { LOG_FIELDS, type LogFieldName } from '../access-log/fields.ts'
import { CaptureCounter } from './capture-summary.ts'
import { captureText } from './capture-text.ts'
import { eveningRows, type EveningRow } from './evening.ts'
import { LIVE_EVENT } from './live-event.ts'
import { parseInstant, type Scenario } from './scenario.ts'
import { zipfWeights } from './weighted-choice.ts'

const STARTS_AT = parseInstant(LIVE_EVENT.startsAt) ?? Number.NaN
const MINUTE_MS = 60_000

const textOf = (rows: number, seed: number, scenario: Scenario = LIVE_EVENT): string =>
  [...captureText(scenario, { rows, seed, startsAt: STARTS_AT }, new CaptureCounter())].join('')

const rowsOf = (rows: number, scenario: Scenario = LIVE_EVENT): EveningRow[] => [
  ...eveningRows(scenario, { rows, seed: 1, startsAt: STARTS_AT }),
]

describe('the same again', () => {
  test('the same seed gives the same bytes, another seed gives others', () => {
    const text = textOf(2_000, 5)
    expect(textOf(2_000, 5)).toBe(text)
    expect(textOf(2_000, 6)).not.toBe(text)
  })

  test.each([1, 2, 777, 5_000])('exactly %d rows', rows => {
    expect(textOf(rows, 1).trimEnd().split('\n')).toHaveLength(2 + rows)
  })
})

describe('the load, at 200,000 rows', () => {
  /** By whole minutes from the kick-off, of the end of the response. */
  const rowsIn = new Map<number, number>()
  const crawlerRowsIn = new Map<number, number>()
  const views = new Map<string, number>()
  beforeAll(() => {
    const rows = eveningRows(LIVE_EVENT, { rows: 200_000, seed: 1, startsAt: STARTS_AT })
    for (const { record, kind, isCrawler } of rows) {
      const minute = Math.floor((record.endedAt - STARTS_AT) / MINUTE_MS) + LIVE_EVENT.load[0].minute
      rowsIn.set(minute, (rowsIn.get(minute) ?? 0) + 1)
      if (isCrawler) crawlerRowsIn.set(minute, (crawlerRowsIn.get(minute) ?? 0) + 1)
      else if (kind === 'page' || kind === 'live-page') views.set(record.uri, (views.get(record.uri) ?? 0) + 1)
    }
  })

  /** Mean over whole minutes, the last one excluded. */
  const level = (from: number, to: number): number => {
    let sum = 0
    for (let minute = from; minute < to; minute++) sum += rowsIn.get(minute) ?? 0
    return sum / (to - from)
  }

  test('two minutes after the last calm minute there is ten times as much', () => {
    expect(level(-2, -1)).toBeLessThan(level(-20, -2) * 1.1)
    expect(level(1, 2)).toBeGreaterThanOrEqual(level(-2, -1) * 10)
  })

  test('half-time is a dip, the second half brings them back, the final whistle is a peak', () => {
    expect(level(50, 57)).toBeLessThan(level(35, 44) / 2)
    expect(level(62, 70)).toBeGreaterThan(level(50, 57) * 2)
    expect(level(107, 109)).toBeGreaterThan(level(90, 104) * 1.25)
    expect(level(115, 120)).toBeLessThan(level(90, 104) / 2)
  })

  test('crawlers do not watch the match: as many in any quarter of the evening', () => {
    const quarters = [0, 0, 0, 0]
    for (const [minute, count] of crawlerRowsIn) {
      const quarter = Math.min(3, Math.floor((minute + 20) / 35))
      quarters[quarter] = (quarters[quarter] ?? 0) + count
    }
    for (const count of quarters) expect(Math.abs(count - 1_000)).toBeLessThan(10)
  })

  test('page views follow Zipf', () => {
    const all = [...views.values()].reduce((sum, count) => sum + count, 0)
    expect(all).toBeGreaterThan(40_000)
    const weights = zipfWeights(LIVE_EVENT.pages.length, LIVE_EVENT.pagePopularityExponent)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    LIVE_EVENT.pages.forEach(({ path }, index) => {
      const expected = (weights[index] ?? 0) / sum
      // Viewers who look again at the same page cluster a little: twice the room of independent draws, four deviations.
      const room = 8 * Math.sqrt((expected * (1 - expected)) / all)
      expect(Math.abs((views.get(path) ?? 0) / all - expected), path).toBeLessThan(room)
    })
  })

  test('every page has been looked at, and none that the scenario does not have', () => {
    expect([...views.keys()].toSorted()).toEqual(LIVE_EVENT.pages.map(({ path }) => path).toSorted())
  })
})

describe('every row, of 20,000', () => {
  const log = textOf(20_000, 3)
  const lines = log.trimEnd().split('\n').slice(2)
  const cells = lines.map(line => line.split('\t'))
  const column = (name: LogFieldName): readonly string[] => {
    const index = LOG_FIELDS.findIndex(field => field.name === name)
    return cells.map(row => row[index] ?? '')
  }
  const valuesOf = (name: LogFieldName): Set<string> => new Set(column(name).map(cell => decodeValue(cell) ?? '-'))

  test('33 cells under a header of 33 names (cloudfront-logs 1.1, 1.4)', () => {
    expect(log.startsWith('#Version: 1.0\n#Fields: date time x-edge-location ')).toBe(true)
    expect(new Set(cells.map(row => row.length))).toEqual(new Set([33]))
    expect(new Set(cells.flat().filter(cell => cell === ''))).toEqual(new Set())
  })

  test('asks for what the scenario has, once in its canonical spelling', () => {
    const { pages, crawlers, flag, previousRelease } = LIVE_EVENT
    const assets = [...flag.standard.assets, ...flag.next.assets, ...previousRelease.assets]
    const scores = pages.flatMap(({ score }) => (score === undefined ? [] : [score]))
    const known = new Set([...pages, ...crawlers.notFound, ...assets, ...scores].map(({ path }) => path))
    const strays = [...valuesOf('cs-uri-stem')].filter(path => !known.has(canonical(path)))
    expect(strays).toEqual([])
    for (const { path } of [...assets, ...pages]) expect(valuesOf('cs-uri-stem')).toContain(path)
  })

  const canonical = (path: string): string => path.replaceAll('//', '/').replace(/(?<=.)\/$/, '')

  test('only paths that are not canonical are answered by viewer-request, with 301', () => {
    const [paths, results, statuses] = [column('cs-uri-stem'), column('x-edge-result-type'), column('sc-status')]
    paths.forEach((path, row) => {
      const isRedirect = canonical(path) !== path
      expect([results[row] === 'FunctionGeneratedResponse', statuses[row] === '301']).toEqual([isRedirect, isRedirect])
    })
    expect(statuses.filter(status => status === '301').length).toBeGreaterThan(10)
  })

  test('addresses and hosts are those reserved for documentation', () => {
    for (const ip of valuesOf('c-ip'))
      expect(ip).toMatch(/^(?:198\.51\.100|203\.0\.113)\.\d+$|^2001:db8(?::[\da-f]{1,4}){6}$/)
    expect(valuesOf('x-host-header')).toEqual(new Set(['www.footlights.example']))
    for (const referer of valuesOf('cs(Referer)')) expect(referer).toMatch(/^-$|^https:\/\/[\w.]+\.?example\//)
  })

  test('the whole Cookie header, with either variant; some viewers send none', () => {
    const cookies = [...valuesOf('cs(Cookie)')]
    const shape = /^sid=[\da-f]{16}; featureFlipping=site:v[45]; consent=(?:all|essential)$/
    expect(cookies.filter(cookie => cookie !== '-' && !shape.test(cookie))).toEqual([])
    for (const part of ['site:v4', 'site:v5']) expect(cookies.some(cookie => cookie.includes(part))).toBe(true)
    expect(cookies).toContain('-')
  })

  test('request ids are told apart', () => {
    const ids = column('x-edge-request-id')
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[\w-]{54}==$/)
  })

  test('times fit: the first byte not after the last, no byte without an answer', () => {
    const [taken, first] = [column('time-taken'), column('time-to-first-byte')]
    taken.forEach((seconds, row) => expect(Number(first[row])).toBeLessThanOrEqual(Number(seconds)))
    column('sc-status').forEach((status, row) => {
      if (status === '000')
        expect([cells[row]?.[3], cells[row]?.[13], cells[row]?.[28]]).toEqual(['0', 'Error', 'ClientCommError'])
    })
  })

  test('what a log of such an evening shows', () => {
    for (const status of ['200', '301', '304', '404', '000']) expect(valuesOf('sc-status')).toContain(status)
    for (const result of ['Hit', 'Miss', 'RefreshHit', 'Error'])
      expect(valuesOf('x-edge-result-type')).toContain(result)
    for (const version of ['HTTP/1.1', 'HTTP/2.0', 'HTTP/3.0'])
      expect(valuesOf('cs-protocol-version')).toContain(version)
    const queries = [...valuesOf('cs-uri-query')].join(' ')
    for (const part of ['utm_source=', 'gclid=', 'camera=2&lang=en', 'lang=en&camera=2'])
      expect(queries).toContain(part)
    expect([...valuesOf('cs(User-Agent)')].some(agent => agent.includes('Googlebot'))).toBe(true)
  })

  test('rows come by the end of their responses, a few of them late (cloudfront-logs 1.2.3)', () => {
    const [dates, times] = [column('date'), column('time')]
    const instants = dates.map((date, row) => Date.parse(`${date}T${times[row]}Z`))
    let latest = 0
    const lateMs = instants.map(instant => (latest = Math.max(latest, instant)) - instant)
    expect(lateMs.filter(late => late > 0).length).toBeGreaterThan(0)
    expect(lateMs.filter(late => late > 0).length / lateMs.length).toBeLessThan(0.05)
    expect(Math.max(...lateMs)).toBeLessThanOrEqual(6_000)
  })
})

describe('viewers', () => {
  const rows = rowsOf(30_000)
  /** Those who have cookies, by their session. */
  const byViewer = new Map<string, EveningRow[]>()
  for (const row of rows) {
    const session = /sid=(\w+)/.exec(row.record.cookie ?? '')?.[1]
    if (session !== undefined) byViewer.set(session, [...(byViewer.get(session) ?? []), row])
  }

  test('keep their variant, browser, address and edge location', () => {
    for (const theirs of byViewer.values()) {
      const told = theirs.map(({ record }) =>
        [record.cookie, record.userAgent, record.clientIp, record.edgeLocation].join(),
      )
      expect(new Set(told).size).toBe(1)
    }
  })

  test('ask for an asset once', () => {
    const previous = new Set(LIVE_EVENT.previousRelease.assets.map(({ path }) => path))
    for (const theirs of byViewer.values()) {
      const assets = theirs.filter(({ kind }) => kind === 'asset').map(({ record }) => record.uri)
      const current = assets.filter(path => !previous.has(path))
      expect(new Set(current).size).toBe(current.length)
    }
  })

  test('ask for the assets of their release, from the page that they are on', () => {
    for (const { record, kind, variant } of rows.filter(row => row.kind === 'asset')) {
      if (/\/v\d-/.test(record.uri) && !LIVE_EVENT.previousRelease.assets.some(({ path }) => path === record.uri))
        expect(record.uri).toContain(`/${variant}-`)
      expect(record.referer, kind).toMatch(/^https:\/\/www\.footlights\.example\//)
    }
  })

  test('who arrives before the kick-off gets v5 in one of ten cases, later in every second', () => {
    const shareOf = (from: number, to: number): number => {
      const arrived = [...byViewer.values()].flatMap(([first]) => (first === undefined ? [] : [first]))
      const minute = ({ record }: EveningRow): number => (record.endedAt - STARTS_AT) / MINUTE_MS - 20
      const then = arrived.filter(row => minute(row) >= from && minute(row) < to)
      return then.filter(({ variant }) => variant === 'v5').length / then.length
    }
    expect(Math.abs(shareOf(-20, -1) - 0.1)).toBeLessThan(0.06)
    expect(Math.abs(shareOf(30, 120) - 0.5)).toBeLessThan(0.06)
  })
})

describe('settings at their ends', () => {
  const { viewing, addresses, crawlers } = LIVE_EVENT
  test.each<{ rule: string; changes: Partial<Scenario>; holds: (row: EveningRow) => boolean }>([
    {
      rule: 'nothing but crawlers',
      changes: { crawlers: { ...crawlers, share: 1 } },
      holds: ({ isCrawler }) => isCrawler,
    },
    {
      rule: 'nobody sends cookies, everybody sees the standard',
      changes: { viewing: { ...viewing, cookielessShare: 1 } },
      holds: ({ record, variant }) => record.cookie === undefined && variant === 'v4',
    },
    {
      rule: 'no scores',
      changes: { viewing: { ...viewing, scoresPerView: 0 } },
      holds: ({ kind }) => kind !== 'score',
    },
    {
      rule: 'every tab is old',
      changes: {
        previousRelease: { ...LIVE_EVENT.previousRelease, viewShare: 1 },
        crawlers: { ...crawlers, share: 0 },
      },
      holds: ({ kind }) => kind === 'asset',
    },
    {
      rule: 'no address but canonical ones',
      changes: { addresses: { ...addresses, nonCanonicalShare: 0 } },
      holds: ({ kind }) => kind !== 'redirect',
    },
    {
      rule: 'the origin never answers: static pages, and errors in all three result types',
      changes: {
        originTimeouts: { ...LIVE_EVENT.originTimeouts, share: 1 },
        viewing: { ...viewing, abortShare: 0 },
        addresses: { ...addresses, nonCanonicalShare: 0 },
      },
      holds: ({ record, kind }) =>
        kind === 'asset' || kind === 'root-file' || (record.responseResultType === 'Error' && record.status === 200),
    },
  ])('$rule', ({ changes, holds }) => {
    const rows = rowsOf(2_000, { ...LIVE_EVENT, ...changes })
    expect(rows).toHaveLength(2_000)
    expect(rows.filter(row => !holds(row))).toEqual([])
  })
})

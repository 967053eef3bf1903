import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v1Header, v1Row } from '../../access-log/write-v1.ts'
import { v2Header, v2Row } from '../../access-log/write-v2.ts'
import { get } from '../../demo/get.io.ts'
import { loadTemplateFile } from '../../distribution/load-template.io.ts'
import type { Distribution } from '../../distribution/model.ts'
import { PACKAGED_TEMPLATE } from '../../distribution/packaged-template.ts'
import { createStage, type Stage } from '../../pop/stage.io.ts'
import { accessLogRecord } from '../../pop/trace/access-log-record.ts'
import { orderOfStarts } from '../../replay/capture/order-of-starts.ts'
import { DEFAULT_FLAG_NAMES } from '../../replay/flag-variant.ts'
import { originModelOf } from '../../replay/origin/origin-model.ts'
import { parseOriginRules, type OriginRule } from '../../replay/origin/origin-rules.ts'
import { readCapture } from '../../replay/read-capture.io.ts'
import { runReplay } from '../../replay/run-replay.ts'
import { loggedTally, summaryOf } from '../../replay/summary.ts'
import { startSite, type RunningSite } from '../../site/server.io.ts'

/** What the site answers: no log holds it. */
const siteRules = (): readonly OriginRule[] => {
  const parsed = parseOriginRules(JSON.parse(readFileSync('demo/forecast/footlights-origins.json', 'utf8')))
  if (parsed.kind === 'invalid') throw new Error(parsed.problem)
  return parsed.rules
}

let site: RunningSite
let stage: Stage
let folder: string
let distribution: Distribution
const logs = { v1: v1Header(), v2: v2Header() }
let offsetMs = 0

const passSeconds = (seconds: number): void => {
  offsetMs += seconds * 1_000
}

const V5 = { cookie: 'sid=1; featureFlipping=site:v5' }

/** An evening in small: cold pages, both variants, bursts, stale service, confirmations, redirects, an API, an outage. */
const playEvening = async (url: string): Promise<void> => {
  const burst = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    Promise.all(Array.from({ length: 12 }, () => get(url, path, headers)))
  await burst('/programme/night-desk')
  await burst('/programme/night-desk', V5)
  passSeconds(4)
  for (const path of ['/programme/night-desk', '/programme/night-desk?utm_source=x', '/programme//night-desk/'])
    await get(url, path)
  passSeconds(16)
  // Expired, within stale-while-revalidate: a hit, and a refresh nobody waits for.
  await get(url, '/programme/night-desk')
  await new Promise(resolve => setTimeout(resolve, 100))
  passSeconds(60)
  // Expired beyond it: confirmed by the origin.
  await get(url, '/programme/night-desk')
  await get(url, '/programme/night-desk', V5)
  await get(url, '/api/score/none')
  await get(url, '/api/score/none')
  await get(url, '/no-such-page')
  passSeconds(3)
  await get(url, '/no-such-page')
  passSeconds(30)
  await site.setFault({ mode: '503' })
  await burst('/programme/the-long-tide')
  passSeconds(20)
  await get(url, '/programme/the-long-tide')
  await site.setFault({ mode: 'none' })
  passSeconds(20)
  await get(url, '/programme/the-long-tide')
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-replay-'))
  const loaded = await loadTemplateFile(PACKAGED_TEMPLATE, { parameters: { FallbackMode: 'error-pages' } })
  const [first] = loaded.distributions
  if (first === undefined) throw new Error('the packaged template does not load')
  distribution = { ...first, logCookies: true }
  site = await startSite({})
  writeFileSync(join(folder, 'static-index.html'), '<html></html>')
  stage = createStage({
    distributions: [distribution],
    origins: new Map([
      ['ssr', { kind: 'url', url: new URL(site.url) }],
      ['static', { kind: 'folder', folder }],
    ]),
    now: () => Date.now() + offsetMs,
    onFinished: exchange => {
      const record = accessLogRecord(exchange)
      logs.v1 += `${v1Row(record)}\n`
      logs.v2 += `${v2Row(record)}\n`
    },
  })
  const { url } = await stage.listen(0)
  await playEvening(url)
})
afterAll(async () => {
  await stage.close()
  await site.close()
  rmSync(folder, { recursive: true, force: true })
})

const replayed = async (version: 'v1' | 'v2') => {
  const file = join(folder, `${version}.log`)
  writeFileSync(file, logs[version])
  const { capture } = await readCapture([file])
  const starts = orderOfStarts(capture)
  const run = runReplay({
    capture,
    starts,
    distribution,
    originModel: originModelOf(capture, siteRules()),
    keyValueStores: new Map(),
    tierCapacityBytes: 1_000_000_000,
    flagNames: DEFAULT_FLAG_NAMES,
  })
  return { summary: summaryOf(capture, starts, run), logged: loggedTally(capture, starts) }
}

describe.each(['v1', 'v2'] as const)('a log of the stage, %s, replayed', version => {
  test('gives the result types the stage counted, and the log tells the same', async () => {
    const { summary, logged } = await replayed(version)
    expect(summary.requests).toBe(stage.counters.viewerRequests)
    expect(summary.byResultType).toEqual(sortedCounts(stage.counters.resultTypes))
    expect(logged.byResultType).toEqual(summary.byResultType)
    expect(Object.keys(summary.byResultType)).toEqual(
      expect.arrayContaining(['Error', 'FunctionGeneratedResponse', 'Hit', 'Miss', 'RefreshHit']),
    )
  })

  test('makes the attempts at each origin that the stage made', async () => {
    const { summary } = await replayed(version)
    expect(summary.byOrigin).toEqual(sortedCounts(stage.counters.originAttempts))
    expect(summary.minutes.reduce((sum, minute) => sum + minute.originRequests, 0)).toBe(summary.originRequests)
  })

  test('tells the variants apart', async () => {
    const { summary } = await replayed(version)
    expect(summary.byVariant['site:v5']?.requests).toBe(13)
  })
})

const sortedCounts = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)))

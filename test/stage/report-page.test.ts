import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { chromium, type Browser, type Locator, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sampleRecord } from '../../access-log/sample-record.test-data.ts'
import { v1Header, v1Row } from '../../access-log/write-v1.ts'
import { drillPage, reportPage } from '../../report/pages.io.ts'
import {
  emptyStore,
  KICK_OFF_MS,
  matchDrill,
  matchEvening,
  minute,
  oneRow,
  timelineOf,
} from '../../report/sample.test-data.ts'
import { MINUTE_MS } from '../../report/timeline.ts'

const EXECUTABLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const isRequired = process.env['UNDERSTUDY_REQUIRE_BROWSER'] === '1'
const SCREENSHOTS = '.understudy/screenshots'

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']

/** A million minutes, of which a few had requests. */
const years = () => {
  const data = matchEvening()
  const period = { fromMs: KICK_OFF_MS, toMs: KICK_OFF_MS + 1_000_000 * MINUTE_MS }
  const some = Array.from({ length: 500 }, (_, index) =>
    minute(KICK_OFF_MS + index * 2_000 * MINUTE_MS, { requests: 50, hit: 40, miss: 10, originRequests: 10 }),
  )
  const timeline = timelineOf(period, some)
  return data.observed === undefined
    ? data
    : { ...data, observed: { ...data.observed, period, timeline, variants: [] } }
}

describe.skipIf(EXECUTABLE === undefined && !isRequired)('a report in a real browser, from a file', () => {
  let folder: string
  let browser: Browser
  let page: Page
  let problems: string[]
  let requested: string[]

  beforeAll(async () => {
    if (EXECUTABLE === undefined) throw new Error('no Chromium found: apt-get install chromium')
    mkdirSync(SCREENSHOTS, { recursive: true })
    folder = mkdtempSync(join(tmpdir(), 'understudy-report-'))
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS })
  })
  afterEach(() => page.close())
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (html: string, width = 1280, colorScheme: 'light' | 'dark' = 'light'): Promise<void> => {
    const file = join(folder, 'page.html')
    writeFileSync(file, html)
    page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    problems = []
    requested = []
    page.on('pageerror', error => problems.push(error.message))
    page.on('console', message => problems.push(message.text()))
    page.on('request', request => requested.push(request.url()))
    await page.goto(pathToFileURL(file).href)
  }

  const chart = (id: string): Locator => page.locator(`figure[data-chart="${id}"]`)

  interface Ink {
    readonly pixels: number
    /** Whether one of the lines that the legend shows is there in its colour. Not all: lines may lie upon each other. */
    readonly hasLine: boolean
  }

  /** What is drawn in each figure: pixels that are not transparent, and their colours. */
  const inkOf = (selector: string): Promise<readonly Ink[]> =>
    page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map(figure => {
      const canvas = figure.querySelector('canvas')
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      const tones = [...figure.querySelectorAll('button[aria-pressed="true"] .swatch')].map(swatch => {
        const hex = getComputedStyle(swatch).getPropertyValue('--tone').trim()
        return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16))
      })
      let pixels = 0
      let hasLine = false
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] === 0) continue
        pixels++
        hasLine ||= data[at + 3] > 200 && tones.some(tone => tone.every((part, i) => Math.abs(data[at + i] - part) < 3))
      }
      return { pixels, hasLine }
    })`)

  const overflow = (): Promise<number> =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

  test.each([
    { name: 'report', html: () => reportPage(matchEvening()), drawings: 6 },
    { name: 'drill', html: () => drillPage(matchDrill()), drawings: 4 },
    { name: 'report of one request', html: () => reportPage(oneRow()), drawings: 3 },
    { name: 'report of a million minutes', html: () => reportPage(years()), drawings: 3 },
    { name: 'report of an empty store', html: () => reportPage(emptyStore()), drawings: 0 },
  ])('$name: draws on wide and narrow screens, asks nobody, complains of nothing', async ({ name, html, drawings }) => {
    const text = html()
    for (const width of [1280, 390]) {
      for (const scheme of ['light', 'dark'] as const) {
        await open(text, width, scheme)
        const drawn = await inkOf('figure')
        expect(drawn).toHaveLength(drawings)
        expect(drawn.filter(({ hasLine }) => !hasLine)).toEqual([])
        expect(await overflow()).toBe(0)
        expect(problems).toEqual([])
        expect(requested.map(url => new URL(url).protocol)).toEqual(['file:'])
        await page.screenshot({
          path: `${SCREENSHOTS}/${name.replaceAll(' ', '-')}-${width}-${scheme}.png`,
          fullPage: true,
        })
        if (width !== 390 || scheme !== 'dark') await page.close()
      }
    }
  })

  test('a drill in which nothing happened has empty drawings, and complains of nothing', async () => {
    await open(drillPage({ ...matchDrill(), buckets: [], events: [], counters: [] }))
    expect((await inkOf('figure')).map(({ hasLine }) => hasLine)).toEqual([false, false, false, false])
    expect(problems).toEqual([])
  })

  test('the legend answers the keyboard: a line comes and goes, and a screen reader is told', async () => {
    await open(reportPage(matchEvening()))
    const button = chart('hit-ratio').getByRole('button', { name: 'Byte hit ratio' })
    const canvas = chart('hit-ratio').locator('canvas')
    expect(await button.getAttribute('aria-pressed')).toBe('false')
    const before = await canvas.screenshot()
    await button.focus()
    await page.keyboard.press('Enter')
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    expect((await canvas.screenshot()).equals(before)).toBe(false)
    await page.keyboard.press('Space')
    expect(await button.getAttribute('aria-pressed')).toBe('false')
    expect((await canvas.screenshot()).equals(before)).toBe(true)
  })

  test('of a stack, what is hidden takes no room', async () => {
    await open(reportPage(matchEvening()))
    const figure = 'figure[data-chart="result-classes"]'
    const [whole] = await inkOf(figure)
    for (const name of ['Hit', 'RefreshHit', 'Miss', 'Redirect', 'Generated response'])
      await chart('result-classes').getByRole('button', { name, exact: true }).click()
    // What is left are the errors of eight minutes; on top of hidden hits they would fill the evening.
    const [errors] = await inkOf(figure)
    expect(errors?.pixels).toBeLessThan((whole?.pixels ?? 0) / 3)
    expect(errors?.pixels).toBeGreaterThan(1_000)
    expect(problems).toEqual([])
  })

  test('the arrow keys read the points, from the first to the last', async () => {
    await open(drillPage(matchDrill()))
    const figure = chart('viewers')
    const [first] = matchDrill().buckets
    await figure.locator('.plot').focus()
    await page.keyboard.press('Home')
    expect(await figure.locator('output').innerText()).toBe(
      `2026-11-24 18:00:00  ·  Cached page ${first?.cached}  ·  Rendered page ${first?.rendered}  ·  Static page 0  ·  Error 0`.replaceAll(
        '  ',
        ' ',
      ),
    )
    await page.keyboard.press('ArrowRight')
    expect(await figure.locator('output').innerText()).toContain('18:00:01')
    await page.keyboard.press('End')
    expect(await figure.locator('output').innerText()).toContain('18:01:29')
    await page.keyboard.press('ArrowLeft')
    expect(await figure.locator('output').innerText()).toContain('18:01:28')
  })

  test('every chart gives its figures as a table, a row for each point', async () => {
    await open(reportPage(matchEvening()))
    const details = chart('origin-requests').locator('details')
    await details.locator('summary').click()
    await details.locator('table').waitFor()
    expect(await details.locator('tbody tr').count()).toBe(180)
    const peak = details.locator('tr', { hasText: '2026-11-24 18:01' })
    const value = matchEvening().observed?.timeline.busiestForOrigin?.originRequests
    expect(await peak.locator('td').first().innerText()).toBe(String(value))
  })

  test('another colour scheme draws again in its colours', async () => {
    await open(reportPage(matchEvening()))
    const drawing = `document.querySelector('[data-chart="origin-requests"] canvas').toDataURL()`
    const light = await page.evaluate(drawing)
    await page.emulateMedia({ colorScheme: 'dark' })
    // Not waitForFunction: from its second look on it calls eval in the page, which the page's policy forbids.
    await expect.poll(() => page.evaluate(drawing)).not.toBe(light)
    expect(await inkOf('[data-chart="origin-requests"]')).toMatchObject([{ hasLine: true }])
    expect(problems).toEqual([])
  })

  test('markup in a log is text on the page, and its script would not run', async () => {
    const data = matchEvening()
    const hostile = '</script><script>window.ran = true</script><img src=x onerror="window.ran = true">'
    const observed = data.observed
    if (observed === undefined) throw new Error('the sample has requests')
    const misses = observed.misses.map(row => ({ ...row, path: hostile }))
    await open(reportPage({ ...data, store: hostile, observed: { ...observed, misses } }))
    expect(await page.evaluate('window.ran')).toBeUndefined()
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('#misses code').first().innerText()).toContain(hostile)
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))`,
    )
    expect(await page.evaluate('window.ran')).toBeUndefined()
    expect(problems.join()).toContain('Content Security Policy')
  })
})

describe('understudy logs report', () => {
  const run = promisify(execFile)
  const understudy = (...args: string[]) => run(process.execPath, ['dist/cli/understudy.js', 'logs', ...args])
  const refused = (...args: string[]): Promise<{ readonly code: number; readonly stderr: string }> =>
    understudy('report', '--store', store, ...args).then(
      () => ({ code: 0, stderr: '' }),
      error => error,
    )
  let folder: string
  let store: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'understudy-report-command-'))
    store = join(folder, 'store')
    const log = join(folder, 'access.log')
    writeFileSync(log, `${v1Header()}${v1Row({ ...sampleRecord(), userAgent: '\x1b[31m</script>' })}\n`)
    await understudy('ingest', log, '--store', store)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('the summary goes to stdout, talk to stderr, the page to its file and nowhere else', async () => {
    const file = join(folder, 'report.html')
    const { stdout, stderr } = await understudy('report', '--store', store, '--html', file)
    expect(stdout).toContain('Requests: 1\n')
    expect(stdout).not.toContain('\x1b')
    expect(stderr).toMatch(/^✔ .*report\.html/)
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/)
    expect(readdirSync(folder).toSorted()).toEqual(['access.log', 'report.html', 'store'])
  })

  test('--json is one object with the totals and the six ratios', async () => {
    const { stdout } = await understudy('report', '--store', store, '--json', '--from', '2026-11-23')
    const { observed, ratios } = JSON.parse(stdout)
    expect(observed.timeline.totals).toMatchObject({ requests: 1, hit: 1, originRequests: 0 })
    expect(ratios).toMatchObject({ ratio_console: 1, byte_hit_ratio: 1 })
    expect(Object.keys(ratios)).toHaveLength(6)
  })

  test('an earlier page stays when the new one cannot be written', async () => {
    const taken = join(folder, 'store')
    expect(await refused('--html', taken)).toMatchObject({ code: 1, stderr: expect.stringContaining('it is a folder') })
    expect(readdirSync(folder).filter(name => name.endsWith('.unfinished'))).toEqual([])
  })

  test.each([
    { rule: 'a time that is none', args: ['--from', 'kick-off'], code: 2, says: 'not an ISO 8601 time' },
    {
      rule: 'a range that ends before it begins',
      args: ['--from', '2026-11-24', '--to', '2026-11-23'],
      code: 2,
      says: 'is not before',
    },
    { rule: 'a store that is not there', args: ['--store', 'absent'], code: 2, says: 'there is no store at absent' },
    {
      rule: 'a folder that is not there',
      args: ['--html', join('absent', 'report.html')],
      code: 1,
      says: 'there is no such folder',
    },
  ])('refused with place and remedy: $rule', async ({ args, code, says }) => {
    const failure = await refused(...args)
    expect(failure.code).toBe(code)
    expect(failure.stderr).toContain(says)
    expect(failure.stderr).toContain('  → ')
    expect(failure.stderr).not.toContain('    at ')
  })
})

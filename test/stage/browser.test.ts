import { existsSync, mkdirSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDemoStage, publishVersion, type DemoStage } from '../../demo/demo-stage.io.ts'

const EXECUTABLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const isRequired = process.env['UNDERSTUDY_REQUIRE_BROWSER'] === '1'
const SCREENSHOTS = '.understudy/screenshots'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe.skipIf(EXECUTABLE === undefined && !isRequired)('the site in a real browser, through the stage', () => {
  let demo: DemoStage
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let problems: string[] = []

  beforeAll(async () => {
    if (EXECUTABLE === undefined) throw new Error('no Chromium found: apt-get install chromium')
    mkdirSync(SCREENSHOTS, { recursive: true })
    demo = await openDemoStage('origin-response')
    for (const version of ['v5', 'v4'] as const) await publishVersion(demo.bucket, version)
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS })
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.close()
  })
  beforeEach(async () => {
    await demo.reset()
    await context?.close()
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    page = await context.newPage()
    problems = []
    page.on('pageerror', error => problems.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error') problems.push(message.text())
    })
  })

  const hydrated = (): Promise<unknown> => page.waitForSelector('html[data-hydrated="true"]', { timeout: 10_000 })
  const attribute = (name: string): Promise<string | null> => page.locator('html').getAttribute(name)
  const screenshot = (name: string): Promise<unknown> => page.screenshot({ path: `${SCREENSHOTS}/${name}.png` })

  test('V4: the page is rendered by the server, hydrates and navigates without another page request', async () => {
    await page.goto(`${demo.url}/`)
    await hydrated()
    expect(await attribute('data-rendered-by')).toBe('server')
    expect(await attribute('data-site-version')).toBe('v4')
    await screenshot('v4-home')
    const pagesBefore = demo.site.counters.pages
    await page.locator('a[href^="/programme/"]').first().click()
    await page.waitForURL(/\/programme\//)
    expect(demo.site.counters.pages).toBe(pagesBefore)
    await screenshot('v4-programme')
    expect(problems).toEqual([])
  })

  test('V5 with the cookie', async () => {
    await context.addCookies([{ name: 'featureFlipping', value: 'site:v5', url: demo.url }])
    await page.goto(`${demo.url}/live`)
    await hydrated()
    expect(await attribute('data-site-version')).toBe('v5')
    expect(await page.locator('.version-badge').count()).toBeGreaterThan(0)
    await screenshot('v5-live')
    expect(problems).toEqual([])
  })

  test('SSR down: the static page renders on the client and still navigates', async () => {
    await demo.site.setFault({ mode: '503' })
    const response = await page.goto(`${demo.url}/programme/apogee`)
    expect(response?.status()).toBe(200)
    expect(response?.headers()['x-static-fallback']).toBe('origin-5xx')
    await page.waitForSelector('main h1')
    expect(await attribute('data-rendered-by')).toBe('client')
    await screenshot('fallback-programme')
    await page.locator('a[href="/"]').first().click()
    await page.waitForURL(`${demo.url}/`)
    await page.waitForSelector('a[href^="/programme/"]')
    await screenshot('fallback-home')
  })

  test('SSR refusing connections: the page of the error response, and a reload after recovery is rendered by the server', async () => {
    await demo.site.setFault({ mode: 'refuse' })
    const response = await page.goto(`${demo.url}/live`)
    expect(response?.status()).toBe(200)
    expect(response?.headers()['x-cache']).toBe('Error from cloudfront')
    await page.waitForSelector('main h1')
    await demo.site.setFault({ mode: 'none' })
    demo.passSeconds(6)
    await page.reload()
    await hydrated()
    expect(await attribute('data-rendered-by')).toBe('server')
  })
})

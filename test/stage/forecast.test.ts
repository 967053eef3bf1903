import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { forwardingCookies } from '../../demo/forecast/forward-cookie.ts'
import { parseOriginRules, ruleFinder } from '../../replay/origin/origin-rules.ts'
import { pageCacheControl } from '../../site/page-caching.ts'
import { pageAt } from '../../site/pages.ts'

const cellsOf = (table: string): string[] =>
  table
    .split('\n')
    .filter(line => !/^\|[\s:|-]+\|$/.test(line))
    .map(line => line.replace(/\s*\|\s*/g, '|').trim())
    .filter(line => line !== '')

test('docs/replay.md shows what npm run demo:forecast prints, to the digit', async () => {
  const printed = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, ['dist/demo/run-forecast.io.js'], (error, stdout) =>
      error === null ? resolve(stdout) : reject(new Error('the forecast failed', { cause: error })),
    )
  })
  const document = readFileSync('docs/replay.md', 'utf8')
  const [, shown = ''] = /<!-- forecast -->([\s\S]*?)<!-- \/forecast -->/.exec(document) ?? []
  expect(cellsOf(shown)).toEqual(cellsOf(printed.split('\nin full:')[0] ?? ''))
}, 120_000)

describe('the rules of the forecast are what the site answers', () => {
  const parsed = parseOriginRules(JSON.parse(readFileSync('demo/forecast/footlights-origins.json', 'utf8')))
  const ruleFor = ruleFinder(parsed.kind === 'rules' ? parsed.rules : [])
  test.each(['/', '/live', '/live/harbour-city-northgate-united', '/programme/night-desk'])('%s', path => {
    expect(ruleFor('ssr', path)?.headers['cache-control']).toBe(pageCacheControl(pageAt(path)))
  })
})

test('only the key of the page behaviour changes between the configurations', () => {
  const packaged = JSON.parse(readFileSync('.serverless/cloudformation-template-update-stack.json', 'utf8'))
  const changed = JSON.parse(JSON.stringify(forwardingCookies(packaged, 'flag')))
  const keyOf = (template: typeof packaged) =>
    template.Resources.HtmlCachePolicy.Properties.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin
  expect(keyOf(changed).CookiesConfig).toEqual({ CookieBehavior: 'whitelist', Cookies: ['featureFlipping'] })
  expect(keyOf(changed).HeadersConfig.Headers).toEqual(['x-viewer-class'])
  Object.assign(keyOf(changed), keyOf(packaged))
  expect(changed).toEqual(packaged)
  expect(() => forwardingCookies({ Resources: {} }, 'flag')).toThrow('no HtmlCachePolicy')
})

import type { CloudFrontHeaders } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { fallbackSettings } from './settings.ts'

const custom = (settings: Record<string, string>) => {
  const customHeaders: CloudFrontHeaders = {}
  for (const [key, value] of Object.entries(settings)) customHeaders[key] = [{ key, value }]
  return {
    origin: {
      custom: {
        customHeaders,
        domainName: 'ssr.example.org',
        keepaliveTimeout: 5,
        path: '',
        port: 443,
        protocol: 'https' as const,
        readTimeout: 10,
        sslProtocols: ['TLSv1.2'],
      },
    },
  }
}

describe('settings', () => {
  test('nothing stated: the defaults', () => {
    const defaults = { mode: 'origin-response', maxAgeSeconds: 5, crawlers: '503' }
    expect(fallbackSettings(custom({}))).toEqual(defaults)
    expect(fallbackSettings({})).toEqual(defaults)
  })

  test.each([
    ['origin-response', 'origin-response'],
    ['origin-group', 'origin-group'],
    ['error-pages', 'error-pages'],
    ['something else', 'error-pages'],
  ])('mode %s is %s', (stated, mode) =>
    expect(fallbackSettings(custom({ 'x-static-fallback-mode': stated })).mode).toBe(mode),
  )

  test.each([
    ['0', 0],
    ['20', 20],
    ['300', 300],
    ['301', 300],
    ['-1', 5],
    ['1.5', 5],
    ['soon', 5],
    ['99999999999999999999', 5],
  ])('a life of %s is %i seconds', (stated, seconds) =>
    expect(fallbackSettings(custom({ 'x-static-fallback-max-age': stated })).maxAgeSeconds).toBe(seconds),
  )

  test.each([
    ['page', 'page'],
    ['503', '503'],
    ['404', '503'],
  ])('crawlers %s is %s', (stated, crawlers) =>
    expect(fallbackSettings(custom({ 'x-static-fallback-crawlers': stated })).crawlers).toBe(crawlers),
  )
})

import type { CloudFrontHeaders, CloudFrontOrigin } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import type { FallbackSettings } from './settings.ts'
import { decideFallback, type OriginAnswer } from './static-fallback.ts'

const SSR: CloudFrontOrigin = {
  custom: {
    customHeaders: {},
    domainName: 'ssr.example.org',
    keepaliveTimeout: 5,
    path: '',
    port: 443,
    protocol: 'https',
    readTimeout: 10,
    sslProtocols: ['TLSv1.2'],
  },
}
const BUCKET: CloudFrontOrigin = {
  s3: { authMethod: 'none', customHeaders: {}, domainName: 'b.s3.us-east-1.amazonaws.com', path: '' },
}

interface Case {
  origin?: CloudFrontOrigin
  status?: string
  method?: string
  uri?: string
  type?: string | undefined
  viewerClass?: string
}

const header = (key: string, value: string | undefined): CloudFrontHeaders =>
  value === undefined ? {} : { [key]: [{ key, value }] }

const answer = ({
  origin = SSR,
  status = '500',
  method = 'GET',
  uri = '/live',
  type,
  viewerClass,
}: Case): OriginAnswer => ({
  request: { method, uri, headers: header('x-viewer-class', viewerClass), origin },
  response: { status, headers: header('content-type', type) },
})

const settings = (changes: Partial<FallbackSettings>): FallbackSettings => ({
  mode: 'origin-response',
  maxAgeSeconds: 5,
  crawlers: '503',
  ...changes,
})

const PAGE = { kind: 'page', marker: 'origin-5xx' }
const LATER = { kind: 'retry-later', marker: 'origin-5xx' }
const NONE = { kind: 'none' }

describe('mode origin-response', () => {
  test.each<Case & { rule: string; fallback: object }>([
    { rule: '500', status: '500', fallback: PAGE },
    { rule: '599', status: '599', fallback: PAGE },
    { rule: '499 is the viewer’s matter', status: '499', fallback: NONE },
    { rule: '404 stays', status: '404', fallback: NONE },
    { rule: '200 stays', status: '200', fallback: NONE },
    { rule: 'HEAD', method: 'HEAD', fallback: PAGE },
    { rule: 'POST stays', method: 'POST', fallback: NONE },
    { rule: 'OPTIONS stays', method: 'OPTIONS', fallback: NONE },
    { rule: 'an error in HTML', type: 'text/html; charset=utf-8', fallback: PAGE },
    { rule: 'an error in plain text', type: 'text/plain', fallback: PAGE },
    { rule: 'an error in JSON is an API’s', type: 'application/json', fallback: NONE },
    { rule: 'a file is no page', uri: '/sitemap.xml', fallback: NONE },
    { rule: 'an HTML file is a page', uri: '/about.html', fallback: PAGE },
    { rule: 'a dot in a folder is no extension', uri: '/v1.2/live', fallback: PAGE },
    { rule: 'the bucket’s errors stay', origin: BUCKET, fallback: NONE },
    { rule: 'a crawler comes back later', viewerClass: 'crawler', fallback: LATER },
    { rule: 'a browser gets the page', viewerClass: 'browser', fallback: PAGE },
  ])('$rule', ({ fallback, ...event }) => expect(decideFallback(answer(event), settings({}))).toEqual(fallback))

  test('crawlers get the page when the setting says so', () => {
    expect(decideFallback(answer({ viewerClass: 'crawler' }), settings({ crawlers: 'page' }))).toEqual(PAGE)
  })
})

describe('mode origin-group', () => {
  const mark = { kind: 'mark', marker: 'origin-group' }
  const later = { kind: 'retry-later', marker: 'origin-group' }
  test.each<Case & { rule: string; fallback: object }>([
    { rule: 'ORR-23: the primary’s error stays, failover reads it', status: '503', fallback: NONE },
    { rule: 'the primary’s page stays', status: '200', fallback: NONE },
    { rule: 'the secondary’s page is marked', origin: BUCKET, status: '200', fallback: mark },
    { rule: 'so is its 304', origin: BUCKET, status: '304', fallback: mark },
    { rule: 'a missing static page stays an error', origin: BUCKET, status: '403', fallback: NONE },
    { rule: 'a crawler comes back later', origin: BUCKET, status: '200', viewerClass: 'crawler', fallback: later },
  ])('$rule', ({ fallback, ...event }) =>
    expect(decideFallback(answer(event), settings({ mode: 'origin-group' }))).toEqual(fallback),
  )
})

test('mode error-pages: CloudFront substitutes, the function does nothing', () => {
  expect(decideFallback(answer({}), settings({ mode: 'error-pages' }))).toEqual(NONE)
})

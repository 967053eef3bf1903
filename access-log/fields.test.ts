import { expect, test } from 'vitest'
import { FIELD, LOG_FIELDS, REAL_TIME_FIELDS, V1_FIELDS, V2_FIELDS } from './fields.ts'

test('cloudfront-logs 1.4: v1 has 33 fields', () => expect(V1_FIELDS).toHaveLength(33))

test('cloudfront-logs 2.3: v2 adds time in milliseconds, origin times, place, behaviour and log data', () => {
  const added = V2_FIELDS.filter(field => !V1_FIELDS.includes(field)).map(({ name }) => name)
  expect(added).toEqual([
    'timestamp(ms)',
    'origin-fbl',
    'origin-lbl',
    'asn',
    'c-country',
    'cache-behavior-path-pattern',
    'viewer-request-log-data',
    'viewer-response-log-data',
    'distribution-tenant-id',
    'connection-id',
  ])
})

test('cloudfront-logs 3.2: real-time fields have one position each, without gaps', () => {
  expect(REAL_TIME_FIELDS.map(({ realTime }) => realTime?.position)).toEqual(
    Array.from({ length: 71 }, (_, index) => index + 1),
  )
  expect(REAL_TIME_FIELDS.slice(0, 10).map(({ realTime }) => realTime?.name)).toEqual([
    'timestamp',
    'c-ip',
    's-ip',
    'time-to-first-byte',
    'sc-status',
    'sc-bytes',
    'cs-method',
    'cs-protocol',
    'cs-host',
    'cs-uri-stem',
  ])
})

test('cloudfront-logs 3.3: the two hosts change names in real-time logs', () => {
  expect(LOG_FIELDS[FIELD['x-host-header']]?.realTime?.name).toBe('cs-host')
  expect(LOG_FIELDS[FIELD['cs(Host)']]?.realTime?.name).toBe('x-host-header')
})

test('names are unique', () => expect(new Set(LOG_FIELDS.map(({ name }) => name)).size).toBe(LOG_FIELDS.length))

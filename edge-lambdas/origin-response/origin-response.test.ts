import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CloudFrontResponseEvent } from 'aws-lambda'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { originResponse } from './origin-response.ts'

const failed = (method = 'GET'): CloudFrontResponseEvent => {
  const event = JSON.parse(readFileSync(join(import.meta.dirname, 'events/page-for-502.json'), 'utf8'))
  event.Records[0].cf.request.method = method
  return event
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('an answer that is replaced', () => {
  test('LAE-52: is the same object, and keeps its read-only headers', async () => {
    const event = failed()
    const before = event.Records[0]?.cf.response
    const after = await originResponse(async () => 'page')(event)
    expect(after).toBe(before)
    expect(Object.keys(after?.headers ?? {})).toEqual(expect.arrayContaining(['transfer-encoding', 'via']))
  })

  test('HEAD gets the headers and no body', async () => {
    const after = await originResponse(async () => 'page')(failed('HEAD'))
    expect(after).toMatchObject({ status: '200' })
    expect(after).not.toHaveProperty('body')
  })

  test('the page comes from the distribution’s own domain', async () => {
    const asked: string[] = []
    await originResponse(async url => {
      asked.push(url)
      return 'page'
    })(failed())
    expect(asked).toEqual(['https://d111111abcdef8.cloudfront.net/static-index.html'])
  })
})

describe('never throws', () => {
  test('a page that cannot be had leaves the answer as it was', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const event = failed()
    const before = structuredClone(event.Records[0]?.cf.response)
    const after = await originResponse(async () => await Promise.reject(new Error('no page')))(event)
    expect(after).toEqual(before)
    expect(log).toHaveBeenCalledOnce()
  })

  test('an event without records', async () => {
    expect(await originResponse(async () => 'page')({ Records: [] })).toBeUndefined()
  })
})

import { afterEach, expect, test, vi } from 'vitest'
import { staticPage } from './static-page.io.ts'

const URL_OF_PAGE = 'https://d111111abcdef8.cloudfront.net/static-index.html'

afterEach(() => {
  vi.restoreAllMocks()
})

const html = (text: string, init: ResponseInit = {}) =>
  new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8' }, ...init })

const world = (answers: (() => Promise<Response>)[]) => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const state = { now: 0, asked: [] as string[] }
  const page = staticPage({
    fetch: async url => {
      state.asked.push(url)
      const next = answers.shift()
      if (next === undefined) throw new Error('no more answers')
      return await next()
    },
    nowMilliseconds: () => state.now,
    builtIn: 'built in',
  })
  return { state, get: () => page(URL_OF_PAGE) }
}

test('is fetched once and kept for a minute', async () => {
  const { state, get } = world([async () => html('one'), async () => html('two')])
  expect(await get()).toBe('one')
  state.now = 59_999
  expect(await get()).toBe('one')
  state.now = 60_000
  expect(await get()).toBe('two')
  expect(state.asked).toEqual([URL_OF_PAGE, URL_OF_PAGE])
})

test('simultaneous callers share one fetch', async () => {
  const { state, get } = world([async () => html('one')])
  expect(await Promise.all([get(), get(), get()])).toEqual(['one', 'one', 'one'])
  expect(state.asked).toHaveLength(1)
})

test('a failed refresh leaves the old copy, and asks again after five seconds', async () => {
  const { state, get } = world([
    async () => html('one'),
    async () => await Promise.reject(new TypeError('fetch failed')),
    async () => html('two'),
  ])
  await get()
  state.now = 60_000
  expect(await get()).toBe('one')
  state.now = 64_999
  expect(await get()).toBe('one')
  expect(state.asked).toHaveLength(2)
  state.now = 65_000
  expect(await get()).toBe('two')
})

test.each([
  { rule: 'no connection', answer: async () => await Promise.reject(new TypeError('fetch failed')) },
  { rule: 'a timeout', answer: async () => await Promise.reject(new DOMException('timed out', 'TimeoutError')) },
  { rule: '403', answer: async () => html('no', { status: 403 }) },
  { rule: 'not HTML', answer: async () => new Response('{}', { headers: { 'content-type': 'application/json' } }) },
  { rule: 'empty', answer: async () => html('') },
  { rule: 'LAE-41: too long', answer: async () => html('x'.repeat(1_000_001)) },
])('without an earlier copy the one built in: $rule', async ({ answer }) => {
  expect(await world([answer]).get()).toBe('built in')
})

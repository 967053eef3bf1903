import { expect, test } from 'vitest'
import { distribution } from '../test/support/distribution.ts'
import { viewerRequest, virtualStage } from '../test/support/virtual-stage.ts'
import type { FinishedExchange } from '../pop/server.io.ts'
import { consoleLines, requestLine } from './request-line.ts'

const finished = (path: string): FinishedExchange => {
  const stage = virtualStage({
    distribution: distribution(),
    origin: () => ({ status: 200, afterMs: 20, headers: { 'cache-control': 's-maxage=60' } }),
  })
  const request = stage.request(0, { path })
  stage.run()
  const viewer = viewerRequest({ path })
  return {
    pop: stage.pop,
    viewer,
    served: request.response,
    firstByteAt: viewer.receivedAt + 20,
    finishedAt: viewer.receivedAt + 21,
    end: 'complete',
    bytesSent: () => 1,
  }
}

test('a line says status, result, what was asked, how long it took and why', () => {
  const line = requestLine(finished('/a?b=1'))
  expect(line).toMatch(
    /^200 Miss +GET \/a\?b=1 {2}21 ms {2}absent \(never-stored\) · .+ 200 in 20 ms · kept 60 s \(s-maxage\)$/,
  )
})

test('a function that answers for the origin is named', () => {
  const { served, ...rest } = finished('/')
  const event = {
    station: 'function',
    event: 'viewer-request',
    name: 'to-canonical',
    outcome: 'response',
    message: undefined,
    uri: undefined,
    queryString: undefined,
    logs: [],
  } as const
  expect(requestLine({ ...rest, served: { ...served, trace: [event] } })).toMatch(/ {2}answered by to-canonical$/)
})

test('an absurd URL is cut, and no control character reaches the terminal', () => {
  expect(requestLine(finished(`/${'a'.repeat(5_000)}`)).length).toBeLessThan(400)
  const { served, ...rest } = finished('/')
  const trace = [{ station: 'refused', status: 400, why: 'bad \u001b[2J\r\nline' } as const]
  expect(requestLine({ ...rest, served: { ...served, trace } })).toMatch(/^[^\p{Cc}]*$/u)
})

test('what a function wrote is shown with the request id', () => {
  const { served, viewer, ...rest } = finished('/')
  const event = {
    station: 'lambda',
    event: 'origin-response',
    name: 'f',
    outcome: 'result',
    durationMs: 1,
    message: undefined,
    logs: ['one', 'two\nlines'],
  } as const
  expect(consoleLines({ ...rest, viewer, served: { ...served, trace: [event] } })).toEqual([
    `${viewer.requestId} f: one`,
    `${viewer.requestId} f: two`,
    `${viewer.requestId} f: lines`,
  ])
})

test('a Lambda that failed is told in one line, without its stack', () => {
  const { served, ...rest } = finished('/')
  const event = {
    station: 'lambda',
    event: 'origin-request',
    name: 'f',
    outcome: 'execution-error',
    durationMs: 1,
    message: 'TypeError: no\n    at /var/task/index.js:1:1',
    logs: [],
  } as const
  expect(requestLine({ ...rest, served: { ...served, trace: [event] } })).toMatch(
    / origin-request execution-error: TypeError: no$/,
  )
})

test('where a request was sent, and who opened the door, stand in the line', () => {
  const { served, ...rest } = finished('/')
  const trace = [
    { station: 'continuous-deployment', goesTo: 'staging', why: 'the session stays there' },
    { station: 'signature', by: 'signed-url', policy: 'canned', keyPairId: 'K1' },
  ] as const
  expect(requestLine({ ...rest, served: { ...served, trace } })).toMatch(
    / staging: the session stays there · signed-url with K1$/,
  )
})

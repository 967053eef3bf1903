import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Body } from './body.ts'
import { BufferedBody, StreamedBody } from './bytes.io.ts'
import { createLiveWorld } from './live-world.io.ts'

const unused = (): never => {
  throw new Error('not to be asked here')
}

const worldOf = (recordingCapacityBytes: number) =>
  createLiveWorld({
    attemptOrigin: unused,
    resolvesName: unused,
    invokeLambda: unused,
    runnerOf: unused,
    onBug: unused,
    recordingCapacityBytes,
  }).world

const world = worldOf(10)

const completed = (body: Body): Promise<Body | undefined> => new Promise(resolve => world.whenComplete(body, resolve))

describe('a body that is to be stored', () => {
  test('TTL-30: one that arrived whole before anybody asked is kept', async () => {
    const body = new StreamedBody(5)
    body.push(Buffer.from('hello'))
    body.end()
    const kept = await completed(body)
    expect(kept instanceof BufferedBody && kept.bytes.toString()).toBe('hello')
  })

  test('TTL-30: one that arrives later is kept when it is complete', async () => {
    const body = new StreamedBody(5)
    const kept = completed(body)
    body.push(Buffer.from('hel'))
    body.push(Buffer.from('lo'))
    body.end()
    expect((await kept)?.byteLength).toBe(5)
  })

  test('TTL-30: one that is cut is not kept', async () => {
    const body = new StreamedBody(5)
    const kept = completed(body)
    body.push(Buffer.from('hel'))
    body.end()
    expect(await kept).toBeUndefined()
  })
})

test.each([
  { cacheMegabytes: 256, bodyMegabytes: 64, isKept: true },
  { cacheMegabytes: 256, bodyMegabytes: 65, isKept: false },
  { cacheMegabytes: 1_024, bodyMegabytes: 256, isKept: true },
  { cacheMegabytes: 1_024, bodyMegabytes: 257, isKept: false },
  { cacheMegabytes: 65_536, bodyMegabytes: 1_024, isKept: true },
  { cacheMegabytes: 65_536, bodyMegabytes: 1_025, isKept: false },
])(
  'TTL-29: an object of $bodyMegabytes MiB for caches of $cacheMegabytes',
  ({ cacheMegabytes, bodyMegabytes, isKept }) => {
    const body = new StreamedBody(bodyMegabytes * 1024 * 1024)
    worldOf(cacheMegabytes * 1024 * 1024).whenComplete(body, () => {})
    expect(body.isRecording).toBe(isKept)
  },
)

describe('bodies under way at once', () => {
  const recorded = () => {
    const body = new StreamedBody()
    return { body, kept: completed(body) }
  }

  test('hold no more than the capacity together: the one without room is not kept, the others are', async () => {
    const [one, other] = [recorded(), recorded()]
    one.body.push(Buffer.alloc(6))
    other.body.push(Buffer.alloc(5))
    expect(other.body.isRecording).toBe(false)
    one.body.push(Buffer.alloc(4))
    one.body.end()
    other.body.end()
    expect((await one.kept)?.byteLength).toBe(10)
    expect(await other.kept).toBeUndefined()
  })

  test.each<[how: string, end: (body: StreamedBody) => void]>([
    ['is complete', body => body.end()],
    ['breaks off', body => body.fail('cut')],
    ['is too large itself', body => body.push(Buffer.alloc(3))],
  ])('leave their room to others when one %s', async (_, end) => {
    const before = recorded()
    before.body.push(Buffer.alloc(8))
    end(before.body)
    const after = recorded()
    after.body.push(Buffer.alloc(10))
    after.body.end()
    expect((await after.kept)?.byteLength).toBe(10)
  })

  test('are counted once, however many tiers keep them, and with what had arrived before', async () => {
    const body = new StreamedBody()
    body.push(Buffer.alloc(4))
    const kept = [completed(body), completed(body)]
    body.push(Buffer.alloc(6))
    body.end()
    expect((await Promise.all(kept)).map(one => one?.byteLength)).toEqual([10, 10])
  })

  test('one that had arrived beyond what there is room for is not kept', async () => {
    const body = new StreamedBody()
    body.push(Buffer.alloc(11))
    expect(await completed(body)).toBeUndefined()
  })
})

describe('a body whose recording is given up', () => {
  test('is no longer for the caches, at once: later readers would miss its start', async () => {
    const body = new StreamedBody()
    const kept = completed(body)
    body.push(Buffer.alloc(11))
    expect(await kept).toBeUndefined()
  })

  test('ends when nobody will read it', () => {
    const body = new StreamedBody()
    let isAbandoned = false
    body.onAbandoned = () => {
      isAbandoned = true
    }
    void completed(body)
    world.discard(body)
    body.push(Buffer.alloc(10))
    expect(isAbandoned).toBe(false)
    body.push(Buffer.alloc(1))
    expect(isAbandoned).toBe(true)
  })

  test('goes on for one who has not begun to read', async () => {
    const body = new StreamedBody()
    void completed(body)
    body.push(Buffer.alloc(11))
    const sink = new PassThrough()
    const delivery = body.pipeTo(sink)
    body.end()
    expect(await delivery).toBe('delivered')
  })
})

import { describe, expect, test } from 'vitest'
import type { Body } from './body.ts'
import { BufferedBody, StreamedBody } from './bytes.io.ts'
import { createLiveWorld } from './live-world.io.ts'

const unused = (): never => {
  throw new Error('not to be asked here')
}

const { world } = createLiveWorld({
  attemptOrigin: unused,
  resolvesName: unused,
  invokeLambda: unused,
  runnerOf: unused,
  onBug: unused,
})

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

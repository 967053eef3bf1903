import { once } from 'node:events'
import { PassThrough, Writable } from 'node:stream'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NO_BODY } from './body.ts'
import { BufferedBody, StreamedBody, compressBody, readAll, sendBody, startOf } from './bytes.io.ts'

test.each([
  { what: 'short, beside a head', head: 300, length: 200, isOwn: true },
  { what: 'long, beside a head', head: 300, length: 10_000, isOwn: false },
  { what: 'short, at the end of much', head: 60_000, length: 1_000, isOwn: true },
])('a part of what has arrived, $what: bytes of its own $isOwn', ({ head, length, isOwn }) => {
  const arrived = Buffer.concat([Buffer.alloc(head, 'h'), Buffer.alloc(length, 'b')])
  const { bytes } = BufferedBody.ofPart(arrived, head, head + length)
  expect(bytes.toString()).toBe('b'.repeat(length))
  expect(bytes.buffer === arrived.buffer).toBe(!isOwn)
  expect(bytes.buffer.byteLength === length).toBe(isOwn)
})

/** Takes bytes only while `isOpen`; `release` lets everything through. */
class SlowSink extends Writable {
  readonly received: Buffer[] = []
  #waiting: (() => void) | undefined
  #isOpen = false

  constructor() {
    super({ highWaterMark: 1 })
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.received.push(chunk)
    if (this.#isOpen) done()
    else this.#waiting = done
  }

  release(): void {
    this.#isOpen = true
    this.#waiting?.()
  }

  get text(): string {
    return Buffer.concat(this.received).toString()
  }
}

const openSink = (): SlowSink => {
  const sink = new SlowSink()
  sink.release()
  return sink
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

describe('a body that is all here', () => {
  test('is sent whole, in part, or not at all', async () => {
    const body = BufferedBody.ofText('abcdef')
    const whole = openSink()
    const part = openSink()
    const none = openSink()
    expect(await sendBody(body, whole)).toBe('delivered')
    expect(await sendBody(body, part, { start: 1, end: 2 })).toBe('delivered')
    expect(await sendBody(NO_BODY, none)).toBe('delivered')
    expect([whole.text, part.text, none.text]).toEqual(['abcdef', 'bc', ''])
  })

  test('a sink that is closed before or during delivery is told apart', async () => {
    const closed = new SlowSink()
    closed.destroy()
    expect(await sendBody(BufferedBody.ofText('x'), closed)).toBe('sink-closed')
    const closing = new SlowSink()
    const delivery = sendBody(BufferedBody.ofText('x'), closing)
    closing.destroy()
    expect(await delivery).toBe('sink-closed')
  })

  test('a body without bytes behind it is our mistake', async () => {
    await expect(sendBody({ byteLength: 7 }, openSink())).rejects.toThrow('without bytes')
  })
})

describe('a body that is arriving', () => {
  test('delivers the first byte before the last has come', async () => {
    const body = new StreamedBody()
    const sink = openSink()
    const delivery = body.pipeTo(sink)
    body.push(Buffer.from('ab'))
    await turn()
    expect(sink.text).toBe('ab')
    expect(body.byteLength).toBeUndefined()
    body.push(Buffer.from('cd'))
    body.end()
    expect(await delivery).toBe('delivered')
    expect(sink.text).toBe('abcd')
    expect(body.byteLength).toBe(4)
  })

  test('COLL-02 a later reader gets all of it while it records, and so does the cache', async () => {
    const body = new StreamedBody(undefined, { recordLimitBytes: 100 })
    const [first, second] = [openSink(), openSink()]
    const deliveries = [body.pipeTo(first)]
    body.push(Buffer.from('ab'))
    await turn()
    deliveries.push(body.pipeTo(second))
    body.push(Buffer.from('cd'))
    body.end()
    expect(await Promise.all(deliveries)).toEqual(['delivered', 'delivered'])
    expect([first.text, second.text]).toEqual(['abcd', 'abcd'])
    expect(await body.complete).toEqual({ kind: 'complete', bytes: Buffer.from('abcd') })
  })

  test('any chunking, any range: every reader gets exactly its bytes', async () => {
    const chunkings = fc.array(fc.uint8Array({ minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(chunkings, fc.nat(), fc.nat(), fc.boolean(), async (chunks, a, b, isRecording) => {
        const bytes = Buffer.concat(chunks)
        const [start = 0, end = 0] = [a % bytes.length, b % bytes.length].toSorted((x, y) => x - y)
        const body = new StreamedBody(bytes.length, { recordLimitBytes: isRecording ? 1_000 : 0, highWaterBytes: 4 })
        const [whole, part] = [openSink(), openSink()]
        const deliveries = [body.pipeTo(whole), body.pipeTo(part, { start, end })]
        for (const chunk of chunks) body.push(Buffer.from(chunk))
        body.end()
        expect(await Promise.all(deliveries)).toEqual(['delivered', 'delivered'])
        expect(Buffer.concat(whole.received)).toEqual(bytes)
        expect(Buffer.concat(part.received)).toEqual(bytes.subarray(start, end + 1))
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    {
      rule: 'TTL-30 shorter than Content-Length is incomplete',
      declared: 5,
      finish: (body: StreamedBody) => body.end(),
    },
    { rule: 'TTL-30 cut off is incomplete', declared: undefined, finish: (body: StreamedBody) => body.fail('reset') },
  ])('$rule', async ({ declared, finish }) => {
    const body = new StreamedBody(declared, { recordLimitBytes: 100 })
    const sink = openSink()
    const delivery = body.pipeTo(sink)
    body.push(Buffer.from('abcd'))
    finish(body)
    expect(await delivery).toBe('source-failed')
    expect(sink.text).toBe('abcd')
    expect(sink.writableEnded).toBe(false)
    expect((await body.complete).kind).toBe('incomplete')
  })

  test('what is not recorded is let go: memory is bounded, a late reader is refused', async () => {
    const body = new StreamedBody()
    const sink = openSink()
    const delivery = body.pipeTo(sink)
    body.push(Buffer.from('ab'))
    await turn()
    expect(body.holdsStart).toBe(false)
    expect(body.record(100)).toBe(false)
    expect(await body.pipeTo(openSink())).toBe('source-failed')
    body.end()
    expect(await delivery).toBe('delivered')
    expect(await body.complete).toEqual({ kind: 'not-recorded', byteLength: 2 })
  })

  test('a recording that passes its limit is given up, its readers are served on', async () => {
    const body = new StreamedBody(undefined, { recordLimitBytes: 3 })
    const sink = openSink()
    const delivery = body.pipeTo(sink)
    body.push(Buffer.from('ab'))
    await turn()
    expect(body.holdsStart).toBe(true)
    body.push(Buffer.from('cd'))
    await turn()
    expect(body.holdsStart).toBe(false)
    body.end()
    expect(await delivery).toBe('delivered')
    expect(sink.text).toBe('abcd')
    expect((await body.complete).kind).toBe('not-recorded')
  })

  test('the slowest reader holds back a body nobody records', async () => {
    const body = new StreamedBody(undefined, { highWaterBytes: 4 })
    let drains = 0
    body.onDrain = () => drains++
    const [fast, slow] = [openSink(), new SlowSink()]
    const deliveries = [body.pipeTo(fast), body.pipeTo(slow)]
    expect(body.push(Buffer.from('abc'))).toBe(true)
    await turn()
    expect(body.push(Buffer.from('def'))).toBe(true)
    expect(body.push(Buffer.from('ghi'))).toBe(false)
    await turn()
    expect([fast.text, slow.text, drains]).toEqual(['abcdefghi', 'abc', 0])
    slow.release()
    await turn()
    expect(drains).toBe(1)
    body.end()
    expect(await Promise.all(deliveries)).toEqual(['delivered', 'delivered'])
    expect(slow.text).toBe('abcdefghi')
  })

  test('the fastest reader sets the pace of a recording', async () => {
    const body = new StreamedBody(undefined, { recordLimitBytes: 100, highWaterBytes: 4 })
    const [fast, slow] = [openSink(), new SlowSink()]
    const deliveries = [body.pipeTo(fast), body.pipeTo(slow)]
    for (const text of ['abc', 'def', 'ghi', 'jkl']) {
      expect(body.push(Buffer.from(text))).toBe(true)
      // oxlint-disable-next-line no-await-in-loop -- one packet a turn
      await turn()
    }
    body.end()
    slow.release()
    expect(await Promise.all(deliveries)).toEqual(['delivered', 'delivered'])
  })

  test('before anybody reads, the producer is held at the high-water mark; record lets it go on', () => {
    const body = new StreamedBody(undefined, { highWaterBytes: 4 })
    let drains = 0
    body.onDrain = () => drains++
    expect(body.push(Buffer.from('abcdef'))).toBe(false)
    expect(body.record(100)).toBe(true)
    expect(drains).toBe(1)
  })

  test.each([
    { rule: 'all of a short body', pieces: ['ab', 'c'], start: 'abc', isWhole: true },
    { rule: 'a body of exactly the limit', pieces: ['abcd'], start: 'abcd', isWhole: true },
    { rule: 'the limit of a longer one', pieces: ['abc', 'def'], start: 'abcd', isWhole: false },
  ])(
    'LAE-40 its start can be looked at, and is still there for who reads: $rule',
    async ({ pieces, start, isWhole }) => {
      const body = new StreamedBody(undefined, { highWaterBytes: 1 })
      const looking = startOf(body, 4)
      const hasRoom = pieces.map(piece => body.push(Buffer.from(piece)))
      expect(hasRoom[0]).toBe(true)
      if (isWhole) body.end()
      expect(await looking).toEqual({ base64: Buffer.from(start).toString('base64'), isWhole })
      body.end()
      const sink = openSink()
      expect(await body.pipeTo(sink)).toBe('delivered')
      expect(sink.text).toBe(pieces.join(''))
    },
  )

  test('LAE-40 the start of a body that breaks off is what came of it', async () => {
    const body = new StreamedBody(9)
    const looking = startOf(body, 4)
    body.push(Buffer.from('ab'))
    body.fail('gone')
    expect(await looking).toEqual({ base64: Buffer.from('ab').toString('base64'), isWhole: false })
    expect(await startOf(BufferedBody.ofText('abcdef'), 4)).toEqual({ base64: 'YWJjZA==', isWhole: false })
  })

  test('a reader that leaves harms no other', async () => {
    const body = new StreamedBody()
    const [leaving, staying] = [new SlowSink(), openSink()]
    const deliveries = [body.pipeTo(leaving), body.pipeTo(staying)]
    body.push(Buffer.from('ab'))
    leaving.destroy()
    await once(leaving, 'close')
    body.push(Buffer.from('cd'))
    body.end()
    expect(await Promise.all(deliveries)).toEqual(['sink-closed', 'delivered'])
    expect(staying.text).toBe('abcd')
  })

  test.each([
    { rule: 'the last reader leaves a body nobody records: the producer is told', recordLimitBytes: 0, abandoned: 1 },
    { rule: 'the last reader leaves a recording: it goes on', recordLimitBytes: 100, abandoned: 0 },
  ])('$rule', async ({ recordLimitBytes, abandoned }) => {
    const body = new StreamedBody(undefined, { recordLimitBytes })
    let count = 0
    body.onAbandoned = () => count++
    const sink = new SlowSink()
    const delivery = body.pipeTo(sink)
    body.push(Buffer.from('ab'))
    sink.destroy()
    expect(await delivery).toBe('sink-closed')
    expect(count).toBe(abandoned)
    body.push(Buffer.from('cd'))
    body.end()
    expect((await body.complete).kind).toBe(abandoned === 1 ? 'incomplete' : 'complete')
  })

  test('an unwanted body can be cancelled', async () => {
    const body = new StreamedBody(9)
    let count = 0
    body.onAbandoned = () => count++
    body.cancel()
    body.cancel()
    expect(count).toBe(1)
    expect(await body.complete).toEqual({ kind: 'incomplete', why: 'abandoned' })
    expect(body.push(Buffer.alloc(1_000_000))).toBe(true)
  })
})

describe('reading all of a body', () => {
  const streamed = (text: string): StreamedBody => {
    const body = new StreamedBody()
    for (const letter of text) body.push(Buffer.from(letter))
    body.end()
    return body
  }

  test.each([
    { rule: 'buffered', body: () => BufferedBody.ofText('abc'), got: { kind: 'whole', bytes: Buffer.from('abc') } },
    { rule: 'streamed', body: () => streamed('abc'), got: { kind: 'whole', bytes: Buffer.from('abc') } },
    { rule: 'none', body: () => NO_BODY, got: { kind: 'whole', bytes: Buffer.alloc(0) } },
    {
      rule: 'buffered, too long',
      body: () => BufferedBody.ofText('abcd'),
      got: { kind: 'over-limit', bytes: Buffer.from('abc') },
    },
    {
      rule: 'streamed, too long',
      body: () => streamed('abcdefg'),
      got: { kind: 'over-limit', bytes: Buffer.from('abc') },
    },
  ])('$rule', async ({ body, got }) => {
    expect(await readAll(body(), 3)).toEqual(got)
  })

  test('a body that breaks off', async () => {
    const body = new StreamedBody()
    const outcome = readAll(body, 10)
    body.push(Buffer.from('a'))
    body.fail('reset')
    expect(await outcome).toEqual({ kind: 'source-failed' })
  })
})

test.each([
  { encoding: 'gzip' as const, decode: gunzipSync },
  { encoding: 'br' as const, decode: brotliDecompressSync },
])('COMP-14 $encoding is smaller and decodes to the same bytes', async ({ encoding, decode }) => {
  const text = '<p>programme</p>'.repeat(200)
  const compressed = await compressBody(BufferedBody.ofText(text), encoding)
  expect(compressed.byteLength).toBeLessThan(text.length / 10)
  expect(decode(compressed.bytes).toString()).toBe(text)
})

test('an error of the sink after delivery began is a closed sink, not a crash', async () => {
  const body = new StreamedBody()
  const sink = new PassThrough()
  const delivery = body.pipeTo(sink)
  sink.destroy(new Error('EPIPE'))
  expect(await delivery).toBe('sink-closed')
})

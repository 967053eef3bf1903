import type { Writable } from 'node:stream'
import type { Body, ByteRange } from './body.ts'
import { RecordingBudget } from './recording-budget.ts'
import { endSink, isClosed, type Delivery } from './sink.io.ts'

/**
 * How the arrival of a body ended:
 * `complete` all of it, recorded, fit to be stored · `not-recorded` all of it, but nobody asked to record it; or so much
 * that the recording was given up, while the rest still arrives ·
 * `incomplete` cut short, never to be stored (TTL-30).
 */
export type ArrivalEnd =
  | { readonly kind: 'complete'; readonly bytes: Buffer }
  | { readonly kind: 'not-recorded'; readonly byteLength: number }
  | { readonly kind: 'incomplete'; readonly why: string }

export interface StreamedBodyOptions {
  /** Record from the start, up to so many bytes. Default 0: nothing; `record` may still ask for it while the start is held. */
  readonly recordLimitBytes?: number
  /** How far the producer may be ahead of the readers. */
  readonly highWaterBytes?: number
}

const HIGH_WATER_BYTES = 262_144
const UNBOUNDED = new RecordingBudget(Number.POSITIVE_INFINITY)

/** One sink that is being fed; `nextChunk` counts from the first chunk of the body. */
interface Reader {
  nextChunk: number
  positionBytes: number
  bytesToSkip: number
  bytesLeft: number
  wake: () => void
}

/**
 * A body that is still arriving. Every reader gets the first byte when it comes. While it records, it keeps all bytes, so that later
 * readers and the cache get all of them; else it keeps only what the slowest reader still needs.
 */
export class StreamedBody implements Body {
  /** Set by the producer: `push` had answered false, now there is room again. */
  onDrain: () => void = () => {}
  /** Set by the producer: nobody wants the rest. */
  onAbandoned: () => void = () => {}
  /** Never rejects. */
  readonly complete: Promise<ArrivalEnd>

  readonly #declaredBytes: number | undefined
  readonly #highWaterBytes: number
  readonly #readers = new Set<Reader>()
  readonly #chunks: Buffer[] = []
  readonly #settle: (end: ArrivalEnd) => void
  #recordLimitBytes: number
  #budget = UNBOUNDED
  /** Taken from the budget. */
  #takenBytes = 0
  #droppedChunks = 0
  #droppedBytes = 0
  #receivedBytes = 0
  #hadReaders = false
  #isProducerWaiting = false
  /** How much of the start `start` waits for: the producer may get that far ahead without readers. */
  #startBytes = 0
  readonly #startWaits = new Set<() => void>()
  #state: 'arriving' | 'ended' | 'failed' = 'arriving'

  /** In: the length from `Content-Length`, or undefined. */
  constructor(
    declaredBytes?: number,
    { recordLimitBytes = 0, highWaterBytes = HIGH_WATER_BYTES }: StreamedBodyOptions = {},
  ) {
    this.#declaredBytes = declaredBytes
    this.#recordLimitBytes = recordLimitBytes
    this.#highWaterBytes = highWaterBytes
    let settle: (end: ArrivalEnd) => void = () => {}
    this.complete = new Promise(resolve => {
      settle = resolve
    })
    this.#settle = settle
  }

  get byteLength(): number | undefined {
    return this.#declaredBytes ?? (this.#state === 'ended' ? this.#receivedBytes : undefined)
  }

  /** True when a reader would get something at once. */
  get hasBytes(): boolean {
    return this.#chunks.length > 0
  }

  /** True while a new reader would get the body from its first byte on. */
  get holdsStart(): boolean {
    return this.#droppedChunks === 0
  }

  /** All bytes of a body that has arrived already and of which nothing was let go; undefined otherwise. */
  get allBytes(): Buffer | undefined {
    return this.#state === 'ended' && this.holdsStart ? this.#joined() : undefined
  }

  /**
   * Asks to keep all bytes, up to a limit, and as long as there is room in the budget. False when the start is gone, the limit is passed
   * already or there is no room.
   */
  record(limitBytes: number, budget: RecordingBudget = UNBOUNDED): boolean {
    if (!this.holdsStart || this.#receivedBytes > limitBytes || (this.#declaredBytes ?? 0) > limitBytes) return false
    if (!this.isRecording) this.#budget = budget
    if (!this.#takeRoom(this.#receivedBytes - this.#takenBytes)) return false
    this.#recordLimitBytes = limitBytes
    this.#drain()
    return true
  }

  #takeRoom(bytes: number): boolean {
    if (this.#state !== 'arriving') return true
    if (!this.#budget.take(bytes)) return false
    this.#takenBytes += bytes
    return true
  }

  /** Whoever waits for the recording hears of it now: later readers would miss the start. */
  #stopRecording(): void {
    this.#recordLimitBytes = 0
    this.#giveBackRoom()
    this.#settle({ kind: 'not-recorded', byteLength: this.#receivedBytes })
  }

  #giveBackRoom(): void {
    this.#budget.giveBack(this.#takenBytes)
    this.#takenBytes = 0
  }

  /**
   * The first bytes, at most `limitBytes`, when they are here or nothing more will come. Takes nothing from those who read later; to be
   * asked before anybody reads. `isWhole`: that was all of the body.
   */
  async start(limitBytes: number): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
    if (!this.holdsStart) return { bytes: Buffer.alloc(0), isWhole: false }
    this.#startBytes = Math.max(this.#startBytes, limitBytes)
    this.#drain()
    while (this.#state === 'arriving' && this.#receivedBytes <= limitBytes) {
      await new Promise<void>(resolve => this.#startWaits.add(resolve))
    }
    const isWhole = this.#state === 'ended' && this.#receivedBytes <= limitBytes
    return { bytes: this.#joined().subarray(0, limitBytes), isWhole }
  }

  /** Producer: more bytes. False: stop until `onDrain`. Once nobody wants the rest, bytes are dropped and there is always room. */
  push(chunk: Buffer): boolean {
    if (this.#state !== 'arriving') return true
    this.#chunks.push(chunk)
    this.#receivedBytes += chunk.length
    if (this.isRecording && (this.#receivedBytes > this.#recordLimitBytes || !this.#takeRoom(chunk.length)))
      this.#stopRecording()
    this.#wakeReaders()
    this.#abandonIfUnwanted()
    this.#isProducerWaiting = this.#isFull()
    return !this.#isProducerWaiting
  }

  /** Producer: that was all. Fewer bytes than declared is a failure (TTL-30). */
  end(): void {
    if (this.#state !== 'arriving') return
    if (this.#receivedBytes < (this.#declaredBytes ?? 0)) return this.fail('shorter than Content-Length')
    this.#state = 'ended'
    this.#giveBackRoom()
    this.#settle(
      this.isRecording || this.#receivedBytes === 0
        ? { kind: 'complete', bytes: this.#joined() }
        : { kind: 'not-recorded', byteLength: this.#receivedBytes },
    )
    this.#wakeReaders()
  }

  /** Producer: the rest will never come. In: the reason in a few words, for traces and logs. */
  fail(why: string): void {
    if (this.#state !== 'arriving') return
    this.#state = 'failed'
    this.#giveBackRoom()
    this.#settle({ kind: 'incomplete', why })
    this.#wakeReaders()
  }

  /** Consumer: it will not be read by whom it was fetched for. It goes on as long as it is recorded or somebody else reads it. */
  letGo(): void {
    this.#hadReaders = true
    this.#abandonIfUnwanted()
  }

  /** Consumer: the body is not wanted; the producer is told to stop. */
  cancel(): void {
    if (this.#state !== 'arriving') return
    this.fail('abandoned')
    this.onAbandoned()
  }

  /**
   * Sends the body to `sink` as it arrives and ends the sink. After `source-failed` the sink is left open: the caller cuts it, so that
   * its reader sees an incomplete message. A sink that closes early harms no other reader.
   */
  async pipeTo(sink: Writable, range?: ByteRange): Promise<Delivery> {
    if (!this.holdsStart) return 'source-failed'
    const reader = this.#join(range)
    try {
      return await this.#feed(reader, sink)
    } finally {
      this.#leave(reader)
    }
  }

  async #feed(reader: Reader, sink: Writable): Promise<Delivery> {
    let isGone = isClosed(sink)
    let isBlocked = false
    const onGone = (): void => {
      isGone = true
      reader.wake()
    }
    const onSinkDrain = (): void => {
      isBlocked = false
      reader.wake()
    }
    sink.on('close', onGone).on('error', onGone).on('drain', onSinkDrain)
    while (!isGone) {
      const bytes: Buffer | undefined = isBlocked ? undefined : this.#take(reader)
      if (bytes !== undefined) {
        isBlocked = !sink.write(bytes)
      } else if (!isBlocked && (reader.bytesLeft === 0 || this.#state === 'ended')) {
        this.#leave(reader)
        return endSink(sink)
      } else if (this.#state === 'failed') {
        break
      } else {
        await new Promise<void>(resolve => {
          reader.wake = resolve
        })
      }
    }
    // The error listener stays: an error without listener would end the process.
    sink.off('close', onGone).off('drain', onSinkDrain)
    return isGone ? 'sink-closed' : 'source-failed'
  }

  #join(range: ByteRange | undefined): Reader {
    const reader: Reader = {
      nextChunk: 0,
      positionBytes: 0,
      bytesToSkip: range?.start ?? 0,
      bytesLeft: range === undefined ? Number.POSITIVE_INFINITY : range.end - range.start + 1,
      wake: () => {},
    }
    this.#readers.add(reader)
    this.#hadReaders = true
    return reader
  }

  #leave(reader: Reader): void {
    if (!this.#readers.delete(reader)) return
    this.#drop()
    this.#abandonIfUnwanted()
    this.#drain()
  }

  /** The next bytes for this reader, undefined when it must wait or has all it wants. */
  #take(reader: Reader): Buffer | undefined {
    while (reader.bytesLeft > 0) {
      const chunk = this.#chunks[reader.nextChunk - this.#droppedChunks]
      if (chunk === undefined) return undefined
      reader.nextChunk++
      reader.positionBytes += chunk.length
      const skipped = Math.min(reader.bytesToSkip, chunk.length)
      const bytes = chunk.subarray(skipped, skipped + Math.min(reader.bytesLeft, chunk.length - skipped))
      reader.bytesToSkip -= skipped
      reader.bytesLeft -= bytes.length
      this.#drop()
      this.#drain()
      if (bytes.length > 0) return bytes
    }
    return undefined
  }

  /** True while all bytes are kept for later readers. */
  get isRecording(): boolean {
    return this.#recordLimitBytes > 0
  }

  /** The fastest reader sets the pace of a recording, the slowest one that of a body nobody keeps. */
  #isFull(): boolean {
    const aheadBytes = Math.max(this.#highWaterBytes, this.#hadReaders ? 0 : this.#startBytes)
    if (!this.isRecording) return this.#receivedBytes - this.#droppedBytes > aheadBytes
    const isBehind = (reader: Reader): boolean => this.#receivedBytes - reader.positionBytes > this.#highWaterBytes
    return this.#readers.size > 0 && [...this.#readers].every(isBehind)
  }

  #drain(): void {
    if (!this.#isProducerWaiting || this.#state !== 'arriving' || this.#isFull()) return
    this.#isProducerWaiting = false
    this.onDrain()
  }

  /** Lets go of what every reader has had, unless it is recorded. */
  #drop(): void {
    if (this.isRecording || !this.#hadReaders) return
    let needed = Number.POSITIVE_INFINITY
    for (const { nextChunk } of this.#readers) needed = Math.min(needed, nextChunk)
    if (needed === this.#droppedChunks) return
    for (const chunk of this.#chunks.splice(0, needed - this.#droppedChunks)) {
      this.#droppedChunks++
      this.#droppedBytes += chunk.length
    }
  }

  #abandonIfUnwanted(): void {
    if (this.#hadReaders && this.#readers.size === 0 && !this.isRecording) this.cancel()
  }

  #joined(): Buffer {
    return this.#chunks.length === 1 && this.#chunks[0] !== undefined ? this.#chunks[0] : Buffer.concat(this.#chunks)
  }

  #wakeReaders(): void {
    for (const reader of this.#readers) reader.wake()
    for (const wake of this.#startWaits) wake()
    this.#startWaits.clear()
  }
}

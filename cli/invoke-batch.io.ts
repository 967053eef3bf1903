import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { isObject } from '../function-cases/event-shape.ts'
import { boundedLines, type BoundedLine } from './invoke-lines.ts'

/** Ten times what CloudFront takes of code and event together, and a whole store of 5 MB. */
const LINE_MAX_BYTES = 8_000_000
/** A function that loops is stopped by its steps; this is for what no step is counted in, such as a regular expression. */
const ANSWER_MAX_MS = 5_000
const WORKER_MAX_OLD_SPACE_MB = 512
/** Each line makes a realm, which is collected late: a new worker now and then keeps the memory of a long batch flat. */
const LINES_PER_WORKER = 500

interface Stopped {
  readonly error: string
}

/** A worker that answers one line at a time and is replaced when a line was too much for it. */
class LineWorker {
  #worker: Worker | undefined
  #lines = 0

  /** Never rejects: what a line does to the worker is that line's error. */
  async answer(line: string): Promise<string> {
    if (++this.#lines % LINES_PER_WORKER === 0) await this.close()
    const worker = (this.#worker ??= this.#start())
    const answered = this.#nextMessage(worker)
    worker.postMessage(line)
    const answer = await answered
    if (typeof answer === 'string') return answer
    await this.close()
    return JSON.stringify({ id: idOf(line), error: answer.error })
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = undefined
  }

  #start(): Worker {
    const resourceLimits = { maxOldGenerationSizeMb: WORKER_MAX_OLD_SPACE_MB }
    const worker = new Worker(new URL('./invoke-worker.io.js', import.meta.url), { resourceLimits })
    // Who waits for an answer hears of an error; afterwards it concerns nobody.
    return worker.on('error', () => {})
  }

  async #nextMessage(worker: Worker): Promise<string | Stopped> {
    const over = new AbortController()
    const { signal } = over
    try {
      return await Promise.race([
        once(worker, 'message', { signal }).then(([answer]) => String(answer)),
        once(worker, 'exit', { signal }).then((): Stopped => ({ error: 'the function ended its worker' })),
        delay(ANSWER_MAX_MS, TOO_LONG, { signal }),
      ])
    } catch (error) {
      return { error: `the function ended its worker: ${error instanceof Error ? error.message : String(error)}` }
    } finally {
      over.abort()
    }
  }
}

const TOO_LONG: Stopped = { error: `the function did not end within ${ANSWER_MAX_MS / 1_000} s and was stopped` }

/** The line was read once already; what no JSON text is has no id. */
const idOf = (line: string): unknown => {
  try {
    const parsed: unknown = JSON.parse(line)
    return isObject(parsed) ? (parsed['id'] ?? null) : null
  } catch {
    return null
  }
}

const answerTo = (line: BoundedLine, worker: LineWorker): Promise<string> | string =>
  line === undefined
    ? JSON.stringify({ id: null, error: `a line has at most ${LINE_MAX_BYTES} bytes` })
    : worker.answer(line)

/** `understudy invoke --batch`: one answer a line, in order; one line is held at a time. Out: always 0, errors are answers. */
export const invokeBatch = async (): Promise<0> => {
  const worker = new LineWorker()
  let isClosed = false
  process.stdout.on('error', error => {
    if ('code' in error && error.code === 'EPIPE') isClosed = true
    else throw error
  })
  for await (const line of boundedLines(process.stdin, LINE_MAX_BYTES)) {
    if (isClosed) break
    if (!process.stdout.write(`${await answerTo(line, worker)}\n`))
      await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')])
  }
  await worker.close()
  return 0
}

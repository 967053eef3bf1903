import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isObject } from '../function-cases/event-shape.ts'
import { boundedLines, type BoundedLine } from './invoke-lines.ts'

/** Ten times what CloudFront takes of code and event together, and a whole store of 5 MB. */
const LINE_MAX_BYTES = 8_000_000
/** A function that does not end is stopped by its own bounds within a fraction of it (docs/decisions/012); this is for our own mistakes. */
const ANSWER_MAX_MS = 5_000
const WORKER_OPTIONS = ['--max-old-space-size=512']
/** Each line makes a realm, which is collected late: a new process now and then keeps the memory of a long batch flat. */
const LINES_PER_WORKER = 500

interface Stopped {
  readonly error: string
}

/**
 * A process that answers one line at a time and is replaced when a line was too much for it. No thread: that could not be ended inside a
 * built-in, and a full heap would end everything.
 */
class LineWorker {
  #worker: ChildProcess | undefined
  #lines = 0

  /** Never rejects: what a line does to the process is that line's error. */
  async answer(line: string): Promise<string> {
    if (++this.#lines % LINES_PER_WORKER === 0) this.close()
    const worker = (this.#worker ??= this.#start())
    const answered = this.#nextMessage(worker)
    worker.send(line, () => {})
    const answer = await answered
    if (typeof answer === 'string') return answer
    this.close()
    return JSON.stringify({ id: idOf(line), error: answer.error })
  }

  close(): void {
    this.#worker?.kill('SIGKILL')
    this.#worker = undefined
  }

  #start(): ChildProcess {
    const file = fileURLToPath(new URL('./invoke-worker.io.js', import.meta.url))
    // What the engine prints when a heap is full is no answer.
    const worker = fork(file, { execArgv: WORKER_OPTIONS, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    // Who waits for an answer hears of an error; afterwards it concerns nobody.
    return worker.on('error', () => {})
  }

  async #nextMessage(worker: ChildProcess): Promise<string | Stopped> {
    const over = new AbortController()
    const { signal } = over
    try {
      return await Promise.race([
        once(worker, 'message', { signal }).then(([answer]) => String(answer)),
        once(worker, 'exit', { signal }).then((): Stopped => ({ error: 'the function ended its process' })),
        delay(ANSWER_MAX_MS, TOO_LONG, { signal }),
      ])
    } catch (error) {
      return { error: `the function ended its process: ${error instanceof Error ? error.message : String(error)}` }
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
  worker.close()
  return 0
}

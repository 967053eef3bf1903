import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isObject } from '../function-cases/event-shape.ts'
import { boundedLines, type BoundedLine } from './invoke-lines.ts'
import type { LineAnswer } from './invoke-worker.io.ts'
import { createProgressLine } from './progress.io.ts'
import { say } from './terminal.io.ts'

/** Ten times what CloudFront takes of code and event together, and a whole store of 5 MB. */
const LINE_MAX_BYTES = 8_000_000
/** A function that does not end is stopped by its own bounds within a fraction of it (docs/decisions/012); this is for our own mistakes. */
const ANSWER_MAX_MS = 5_000
const WORKER_OPTIONS = ['--max-old-space-size=512']
/** Realms are collected late: a new process now and then keeps the memory of a long batch flat. */
const HELD_MAX_BYTES = 400_000_000
const WORKERS_MAX = 4

interface Stopped {
  readonly error: string
}

const isAnswer = (answer: unknown): answer is LineAnswer => isObject(answer) && typeof answer['text'] === 'string'

/**
 * A process that answers one line at a time and is replaced when a line was too much for it. No thread: that could not be ended inside a
 * built-in, and a full heap would end everything.
 */
class LineWorker {
  #worker: ChildProcess | undefined

  /** Never rejects: what a line does to the process is that line's error. */
  async answer(line: string): Promise<LineAnswer> {
    const worker = (this.#worker ??= this.#start())
    const answered = this.#nextMessage(worker)
    worker.send(line, () => {})
    const answer = await answered
    if ('error' in answer) {
      this.close()
      return failedLine(idOf(line), answer.error)
    }
    if (answer.heldBytes > HELD_MAX_BYTES) this.close()
    return answer
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

  async #nextMessage(worker: ChildProcess): Promise<LineAnswer | Stopped> {
    const over = new AbortController()
    const { signal } = over
    try {
      return await Promise.race([
        once(worker, 'message', { signal }).then(([answer]) => (isAnswer(answer) ? answer : ENDED)),
        once(worker, 'exit', { signal }).then(() => ENDED),
        delay(ANSWER_MAX_MS, TOO_LONG, { signal }),
      ])
    } catch (error) {
      return { error: `${ENDED.error}: ${error instanceof Error ? error.message : String(error)}` }
    } finally {
      over.abort()
    }
  }
}

const ENDED: Stopped = { error: 'the function ended its process' }
const TOO_LONG: Stopped = { error: `the function did not end within ${ANSWER_MAX_MS / 1_000} s and was stopped` }

const failedLine = (id: unknown, error: string): LineAnswer => ({
  text: JSON.stringify({ id, error }),
  isError: true,
  heldBytes: 0,
})

/** The line was read once already; what no JSON text is has no id. */
const idOf = (line: string): unknown => {
  try {
    const parsed: unknown = JSON.parse(line)
    return isObject(parsed) ? (parsed['id'] ?? null) : null
  } catch {
    return null
  }
}

const answerTo = async (line: BoundedLine, worker: LineWorker): Promise<LineAnswer> =>
  // oxlint-disable-next-line unicorn/no-null -- JSON has no undefined
  line === undefined ? failedLine(null, `a line has at most ${LINE_MAX_BYTES} bytes`) : worker.answer(line)

/** Counts the answers, on a terminal while they come. */
const createTally = () => {
  const startedAt = performance.now()
  const progress = createProgressLine()
  let lines = 0
  let errors = 0
  const text = (): string => {
    const seconds = (performance.now() - startedAt) / 1_000
    return `${lines.toLocaleString('en-US')} lines, ${errors.toLocaleString('en-US')} of them errors, in ${seconds.toFixed(1)} s`
  }
  return {
    add({ isError }: LineAnswer): void {
      lines++
      if (isError) errors++
      progress.show(text())
    },
    end(): void {
      progress.clear()
      say(text())
    },
  }
}

/**
 * `understudy invoke --batch`: one answer a line, in order, and each as soon as it is there: who asks line by line waits for no other line.
 * As many lines are held as there are processes. Out: always 0, errors are answers.
 */
export const invokeBatch = async (): Promise<0> => {
  const linesAtOnce = Math.min(availableParallelism(), WORKERS_MAX)
  const idle: LineWorker[] = []
  const tally = createTally()
  let isClosed = false
  process.stdout.on('error', error => {
    if ('code' in error && error.code === 'EPIPE') isClosed = true
    else throw error
  })
  const print = async (answer: LineAnswer): Promise<void> => {
    if (isClosed) return
    tally.add(answer)
    // Written or not: who stopped reading is told of by the stream's error.
    await new Promise<void>(resolve => process.stdout.write(`${answer.text}\n`, () => resolve()))
  }
  let printed = Promise.resolve()
  const latest: Promise<void>[] = []
  for await (const line of boundedLines(process.stdin, LINE_MAX_BYTES)) {
    if (isClosed) break
    const worker = idle.pop() ?? new LineWorker()
    const answer = answerTo(line, worker).finally(() => idle.push(worker))
    const before = printed
    printed = (async () => {
      const [given] = await Promise.all([answer, before])
      await print(given)
    })()
    if (latest.push(printed) === linesAtOnce) await latest.shift()
  }
  await printed
  for (const worker of idle) worker.close()
  tally.end()
  return 0
}

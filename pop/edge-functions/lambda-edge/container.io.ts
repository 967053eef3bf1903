import { randomUUID } from 'node:crypto'
import type { LambdaFunction } from '../../../distribution/model.ts'
import { startGuest, type GuestEnd, type GuestProcess } from './guest-process.io.ts'
import type { GuestMessage } from './guest/program.ts'
import type { InvocationReport } from './invocation-log.ts'
import type { LoadedCode } from './lambda-code.io.ts'
import { functionArn, lambdaEnvironment } from './lambda-environment.ts'
import { withRemedy } from './missing-module.ts'

type Failure = { readonly kind: 'execution-error' | 'timeout'; readonly message: string }

export type ContainerAnswer = { readonly kind: 'result'; readonly json: string } | Failure

export interface ContainerRun {
  readonly answer: ContainerAnswer
  /** As the function wrote them, in Lambda's format. */
  readonly lines: readonly string[]
  readonly report: InvocationReport
}

/** Host names of the stage and where it listens now. */
export type StageOrigins = () => ReadonlyMap<string, string>

/** What Lambda allows for loading a function. */
const INIT_TIMEOUT_MS = 10_000
const MEMORY_CHECK_MS = 50
/** Of Node.js itself, much of it shared by all containers: Lambda does not count it that way. */
const MEMORY_ALLOWANCE_MEGABYTES = 64

/** One execution environment of a Lambda: a process that serves one event at a time and is used again (LAE-83). */
export class Container {
  readonly #lambda: LambdaFunction
  readonly #stageOrigins: StageOrigins
  readonly #guest: GuestProcess
  readonly #startedAt = performance.now()
  /** Undefined until the function is loaded. */
  #initDurationMs: number | undefined
  #maxMemoryMegabytes = 0
  #runs = 0
  /** What every further event gets; undefined while it lives. */
  #death: Failure | undefined
  #onReady = (): void => {}
  #settle: (answer: ContainerAnswer) => void = () => {}

  /** Starts loading the function at once (a cold start). `code` must stay in place until `close`. */
  constructor(lambda: LambdaFunction, code: LoadedCode, stageOrigins: StageOrigins) {
    this.#lambda = lambda
    this.#stageOrigins = stageOrigins
    const { file, exportName, taskRoot } = code
    const { handler, runtime } = lambda
    const settings = { file, exportName, taskRoot, handler, runtime, functionArn: functionArn(lambda) }
    this.#guest = startGuest({
      program: code.program,
      memoryMegabytes: lambda.memoryMegabytes,
      settings: { ...settings, stageOrigins: [...stageOrigins()] },
      environment: lambdaEnvironment(lambda, taskRoot, randomUUID()),
      onMessage: message => this.#receive(message),
    })
    void this.#guest.ended.then(end => this.#die({ kind: 'execution-error', message: this.#endText(end) }))
  }

  /** False after a crash or a timeout: it takes no more events. */
  get isAlive(): boolean {
    return this.#death === undefined
  }

  /** In: the event as JSON. Never rejects. */
  async invoke(event: string): Promise<ContainerRun> {
    const requestId = randomUUID()
    const isCold = this.#runs++ === 0
    const begunAt = performance.now()
    let readyAt = begunAt
    const answer = await this.#answerTo(() => {
      readyAt = performance.now()
      this.#send(event, requestId)
    })
    const durationMs = performance.now() - readyAt
    const lines = await this.#guest.output.linesUntil(requestId)
    const coldStart = isCold && this.#initDurationMs !== undefined ? { initDurationMs: this.#initDurationMs } : {}
    const { memoryMegabytes } = this.#lambda
    const maxMemoryMegabytes = this.#maxMemoryMegabytes
    return { answer, lines, report: { requestId, durationMs, memoryMegabytes, maxMemoryMegabytes, ...coldStart } }
  }

  async close(): Promise<void> {
    this.#die({ kind: 'execution-error', message: 'the stage is closing' })
    await this.#guest.close()
  }

  #receive({ kind, text, maxMemoryKilobytes }: GuestMessage): void {
    this.#maxMemoryMegabytes = Math.max(this.#maxMemoryMegabytes, Math.ceil(maxMemoryKilobytes / 1_024))
    switch (kind) {
      case 'ready':
        this.#initDurationMs = performance.now() - this.#startedAt
        return this.#onReady()
      case 'result':
        return this.#settle({ kind: 'result', json: text })
      case 'error':
        return this.#settle({ kind: 'execution-error', message: withRemedy(text) })
      case 'init-error':
        return this.#stop('execution-error', withRemedy(text))
      case 'crash':
        return this.#stop('execution-error', `${text} (thrown outside of the handler)`)
    }
  }

  /** Waits until the function is loaded, has `send` give it the event, and then for its answer, its end, or the end of its time. */
  #answerTo(send: () => void): Promise<ContainerAnswer> {
    return new Promise(resolve => {
      const memory = setInterval(() => void this.#checkMemory(), MEMORY_CHECK_MS)
      let timer = this.#stopAfter(INIT_TIMEOUT_MS, `the function was not loaded after ${INIT_TIMEOUT_MS / 1_000} s`)
      this.#settle = answer => {
        clearInterval(memory)
        clearTimeout(timer)
        this.#settle = () => {}
        resolve(answer)
      }
      // The function's own time starts when it is loaded.
      this.#onReady = () => {
        const { timeoutSeconds } = this.#lambda
        clearTimeout(timer)
        timer = this.#stopAfter(timeoutSeconds * 1_000, `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`)
        send()
      }
      if (this.#death !== undefined) this.#settle(this.#death)
      else if (this.#initDurationMs !== undefined) this.#onReady()
    })
  }

  #send(event: string, requestId: string): void {
    const deadline = Date.now() + this.#lambda.timeoutSeconds * 1_000
    this.#guest.send({ event, requestId, deadline, stageOrigins: [...this.#stageOrigins()] })
  }

  #stopAfter(milliseconds: number, message: string): NodeJS.Timeout {
    return setTimeout(() => this.#stop('timeout', message), milliseconds)
  }

  async #checkMemory(): Promise<void> {
    const resident = await this.#guest.residentMegabytes()
    if (resident === undefined || resident <= this.#lambda.memoryMegabytes + MEMORY_ALLOWANCE_MEGABYTES) return
    this.#stop('execution-error', this.#outOfMemory())
  }

  #stop(kind: Failure['kind'], message: string): void {
    this.#die({ kind, message })
    this.#guest.kill()
  }

  /** The first cause counts. */
  #die(failure: Failure): void {
    this.#death ??= failure
    this.#settle(this.#death)
  }

  #endText({ status, signal, error }: GuestEnd): string {
    if (error !== undefined) return `the container could not be started: ${error.message}`
    // V8 aborts when the heap is full.
    if (signal === 'SIGABRT') return this.#outOfMemory()
    return signal === null
      ? `the function ended its process with status ${status}`
      : `the function's process was ended by ${signal}`
  }

  #outOfMemory(): string {
    return `the function ran out of memory (${this.#lambda.memoryMegabytes} MB)`
  }
}

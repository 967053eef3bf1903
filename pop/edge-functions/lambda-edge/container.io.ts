import { randomUUID } from 'node:crypto'
import type { LambdaFunction } from '../../../distribution/model.ts'
import { startGuest, type GuestEnd } from './guest-process.io.ts'
import type { GuestMessage } from './guest/program.ts'
import type { InvocationReport } from './invocation-log.ts'
import type { LoadedCode } from './lambda-code.io.ts'
import { functionArn, lambdaEnvironment } from './lambda-environment.ts'
import { withRemedy } from './missing-module.ts'

export type ContainerAnswer =
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'execution-error' | 'timeout'; readonly message: string }

export interface ContainerRun {
  readonly answer: ContainerAnswer
  /** As the function wrote them, in Lambda's format. */
  readonly lines: readonly string[]
  readonly report: InvocationReport
}

/** One execution environment of a Lambda: a process that serves one event at a time and is used again (LAE-83). */
export interface Container {
  /** False after a crash or a timeout: it takes no more events. */
  readonly isAlive: () => boolean
  invoke(event: string): Promise<ContainerRun>
  close(): Promise<void>
}

/** What Lambda allows for loading a function. */
const INIT_TIMEOUT_MS = 10_000
const MEMORY_CHECK_MS = 50
/** Of Node.js itself, much of it shared by all containers: Lambda does not count it that way. */
const MEMORY_ALLOWANCE_MEGABYTES = 64

type StageOrigins = () => ReadonlyMap<string, string>

const endText = ({ status, signal, error }: GuestEnd, memoryMegabytes: number): string => {
  if (error !== undefined) return `the container could not be started: ${error.message}`
  // V8 aborts when the heap is full.
  if (signal === 'SIGABRT') return outOfMemory(memoryMegabytes)
  return signal === null
    ? `the function ended its process with status ${status}`
    : `the function's process was ended by ${signal}`
}

const outOfMemory = (megabytes: number): string => `the function ran out of memory (${megabytes} MB)`

/** Starts loading the function at once (a cold start). `code` must stay in place until `close`. */
export const startContainer = (lambda: LambdaFunction, code: LoadedCode, stageOrigins: StageOrigins): Container => {
  const { memoryMegabytes, timeoutSeconds } = lambda
  const startedAt = performance.now()
  let initDurationMs: number | undefined
  let maxMemoryMegabytes = 0
  let death: ContainerAnswer | undefined
  let onReady: (() => void) | undefined
  let settle: (answer: ContainerAnswer) => void = () => {}

  const die = (answer: ContainerAnswer): void => {
    death ??= answer
    settle(death)
  }
  const stop = (kind: 'execution-error' | 'timeout', message: string): void => {
    die({ kind, message })
    guest.kill()
  }
  const receive = ({ kind, text, maxMemoryKilobytes }: GuestMessage): void => {
    maxMemoryMegabytes = Math.max(maxMemoryMegabytes, Math.ceil(maxMemoryKilobytes / 1_024))
    if (kind === 'result') settle({ kind: 'result', json: text })
    else if (kind === 'error') settle({ kind: 'execution-error', message: withRemedy(text) })
    else if (kind === 'init-error') stop('execution-error', withRemedy(text))
    else if (kind === 'crash') stop('execution-error', `${text} (thrown outside of the handler)`)
    else {
      initDurationMs = performance.now() - startedAt
      onReady?.()
    }
  }
  const settings = {
    file: code.file,
    exportName: code.exportName,
    handler: lambda.handler,
    taskRoot: code.taskRoot,
    runtime: lambda.runtime,
    functionArn: functionArn(lambda),
    stageOrigins: [...stageOrigins()],
  }
  const guest = startGuest(lambda, code, settings, lambdaEnvironment(lambda, code.taskRoot, randomUUID()), receive)
  void guest.ended.then(end => die({ kind: 'execution-error', message: endText(end, memoryMegabytes) }))

  const checkMemory = async (): Promise<void> => {
    const resident = await guest.residentMegabytes()
    if (resident !== undefined && resident > memoryMegabytes + MEMORY_ALLOWANCE_MEGABYTES) {
      stop('execution-error', outOfMemory(memoryMegabytes))
    }
  }
  const stopAfter = (milliseconds: number, message: string): NodeJS.Timeout =>
    setTimeout(() => stop('timeout', message), milliseconds)

  const answerTo = (event: string, requestId: string): Promise<ContainerAnswer> =>
    new Promise(resolve => {
      const memory = setInterval(() => void checkMemory(), MEMORY_CHECK_MS)
      let timer = stopAfter(INIT_TIMEOUT_MS, `the function was not loaded after ${INIT_TIMEOUT_MS / 1_000} s`)
      settle = answer => {
        clearInterval(memory)
        clearTimeout(timer)
        settle = () => {}
        resolve(answer)
      }
      // The function's own time starts when it is loaded.
      onReady = () => {
        onReady = undefined
        clearTimeout(timer)
        const limitMs = timeoutSeconds * 1_000
        timer = stopAfter(limitMs, `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`)
        guest.send({ event, requestId, deadline: Date.now() + limitMs, stageOrigins: [...stageOrigins()] })
      }
      if (death !== undefined) die(death)
      else if (initDurationMs !== undefined) onReady()
    })

  let isCold = true
  return {
    isAlive: () => death === undefined,
    async invoke(event) {
      const requestId = randomUUID()
      const wasReady = initDurationMs !== undefined
      const begunAt = performance.now()
      const answer = await answerTo(event, requestId)
      const durationMs = performance.now() - begunAt - (wasReady ? 0 : (initDurationMs ?? 0))
      const lines = await guest.output.linesUntil(requestId)
      const coldStart = isCold && initDurationMs !== undefined ? { initDurationMs } : {}
      isCold = false
      const report = {
        requestId,
        durationMs: Math.max(0, durationMs),
        memoryMegabytes,
        maxMemoryMegabytes,
        ...coldStart,
      }
      return { answer, lines, report }
    },
    async close() {
      death ??= { kind: 'execution-error', message: 'the stage is closing' }
      guest.kill()
      await guest.ended
    },
  }
}

import { randomUUID } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { LambdaFunction } from '../../../distribution/model.ts'
import type { LoadedCode } from './lambda-code.io.ts'
import { WORKER_SOURCE } from './worker-source.ts'

export type ContainerAnswer =
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'execution-error' | 'timeout'; readonly message: string }

/** One execution environment of a Lambda: a worker thread that serves one event at a time and is used again (LAE-83). */
export interface Container {
  /** False after a crash or a timeout: it takes no more events. */
  readonly isAlive: () => boolean
  invoke(event: string, onLog: (line: string) => void): Promise<ContainerAnswer>
  close(): Promise<void>
}

interface Message {
  readonly kind: 'ready' | 'init-error' | 'log' | 'result' | 'error'
  readonly text: string
}

/** What Lambda allows for loading a function. */
const INIT_TIMEOUT_MS = 10_000

/** Under it V8 cannot start a thread. */
const HEAP_MIN_MEGABYTES = 32

/** LAE-72: a function has only the reserved variables. */
const environment = ({ name, memoryMegabytes, runtime, handler }: LambdaFunction): NodeJS.ProcessEnv => ({
  AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
  AWS_LAMBDA_FUNCTION_NAME: `us-east-1.${name}`,
  AWS_LAMBDA_FUNCTION_VERSION: '1',
  AWS_REGION: 'us-east-1',
  TZ: ':UTC',
  _HANDLER: handler,
})

type StageOrigins = () => ReadonlyMap<string, string>

const startWorker = (lambda: LambdaFunction, code: LoadedCode, stageOrigins: StageOrigins): Worker => {
  const { name, runtime, memoryMegabytes } = lambda
  return new Worker(WORKER_SOURCE, {
    eval: true,
    env: environment(lambda),
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: Math.max(memoryMegabytes, HEAP_MIN_MEGABYTES) },
    workerData: {
      file: code.file,
      exportName: code.exportName,
      name,
      runtime,
      memoryMegabytes,
      stageOrigins: [...stageOrigins()],
    },
  })
}

const crashText = (error: unknown): string => {
  if (!(error instanceof Error)) return `the function threw ${String(error)} outside of its handler`
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'the function ran out of memory'
    : `${error.name}: ${error.message} (thrown outside of the handler)`
}

/** Starts loading the function at once (a cold start). `code` must stay in place until `close`. */
export const startContainer = (lambda: LambdaFunction, code: LoadedCode, stageOrigins: StageOrigins): Container => {
  const worker = startWorker(lambda, code, stageOrigins)
  let alive = true
  let isReady = false
  let crash: string | undefined
  let onLog: (line: string) => void = () => {}
  let settle: (answer: ContainerAnswer) => void = () => {}
  let onReady: () => void = () => {}

  const die = (message: string): void => {
    alive = false
    crash ??= message
    settle({ kind: 'execution-error', message: crash })
  }
  const receive: Record<Message['kind'], (text: string) => void> = {
    ready: () => {
      isReady = true
      onReady()
    },
    'init-error': text => {
      die(text)
      void worker.terminate()
    },
    log: text => onLog(text),
    result: json => settle({ kind: 'result', json }),
    error: message => settle({ kind: 'execution-error', message }),
  }
  worker.on('message', ({ kind, text }: Message) => receive[kind](text))
  worker.on('error', error => die(crashText(error)))
  worker.on('exit', status => die(`the function ended its process with status ${status}`))
  // An idle container does not keep the process; the timer of an invocation does.
  worker.unref()

  const stopAfter = (milliseconds: number, message: string): NodeJS.Timeout =>
    setTimeout(() => {
      alive = false
      settle({ kind: 'timeout', message })
      void worker.terminate()
    }, milliseconds)

  /** The function's own time starts when it is loaded. */
  const whenReady = (start: () => void): NodeJS.Timeout | undefined => {
    if (isReady) {
      start()
      return undefined
    }
    const timer = stopAfter(INIT_TIMEOUT_MS, `the function was not loaded after ${INIT_TIMEOUT_MS / 1_000} s`)
    onReady = () => {
      clearTimeout(timer)
      start()
    }
    return timer
  }

  const run = (event: string): Promise<ContainerAnswer> =>
    new Promise(resolve => {
      const timers: (NodeJS.Timeout | undefined)[] = []
      settle = answer => {
        timers.forEach(timer => clearTimeout(timer))
        settle = () => {}
        resolve(answer)
      }
      const start = (): void => {
        const limitMs = lambda.timeoutSeconds * 1_000
        timers.push(stopAfter(limitMs, `Task timed out after ${lambda.timeoutSeconds.toFixed(2)} seconds`))
        const deadline = Date.now() + limitMs
        worker.postMessage({ event, requestId: randomUUID(), deadline, stageOrigins: [...stageOrigins()] })
      }
      timers.push(whenReady(start))
      if (crash !== undefined) die(crash)
    })

  return {
    isAlive: () => alive,
    invoke: (event, log) => {
      onLog = log
      return run(event)
    },
    async close() {
      alive = false
      await worker.terminate()
    },
  }
}

import type { LambdaFunction } from '../../../distribution/model.ts'
import { startContainer, type Container, type ContainerAnswer } from './container.io.ts'
import type { LambdaInvocation, LambdaOutcome } from './invocation.ts'
import { loadCode, type LoadedCode } from './lambda-code.io.ts'

export interface LambdaRunnerOptions {
  /** Host names of the stage, lower case, and where it listens (`http://127.0.0.1:port`); asked at each invocation. */
  readonly stageOrigins: () => ReadonlyMap<string, string>
  /** Each line a function writes to the console, as it is written. */
  readonly onLog?: (lambda: LambdaFunction, line: string) => void
}

export interface LambdaRunner {
  /** Never rejects: whatever the function does is an outcome. */
  invoke(invocation: LambdaInvocation): Promise<LambdaOutcome>
  /** Ends every container and removes what was extracted. */
  close(): Promise<void>
}

/** Containers of one function; more events than that wait in line. */
const CONTAINERS_MAX = 10

interface Pool {
  /** Loaded once; a failure is tried again at the next invocation. */
  code: Promise<LoadedCode> | undefined
  readonly idle: Container[]
  readonly all: Set<Container>
  /** Ever waiting invocations, first come first served. */
  readonly waiting: (() => void)[]
  busy: number
}

const newPool = (): Pool => ({ code: undefined, idle: [], all: new Set(), waiting: [], busy: 0 })

const takeTurn = async (pool: Pool): Promise<void> => {
  if (pool.busy >= CONTAINERS_MAX) await new Promise<void>(resolve => pool.waiting.push(resolve))
  else pool.busy++
}

/** Hands the turn to the next in line. */
const endTurn = (pool: Pool): void => {
  const next = pool.waiting.shift()
  if (next === undefined) pool.busy--
  else next()
}

const warmContainer = (pool: Pool): Container | undefined => {
  for (let container = pool.idle.pop(); container !== undefined; container = pool.idle.pop()) {
    if (container.isAlive()) return container
    pool.all.delete(container)
  }
  return undefined
}

const giveBack = (pool: Pool, container: Container): void => {
  if (container.isAlive()) pool.idle.push(container)
  else pool.all.delete(container)
}

const outcomeOf = (answer: ContainerAnswer, durationMs: number, logs: readonly string[]): LambdaOutcome =>
  answer.kind === 'result'
    ? { kind: 'result', result: JSON.parse(answer.json), durationMs, logs }
    : { ...answer, durationMs, logs }

const failureText = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Runs Lambda@Edge functions outside of the main thread: one worker a container, containers are used again, a crash, a timeout or
 * `process.exit` harms only its own container (LAE-50).
 */
export const createLambdaRunner = ({ stageOrigins, onLog }: LambdaRunnerOptions): LambdaRunner => {
  const pools = new Map<LambdaFunction, Pool>()
  let isClosed = false

  const poolOf = (lambda: LambdaFunction): Pool => {
    const known = pools.get(lambda)
    if (known !== undefined) return known
    const pool = newPool()
    pools.set(lambda, pool)
    return pool
  }

  const codeOf = (pool: Pool, lambda: LambdaFunction): Promise<LoadedCode> => {
    const code = pool.code ?? loadCode(lambda)
    pool.code = code
    code.catch(() => {
      if (pool.code === code) pool.code = undefined
    })
    return code
  }

  const containerOf = async (pool: Pool, lambda: LambdaFunction): Promise<Container> => {
    const warm = warmContainer(pool)
    if (warm !== undefined) return warm
    const code = await codeOf(pool, lambda)
    if (isClosed) throw new Error('the stage is closing')
    const cold = startContainer(lambda, code, stageOrigins)
    pool.all.add(cold)
    return cold
  }

  const runIn = async (pool: Pool, { association, event }: LambdaInvocation, log: (line: string) => void) => {
    const container = await containerOf(pool, association.lambda)
    const answer = await container.invoke(JSON.stringify({ Records: [{ cf: event }] }), log)
    giveBack(pool, container)
    return answer
  }

  return {
    async invoke(invocation) {
      const { lambda } = invocation.association
      const logs: string[] = []
      const log = (line: string): void => {
        logs.push(line)
        onLog?.(lambda, line)
      }
      const pool = poolOf(lambda)
      await takeTurn(pool)
      const start = performance.now()
      try {
        return outcomeOf(await runIn(pool, invocation, log), performance.now() - start, logs)
      } catch (error) {
        return { kind: 'execution-error', message: failureText(error), durationMs: performance.now() - start, logs }
      } finally {
        endTurn(pool)
      }
    },
    async close() {
      isClosed = true
      const all = [...pools.values()]
      await Promise.all(all.flatMap(({ all: containers }) => [...containers].map(container => container.close())))
      await Promise.all(all.map(async ({ code }) => (await code?.catch(() => undefined))?.remove()))
    },
  }
}

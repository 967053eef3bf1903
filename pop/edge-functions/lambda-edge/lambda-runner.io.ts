import type { LambdaFunction } from '../../../distribution/model.ts'
import { startContainer, type Container, type ContainerRun } from './container.io.ts'
import { invocationLog, messageOf } from './invocation-log.ts'
import type { LambdaInvocation, LambdaOutcome } from './invocation.ts'
import { loadCode, type LoadedCode } from './lambda-code.io.ts'
import { logGroupOf } from './lambda-environment.ts'

export interface LambdaRunnerOptions {
  /** Host names of the stage, lower case, and where it listens (`http://127.0.0.1:port`); asked at each invocation. */
  readonly stageOrigins: () => ReadonlyMap<string, string>
  /**
   * Invocations under way at once, all functions together, waiting ones included; one more is throttled (LAE-54, LAE-83). By default none
   * is: those beyond ten of a function wait for a container.
   */
  readonly concurrencyMax?: number
  /** The log of each invocation when it is over, in Lambda's format, with its log group (LAE-76). */
  readonly onLog?: (logGroup: string, lines: readonly string[]) => void
}

export interface LambdaRunner {
  /** Never rejects: whatever the function does is an outcome. */
  invoke(invocation: LambdaInvocation): Promise<LambdaOutcome>
  /** Ends every container and removes what was put down. */
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

const outcomeOf = ({ answer, lines }: ContainerRun, durationMs: number): LambdaOutcome => {
  const logs = lines.map(messageOf)
  return answer.kind === 'result'
    ? { kind: 'result', result: JSON.parse(answer.json), durationMs, logs }
    : { ...answer, durationMs, logs }
}

const failureText = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const THROTTLED: LambdaOutcome = { kind: 'throttled', message: 'Rate Exceeded.', durationMs: 0, logs: [] }

/**
 * Runs Lambda@Edge functions outside of this process: one process a container, containers are used again; a crash, a timeout, a full memory
 * or `process.exit` harms only its own container (LAE-50).
 */
export const createLambdaRunner = ({
  stageOrigins,
  concurrencyMax = Infinity,
  onLog,
}: LambdaRunnerOptions): LambdaRunner => {
  const pools = new Map<LambdaFunction, Pool>()
  let underWay = 0
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

  const tell = (lambda: LambdaFunction, { answer, lines, report }: ContainerRun): void => {
    const failure = answer.kind === 'result' ? undefined : { message: answer.message, at: Date.now() }
    onLog?.(logGroupOf(lambda), invocationLog(lines, report, failure))
  }

  const runIn = async (pool: Pool, { association: { lambda }, event }: LambdaInvocation): Promise<ContainerRun> => {
    const container = await containerOf(pool, lambda)
    const run = await container.invoke(JSON.stringify({ Records: [{ cf: event }] }))
    giveBack(pool, container)
    tell(lambda, run)
    return run
  }

  const invokeInTurn = async (invocation: LambdaInvocation): Promise<LambdaOutcome> => {
    const pool = poolOf(invocation.association.lambda)
    await takeTurn(pool)
    const start = performance.now()
    try {
      return outcomeOf(await runIn(pool, invocation), performance.now() - start)
    } catch (error) {
      return { kind: 'execution-error', message: failureText(error), durationMs: performance.now() - start, logs: [] }
    } finally {
      endTurn(pool)
    }
  }

  return {
    async invoke(invocation) {
      if (underWay >= concurrencyMax) return THROTTLED
      underWay++
      try {
        return await invokeInTurn(invocation)
      } finally {
        underWay--
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

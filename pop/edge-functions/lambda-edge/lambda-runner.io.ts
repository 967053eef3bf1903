import type { LambdaFunction } from '../../../distribution/model.ts'
import { ContainerPool } from './container-pool.io.ts'
import type { ContainerRun, StageOrigins } from './container.io.ts'
import { invocationLog, messageOf } from './invocation-log.ts'
import type { LambdaInvocation, LambdaOutcome } from './invocation.ts'
import { logGroupOf } from './lambda-environment.ts'

export interface LambdaRunnerOptions {
  /** Host names of the stage, lower case, and where it listens (`http://127.0.0.1:port`); asked at each invocation. */
  readonly stageOrigins: StageOrigins
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
  /** Ends the containers of every other function as soon as none of their events is under way. */
  retire(kept: ReadonlySet<LambdaFunction>): void
  /** Ends every container and removes what was put down. */
  close(): Promise<void>
}

const THROTTLED: LambdaOutcome = { kind: 'throttled', message: 'Rate Exceeded.', durationMs: 0, logs: [] }

const outcomeOf = ({ answer, lines }: ContainerRun, durationMs: number): LambdaOutcome => {
  const logs = lines.map(messageOf)
  return answer.kind === 'result'
    ? { kind: 'result', result: JSON.parse(answer.json), durationMs, logs }
    : { ...answer, durationMs, logs }
}

const logOf = ({ answer, lines, report }: ContainerRun): readonly string[] => {
  const failure = answer.kind === 'result' ? undefined : { message: answer.message, at: Date.now() }
  return invocationLog(lines, report, failure)
}

const notRun = (error: unknown): LambdaOutcome => ({
  kind: 'execution-error',
  message: error instanceof Error ? error.message : String(error),
  durationMs: 0,
  logs: [],
})

/**
 * Runs Lambda@Edge functions outside of this process: one process a container, containers are used again; a crash, a timeout, a full memory
 * or `process.exit` harms only its own container (LAE-50).
 */
export const createLambdaRunner = ({
  stageOrigins,
  concurrencyMax = Infinity,
  onLog,
}: LambdaRunnerOptions): LambdaRunner => {
  const pools = new Map<LambdaFunction, ContainerPool>()
  const retired = new Set<ContainerPool>()
  let underWay = 0

  const poolOf = (lambda: LambdaFunction): ContainerPool => {
    const pool = pools.get(lambda) ?? new ContainerPool(lambda, stageOrigins)
    pools.set(lambda, pool)
    return pool
  }

  const invokeIn = async (pool: ContainerPool, { association, event }: LambdaInvocation): Promise<LambdaOutcome> => {
    const run = await pool.turn()
    const start = performance.now()
    const done = await run(JSON.stringify({ Records: [{ cf: event }] })).catch(notRun)
    if ('kind' in done) return done
    onLog?.(logGroupOf(association.lambda), logOf(done))
    return outcomeOf(done, performance.now() - start)
  }

  return {
    async invoke(invocation) {
      if (underWay >= concurrencyMax) return THROTTLED
      underWay++
      try {
        return await invokeIn(poolOf(invocation.association.lambda), invocation)
      } finally {
        underWay--
      }
    },
    retire(kept) {
      for (const [lambda, pool] of pools) {
        if (kept.has(lambda)) continue
        pools.delete(lambda)
        retired.add(pool)
        void pool.retire().then(() => retired.delete(pool))
      }
    },
    async close() {
      await Promise.all([...pools.values(), ...retired].map(pool => pool.close()))
    },
  }
}

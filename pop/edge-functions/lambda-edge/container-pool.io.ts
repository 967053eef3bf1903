import type { LambdaFunction } from '../../../distribution/model.ts'
import { Container, type ContainerRun, type StageOrigins } from './container.io.ts'
import { loadCode, type LoadedCode } from './lambda-code.io.ts'

/** Containers of one function; more events than that wait in line. */
const CONTAINERS_MAX = 10

/** The containers of one function. */
export class ContainerPool {
  readonly #lambda: LambdaFunction
  readonly #stageOrigins: StageOrigins
  readonly #idle: Container[] = []
  readonly #all = new Set<Container>()
  /** Ever waiting invocations, first come first served. */
  readonly #waiting: (() => void)[] = []
  /** Loaded once; a failure is tried again at the next invocation. */
  #code: Promise<LoadedCode> | undefined
  #busy = 0
  #isClosed = false
  #whenIdle: () => void = () => {}

  constructor(lambda: LambdaFunction, stageOrigins: StageOrigins) {
    this.#lambda = lambda
    this.#stageOrigins = stageOrigins
  }

  /** Waits for a turn. Gives a function that runs the event and ends the turn; it rejects when the code cannot be loaded. */
  async turn(): Promise<(event: string) => Promise<ContainerRun>> {
    if (this.#busy >= CONTAINERS_MAX) await new Promise<void>(resolve => this.#waiting.push(resolve))
    else this.#busy++
    return async event => {
      try {
        return await this.#run(event)
      } finally {
        this.#endTurn()
      }
    }
  }

  /** Ends the containers when no event is under way and none waits. */
  async retire(): Promise<void> {
    if (this.#busy > 0) await new Promise<void>(resolve => (this.#whenIdle = resolve))
    await this.close()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#all].map(container => container.close()))
    await (await this.#code?.catch(() => undefined))?.remove()
  }

  async #run(event: string): Promise<ContainerRun> {
    const container = this.#warm() ?? (await this.#cold())
    const run = await container.invoke(event)
    if (container.isAlive) this.#idle.push(container)
    else this.#all.delete(container)
    return run
  }

  /** Hands the turn to the next in line. */
  #endTurn(): void {
    const next = this.#waiting.shift()
    if (next !== undefined) next()
    else if (--this.#busy === 0) this.#whenIdle()
  }

  #warm(): Container | undefined {
    for (let container = this.#idle.pop(); container !== undefined; container = this.#idle.pop()) {
      if (container.isAlive) return container
      this.#all.delete(container)
    }
    return undefined
  }

  async #cold(): Promise<Container> {
    const code = await this.#load()
    if (this.#isClosed) throw new Error('the stage is closing')
    const container = new Container(this.#lambda, code, this.#stageOrigins)
    this.#all.add(container)
    return container
  }

  #load(): Promise<LoadedCode> {
    const code = this.#code ?? loadCode(this.#lambda)
    this.#code = code
    code.catch(() => {
      if (this.#code === code) this.#code = undefined
    })
    return code
  }
}

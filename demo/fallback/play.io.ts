import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadTemplateFile } from '../../distribution/load-template.io.ts'
import type { Distribution } from '../../distribution/model.ts'
import { PACKAGED_TEMPLATE } from '../../distribution/packaged-template.ts'
import { problemText } from '../../distribution/problem.ts'
import { HeaderList } from '../../http/header-list.ts'
import { createPointOfPresence } from '../../pop/create-point-of-presence.ts'
import { createRunners } from '../../pop/edge-functions/create-runners.ts'
import type { LambdaInvocation, LambdaOutcome } from '../../pop/edge-functions/lambda-edge/invocation.ts'
import { createLambdaRunner, type LambdaRunner } from '../../pop/edge-functions/lambda-edge/lambda-runner.io.ts'
import { serveRequest } from '../../pop/serve-request.ts'
import type { Switches } from '../../pop/switches.ts'
import type { ServedResponse } from '../../pop/viewer-response/deliver.ts'
import type { ViewerRequest } from '../../pop/viewer/viewer-request.ts'
import { EventQueue } from '../../replay/time/event-queue.ts'
import { createVirtualWorld } from '../../replay/time/virtual-world.ts'
import type { FallbackMode } from '../demo-stage.io.ts'
import { MINUTE_MS, OUTAGE, visits, type Visit } from './audience.ts'
import type { Failure } from './failures.ts'
import { askBucket, askServers } from './ssr-servers.ts'

/** One visit and what became of it. */
export interface Seen {
  readonly visit: Visit
  readonly served: ServedResponse
  readonly waitedMs: number
}

const BEGINS_AT = Date.UTC(2026, 5, 11, 18)
const BEGIN_OF_OUTAGE = OUTAGE.fromMinute * MINUTE_MS
const END_OF_OUTAGE = OUTAGE.untilMinute * MINUTE_MS
/** What an invocation of a warm Lambda takes in the drill. */
const LAMBDA_MS = 10
const STATIC_PAGE =
  '<!doctype html><html lang="en"><title>Footlights</title><body data-static>Loading the programme</body></html>'

/** The packaged distribution in one mode; undefined: in the mode that a deployment gets which names none. */
export const packagedDistribution = async (mode: FallbackMode | undefined): Promise<Distribution> => {
  const { distributions, problems } = await loadTemplateFile(PACKAGED_TEMPLATE, {
    parameters: mode === undefined ? {} : { FallbackMode: mode },
  })
  const [distribution] = distributions
  if (distribution !== undefined) return distribution
  throw new Error(`${PACKAGED_TEMPLATE} does not load; npm run package\n${problems.map(problemText).join('\n')}`)
}

/** The packaged Lambdas in their containers. They take real time; virtual time stands still until they have answered. */
class Lambdas {
  readonly #runner: LambdaRunner
  readonly #queue: EventQueue
  #waiting: { readonly outcome: Promise<LambdaOutcome>; readonly reply: (outcome: LambdaOutcome) => void }[] = []

  constructor(runner: LambdaRunner, queue: EventQueue) {
    this.#runner = runner
    this.#queue = queue
  }

  invoke(invocation: LambdaInvocation, reply: (outcome: LambdaOutcome) => void): void {
    this.#waiting.push({ outcome: this.#runner.invoke(invocation), reply })
  }

  /** In the order of the invocations, so that each drill is the same as the last. */
  async answer(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { outcome, reply } of waiting) {
      const answered = await outcome
      this.#queue.after(LAMBDA_MS, () => reply(answered))
    }
  }
}

const viewerRequest = ({ path, userAgent }: Visit, number: number, receivedAt: number): ViewerRequest => ({
  method: 'GET',
  uri: path,
  queryString: undefined,
  headers: HeaderList.of({ host: 'www.footlights.example', 'user-agent': userAgent }),
  body: undefined,
  protocol: 'https',
  httpVersion: '2.0',
  clientIp: '192.0.2.7',
  clientPort: 50_000,
  requestId: `visit-${number}`,
  receivedAt,
})

const playWith = async (
  distribution: Distribution,
  failure: Failure,
  runner: LambdaRunner,
  switches: Partial<Switches>,
): Promise<readonly Seen[]> => {
  const queue = new EventQueue(BEGINS_AT)
  const lambdas = new Lambdas(runner, queue)
  const seen: Seen[] = []
  const bugs: unknown[] = []
  const sinceFailure = (): number | undefined => {
    const at = queue.now - BEGINS_AT
    return at >= BEGIN_OF_OUTAGE && at < END_OF_OUTAGE ? at - BEGIN_OF_OUTAGE : undefined
  }
  const hasNoName = (): boolean => {
    const since = sinceFailure()
    return since !== undefined && failure.meets(since) === 'no-name'
  }
  const { world, drive } = createVirtualWorld({
    queue,
    attemptOrigin: (attempt, reply) =>
      attempt.origin.id === 'ssr'
        ? askServers(queue, attempt, failure, sinceFailure(), reply)
        : askBucket(queue, attempt, STATIC_PAGE.length, reply),
    resolvesName: ({ id }) => id !== 'ssr' || !hasNoName(),
    invokeLambda: (invocation, reply) => lambdas.invoke(invocation, reply),
    runnerOf: createRunners({ distributions: [distribution], keyValueStores: new Map(), remembers: true }).runnerOf,
    completes: body => body,
    onDiscarded: () => {},
    onBug: bug => bugs.push(bug),
  })
  const pop = createPointOfPresence({ distribution, world, switches })
  for (const [number, visit] of visits.entries()) {
    const at = BEGINS_AT + visit.at
    queue.at(at, () =>
      drive(serveRequest(pop, viewerRequest(visit, number, at)), {
        done: served => seen.push({ visit, served, waitedMs: queue.now - at }),
        failed: bug => bugs.push(bug),
      }),
    )
  }
  for (let next = queue.nextAt; next !== undefined; next = queue.nextAt) {
    queue.run(next)
    await lambdas.answer()
  }
  if (bugs.length > 0) throw bugs[0]
  return seen.toSorted((a, b) => a.visit.at - b.visit.at)
}

/** Serves the static page to Lambdas, which ask their distribution's own domain for it. */
const openPageServer = async (): Promise<{ readonly url: string; readonly close: () => Promise<unknown> }> => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(STATIC_PAGE)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(resolve))
    },
  }
}

/** The drill of one mode under each failure: the packaged distribution and functions, the walk of the server, virtual time. */
export const playMode = async (
  mode: FallbackMode,
  failures: readonly Failure[],
  switches: Partial<Switches>,
): Promise<ReadonlyMap<Failure, readonly Seen[]>> => {
  const distribution = await packagedDistribution(mode)
  const pages = await openPageServer()
  const runner = createLambdaRunner({ stageOrigins: () => new Map([[distribution.domainName, pages.url]]) })
  try {
    const plays = new Map<Failure, readonly Seen[]>()
    for (const failure of failures) plays.set(failure, await playWith(distribution, failure, runner, switches))
    return plays
  } finally {
    await runner.close()
    await pages.close()
  }
}

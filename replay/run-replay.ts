import type { Distribution } from '../distribution/model.ts'
import { DEFAULT_LOCATION } from '../pop/create-point-of-presence.ts'
import { createEdgeNetwork } from '../pop/edge-network.ts'
import { createRunners } from '../pop/edge-functions/create-runners.ts'
import type { MemoryStats } from '../pop/edge-functions/cloudfront-js/invocation.ts'
import { serveRequest } from '../pop/serve-request.ts'
import { DEFAULT_SWITCHES, type Switches } from '../pop/switches.ts'
import type { ServedResponse } from '../pop/viewer-response/deliver.ts'
import type { Capture } from './capture/capture.ts'
import type { StartOrder } from './capture/order-of-starts.ts'
import { viewerRequestOf } from './capture/viewer-request-of.ts'
import { bodylessStores } from './bodyless-stores.ts'
import { variantOf, type FlagNames } from './flag-variant.ts'
import { attemptOutcome } from './origin/attempt-outcome.ts'
import type { OriginModel } from './origin/origin-model.ts'
import { OriginAttempts, Outcomes } from './outcomes.ts'
import { EventQueue } from './time/event-queue.ts'
import { createVirtualWorld, type VirtualSurroundings } from './time/virtual-world.ts'
import { withoutLambdas } from './without-lambdas.ts'

export interface ReplayInput {
  readonly capture: Capture
  readonly starts: StartOrder
  readonly distribution: Distribution
  readonly originModel: OriginModel
  readonly keyValueStores: ReadonlyMap<string, () => ReadonlyMap<string, string>>
  /** Of each tier of each location. */
  readonly tierCapacityBytes: number
  readonly flagNames: FlagNames
  readonly switches?: Partial<Switches>
  /** Now and then, with the number of requests begun. */
  readonly onProgress?: (requests: number) => void
}

export interface ReplayRun {
  readonly outcomes: Outcomes
  readonly originAttempts: OriginAttempts
  readonly locationCount: number
  readonly regionCount: number
  /** Lambda@Edge associations that requests passed without meeting them. */
  readonly lambdasLeftOut: readonly string[]
  readonly compileProblems: readonly string[]
  /** By name of the function. */
  readonly functions: Readonly<Record<string, MemoryStats>>
}

const PROGRESS_EVERY = 20_000
/** A capture has more pages and user agents than a rehearsal. */
const REMEMBERED_ANSWERS_MAX = 20_000

/** Origins as the model plays them; each attempt is counted for the request it is made for. */
const modelledOrigins = (
  { capture, originModel }: ReplayInput,
  { errorResponses }: Distribution,
  queue: EventQueue,
  originAttempts: OriginAttempts,
): VirtualSurroundings['attemptOrigin'] => {
  const errorPagePaths = new Set([...errorResponses.values()].map(({ page }) => page?.path))
  return (attempt, reply) => {
    const index = Number(attempt.request.headers.get('x-amz-cf-id'))
    originAttempts.add(index, attempt.origin.id, queue.now)
    const { uri } = attempt.request
    const isErrorPage = errorPagePaths.has(uri) && uri !== capture.uri.text(index)
    const outcome = attemptOutcome(attempt, originModel.answerTo(attempt, isErrorPage ? undefined : index))
    queue.after(outcome.durationMs, () => reply(outcome))
  }
}

/** Writes down what a request got. */
const settle = (
  outcomes: Outcomes,
  { capture, flagNames }: ReplayInput,
  index: number,
  served: ServedResponse,
): void => {
  const { texts } = outcomes
  outcomes.resultType.set(index, texts.numberOf(served.resultType))
  outcomes.detailedResultType.set(index, texts.numberOf(served.detailedResultType))
  outcomes.behavior.set(index, texts.numberOf(served.pathPattern))
  outcomes.status.set(index, served.status)
  const variant = variantOf(keyIn(served), capture.cookie.text(index), flagNames)
  outcomes.variant.set(index, texts.numberOf(variant))
}

const bug = (error: unknown): never => {
  throw error
}

/**
 * Drives captured requests through the walk of the point of presence in virtual time: every one at its own moment and its own edge
 * location, functions included, with the origin model in place of the origins. Synchronous; throws only for a bug of ours.
 */
export const runReplay = (input: ReplayInput): ReplayRun => {
  const { capture, starts, keyValueStores } = input
  const { distribution, leftOut } = withoutLambdas(input.distribution)
  const queue = new EventQueue(starts.startedAtMs[starts.order[0] ?? 0] ?? 0)
  const outcomes = new Outcomes()
  const originAttempts = new OriginAttempts()
  const { runnerOf, compileProblems, memoryStats } = createRunners({
    distributions: [distribution],
    keyValueStores,
    remembers: { entriesMax: REMEMBERED_ANSWERS_MAX },
    functionThrottlingSeconds: input.switches?.functionThrottlingSeconds ?? DEFAULT_SWITCHES.functionThrottlingSeconds,
  })
  const { world, drive } = createVirtualWorld({
    queue,
    attemptOrigin: modelledOrigins(input, distribution, queue, originAttempts),
    invokeLambda: () => bug(new Error('a Lambda was to run although the replay leaves them out')),
    runnerOf,
    completes: body => body,
    onDiscarded: () => {},
    onBug: bug,
  })
  const network = createEdgeNetwork({
    distribution,
    world,
    tierCapacityBytes: input.tierCapacityBytes,
    createStore: bodylessStores(),
    ...(input.switches === undefined ? {} : { switches: input.switches }),
  })
  let begun = 0
  for (const index of starts.order) {
    const at = starts.startedAtMs[index] ?? 0
    queue.run(at)
    const viewer = viewerRequestOf(capture, index, at)
    const point = network.pointAt(capture.location.text(index) ?? DEFAULT_LOCATION)
    drive(serveRequest(point, viewer), { done: served => settle(outcomes, input, index, served), failed: bug })
    if (++begun % PROGRESS_EVERY === 0) input.onProgress?.(begun)
  }
  queue.run()
  return {
    outcomes,
    originAttempts,
    locationCount: network.locationCount,
    regionCount: network.regionCount,
    lambdasLeftOut: leftOut,
    compileProblems,
    functions: memoryStats(),
  }
}

const keyIn = ({ trace }: ServedResponse) => {
  for (const event of trace) if (event.station === 'cache-key') return event.key
  return undefined
}

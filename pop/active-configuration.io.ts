import type { Distribution, LambdaFunction } from '../distribution/model.ts'
import { DEFAULT_LOCATION } from './create-point-of-presence.ts'
import type { AnswerQuestion } from './drive.io.ts'
import type { Runners, RunnersOptions } from './edge-functions/create-runners.ts'
import { createEdgeNetwork, type EdgeNetwork, type EdgeNetworkOptions } from './edge-network.ts'
import { createLiveWorld, type Surroundings } from './live-world.io.ts'
import { arrivalsAt, firstPoints, type Networks } from './match-viewer.ts'
import type { PointOfPresence } from './point-of-presence.ts'
import type { ServerOptions } from './server.io.ts'
import type { StageConfiguration, StageOptions } from './stage.io.ts'
import { DEFAULT_SWITCHES } from './switches.ts'
import { http2Offer } from './viewer/arrival.ts'
import type { World } from './world.ts'

/** What a stage serves at one moment: all that a swap changes at once. */
export interface ActiveConfiguration {
  readonly networks: Networks
  /** Every distribution at every location. */
  readonly points: readonly PointOfPresence[]
  readonly arrive: ServerOptions['arrive']
  readonly offersHttp2: NonNullable<ServerOptions['offersHttp2']>
  readonly runners: Runners
  readonly answer: AnswerQuestion
  readonly lambdas: ReadonlySet<LambdaFunction>
}

/** What the configurations of one stage have in common. */
export interface StageSurroundings extends Pick<
  Surroundings,
  'attemptOrigin' | 'resolvesName' | 'invokeLambda' | 'onBug'
> {
  readonly options: StageOptions
  readonly httpsPort: () => number | undefined
}

/** What runners of a configuration are made of. `previous`: those of the one before it. */
export const runnersOptionsOf = (
  { switches, remembersAnswers = true }: StageOptions,
  { distributions, keyValueStores = new Map(), builtFileOf }: StageConfiguration,
  previous?: Runners,
): RunnersOptions => {
  const { keyValueStorePropagationSeconds, functionThrottlingSeconds } = { ...DEFAULT_SWITCHES, ...switches }
  return {
    distributions,
    keyValueStores,
    keyValueStorePropagationSeconds,
    functionThrottlingSeconds,
    remembers: remembersAnswers,
    ...(builtFileOf === undefined ? {} : { builtFileOf }),
    ...(previous === undefined ? {} : { previous }),
  }
}

/** Puts a configuration in the place of the one before it; the caches of a distribution whose id stays are kept. */
export const activate = (
  surroundings: StageSurroundings,
  { distributions }: StageConfiguration,
  runners: Runners,
  before?: ActiveConfiguration,
): ActiveConfiguration => {
  const { locations = { codes: [DEFAULT_LOCATION] }, random = Math.random, onQuestion } = surroundings.options
  const { world, answer } = worldOf(surroundings, runners)
  const [first, ...others] = distributions.map(one => networkOf(surroundings, one, world, before?.networks ?? []))
  if (first === undefined) throw new Error('a stage without a distribution')
  const networks: Networks = [first, ...others]
  return {
    networks,
    points: networks.flatMap(network => locations.codes.map(code => network.pointAt(code))),
    arrive: arrivalsAt(networks, locations, random),
    offersHttp2: http2Offer(firstPoints(networks, locations)),
    runners,
    answer: onQuestion === undefined ? answer : observed(answer, onQuestion),
    lambdas: lambdasOf(distributions),
  }
}

const worldOf = (surroundings: StageSurroundings, { runnerOf }: Runners): ReturnType<typeof createLiveWorld> => {
  const { options, attemptOrigin, resolvesName, invokeLambda, onBug } = surroundings
  return createLiveWorld({
    attemptOrigin,
    resolvesName,
    invokeLambda,
    runnerOf,
    onBug,
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.tierCapacityBytes === undefined ? {} : { recordingCapacityBytes: options.tierCapacityBytes }),
  })
}

const networkOf = (
  { options, httpsPort }: StageSurroundings,
  distribution: Distribution,
  world: World,
  before: readonly EdgeNetwork[],
): EdgeNetwork => {
  const previous = before.find(network => network.distribution.id === distribution.id)
  const { tierCapacityBytes, switches, givenKeys, nearestAmong } = options
  const given: EdgeNetworkOptions = {
    distribution,
    world,
    httpsPort,
    ...(previous === undefined ? {} : { previous }),
    ...(tierCapacityBytes === undefined ? {} : { tierCapacityBytes }),
    ...(switches === undefined ? {} : { switches }),
    ...(givenKeys === undefined ? {} : { givenKeys }),
    ...(nearestAmong === undefined ? {} : { nearestAmong }),
  }
  return createEdgeNetwork(given)
}

const observed =
  (answer: AnswerQuestion, onQuestion: NonNullable<StageOptions['onQuestion']>): AnswerQuestion =>
  question => {
    const answered = answer(question)
    onQuestion(question, answered)
    return answered
  }

const lambdasOf = (distributions: readonly Distribution[]): ReadonlySet<LambdaFunction> =>
  new Set(
    distributions.flatMap(({ behaviors }) =>
      behaviors.flatMap(behavior => Object.values(behavior.lambdas).map(({ lambda }) => lambda)),
    ),
  )

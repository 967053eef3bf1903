import { resolve } from 'node:path'
import { loadTemplateFiles } from '../distribution/load-template.io.ts'
import { explain, type Explanation } from '../explain/explanation.ts'
import type { Distribution } from '../distribution/model.ts'
import { problemText, stops, type Problem } from '../distribution/problem.ts'
import { DEFAULT_LOCATION } from '../pop/create-point-of-presence.ts'
import type { KeyValueSource } from '../pop/edge-functions/key-value-store.ts'
import { chosenPoint } from '../pop/invalidation/chosen-point.ts'
import { invalidate } from '../pop/invalidation/invalidate.ts'
import { readInvalidationItems } from '../pop/invalidation/invalidation-items.ts'
import type { PointOfPresence } from '../pop/point-of-presence.ts'
import { BufferedBody, readAll } from '../pop/bytes.io.ts'
import type { OriginAttempt, OriginAttemptOutcome } from '../pop/origin/origin-attempt.ts'
import type { DetailedResultType, ResultType } from '../pop/result-type.ts'
import { createStage, type OriginStandIn } from '../pop/stage.io.ts'
import type { Switches } from '../pop/switches.ts'
import type { TraceEvent } from '../pop/trace/trace-event.ts'
import type { ServedResponse } from '../pop/viewer-response/deliver.ts'
import type { Question, World } from '../pop/world.ts'
import { nextRequestId } from '../pop/viewer/request-id.io.ts'
import { Counted, type RehearsalCounters } from './counted.ts'
import { Pacer } from './pacer.io.ts'
import { playInTime } from './attempt-in-time.ts'
import { systemClock, VirtualClock, type Clock } from './clock.ts'
import { actOf, headersOf, originRequestOf, type OriginHandler } from './origin-handler.ts'
import { viewerRequestOf, type RequestOptions } from './viewer-request-of.ts'

/** What is rehearsed, before which origins, and in which time. */
export interface PointOfPresenceOptions {
  /** Files or folders that describe the distributions, as `understudy dev --template` takes them. */
  readonly template: string | readonly string[]
  /** By name: values of the template's parameters, over their defaults. */
  readonly parameters?: Readonly<Record<string, string>>
  /** By name: what stacks that are not among the templates export. */
  readonly imports?: Readonly<Record<string, string>>
  /**
   * By origin id: a function that plays it, a URL where it runs, or a folder for a bucket. An origin without one is asked at its own
   * domain.
   */
  readonly origins?: Readonly<Record<string, OriginHandler | URL | string>>
  /** Default real time. */
  readonly clock?: Clock
  /** By name of the store: what functions find in it. */
  readonly keyValueStores?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Edge locations, each with a cache of its own; the first serves who names none. Default `CDG50-P1`. */
  readonly locations?: readonly [string, ...string[]]
  /** From 0 to below 1: which viewers get a staging distribution (CD-02). Default `Math.random`. */
  readonly random?: () => number
  /** Other readings of AWS's documents than the default ones (docs/fidelity.md). */
  readonly switches?: Partial<Switches>
  /** Log lines of functions and Lambdas. */
  readonly onMessage?: (text: string) => void
}

/** What the viewer gets, and why. */
export interface RehearsedResponse {
  readonly status: number
  /** Those of the edge included: `x-cache`, `via`, `age`. */
  readonly headers: Headers
  /** As sent: compressed where the headers say so. */
  readonly bytes: Uint8Array
  /** The bytes as UTF-8 text. */
  text(): string
  /** `x-edge-result-type`. */
  readonly resultType: ResultType
  /** `x-edge-detailed-result-type`. */
  readonly detailedResultType: DetailedResultType
  /** `x-amz-cf-id`. */
  readonly requestId: string
  /** Which of the distributions served it. */
  readonly distribution: Distribution
  /** Milliseconds from the request to the decision what to send. */
  readonly tookMs: number
  /** Station by station, with reasons. */
  readonly trace: readonly TraceEvent[]
  /** The way in words, and why this result, this TTL, this status. */
  explain(): Explanation
}

/** A point of presence that a program asks in place of viewers. Its caches live as long as it does. */
export interface RehearsedPointOfPresence {
  /** Of all distributions of the template, in its order. */
  readonly distributions: readonly Distribution[]
  /** What loads and deserves a look, or has no effect here. */
  readonly problems: readonly Problem[]
  /** As they stand now. */
  readonly counters: RehearsalCounters
  /**
   * One request, without a socket. In: a URL, or a path at the first distribution's own domain. With a virtual clock the answer comes as
   * soon as every request under way waits for the time to pass; it then passes. Rejects for an answer of more than 64 MiB.
   */
  request(url: string, options?: RequestOptions): Promise<RehearsedResponse>
  /**
   * Invalidates paths, with `*` at the end as a wildcard, and `#tags`, in every tier. In: with several distributions, the one meant by id,
   * logical id or domain name. Throws a `TypeError` for what CloudFront would refuse.
   */
  invalidate(items: readonly string[], distribution?: string): void
  /** Empties every cache. */
  clearCache(): void
  /** Ends the containers of Lambdas. */
  close(): Promise<void>
}

/** A template that cannot be served; `problems` name place, cause and remedy. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(problemText).join('\n'))
    this.problems = problems
  }
}

/** Of an answer that is held in memory as a whole; CloudFront's own bound is 50 GB (QUO-05). */
const BODY_MAX_BYTES = 64 * 1024 * 1024

/** So that a full cache costs milliseconds. */
const NEAREST_AMONG = 200_000

const bodyOf = (bytes: Uint8Array): BufferedBody => new BufferedBody(Buffer.from(bytes))

const played = (handler: OriginHandler, clock: Clock, pacer: Pacer | undefined): OriginStandIn => {
  let count = 0
  return {
    kind: 'played',
    play: async (attempt: OriginAttempt): Promise<OriginAttemptOutcome> => {
      const asked = Promise.resolve(handler(originRequestOf(attempt, clock.now(), ++count)))
      const reply = await (pacer === undefined ? asked : pacer.work(asked))
      return new Promise(answer => playInTime(clock, attempt, actOf(reply, bodyOf), answer))
    },
  }
}

const standInOf = (origin: OriginHandler | URL | string, clock: Clock, pacer: Pacer | undefined): OriginStandIn => {
  if (typeof origin === 'function') return played(origin, clock, pacer)
  if (origin instanceof URL) return { kind: 'url', url: origin }
  return /^https?:\/\//.test(origin)
    ? { kind: 'url', url: new URL(origin) }
    : { kind: 'folder', folder: resolve(origin) }
}

const load = async (
  templates: readonly string[],
  { parameters = {}, imports = {} }: PointOfPresenceOptions,
): Promise<{ distributions: readonly [Distribution, ...Distribution[]]; problems: readonly Problem[] }> => {
  const loaded = await loadTemplateFiles(templates, { parameters, imports })
  const { distributions } = loaded
  // Nobody reads a warning here: who means the other stacks of a folder alone names them.
  const problems = [...loaded.leftOut.flatMap(stack => stack.problems), ...loaded.problems]
  if (stops(problems))
    throw new TemplateError(problems.filter(({ severity }) => severity === 'error' || severity === 'refused'))
  const [first, ...others] = distributions
  if (first === undefined)
    throw new TemplateError([
      { severity: 'error', message: 'no distribution in it', place: { file: templates.join(', ') } },
    ])
  return { distributions: [first, ...others], problems }
}

/** An id that no distribution of the template has is a slip of the pen. */
const refuseUnknownOrigins = (origins: object, distributions: readonly Distribution[], file: string): void => {
  const known = new Set(distributions.flatMap(distribution => [...distribution.origins.keys()]))
  const unknown = Object.keys(origins).filter(id => !known.has(id))
  if (unknown.length === 0) return
  throw new TemplateError(
    unknown.map(id => ({
      severity: 'error',
      message: `no distribution has an origin ${id}`,
      place: { file },
      remedy: `its origins are ${[...known].join(', ')}`,
    })),
  )
}

/** Throws a `TypeError` that names every item CloudFront would refuse. */
const invalidateItems = (
  points: readonly PointOfPresence[],
  given: readonly string[],
  distribution: string | undefined,
): void => {
  const point = chosenPoint(points, distribution)
  if ('why' in point) throw new TypeError(point.why)
  const reading = readInvalidationItems(given)
  if (reading.kind === 'problems')
    throw new TypeError(reading.problems.map(({ item, why, rule }) => `${item}: ${why} [${rule}]`).join('\n'))
  invalidate(point, reading.items)
}

const NO_BYTES = Buffer.alloc(0)

/** What is sent of a body. Half an answer would be taken for a whole one, so one that is too large is refused. */
const sentBytes = async ({ body, range }: ServedResponse): Promise<Buffer> => {
  const read = await readAll(body, BODY_MAX_BYTES)
  if (read.kind === 'source-failed') throw new Error('the origin broke off in the middle of the body')
  if (read.kind === 'over-limit')
    throw new RangeError(`the object has more than ${BODY_MAX_BYTES} bytes: rehearse it over sockets, understudy dev`)
  return range === undefined ? read.bytes : read.bytes.subarray(range.start, range.end + 1)
}

interface Asked {
  readonly method: string
  readonly url: string
  readonly requestId: string
  readonly tookMs: number
  readonly distribution: Distribution
}

const rehearsed = async (world: World, served: ServedResponse, asked: Asked): Promise<RehearsedResponse> => {
  const isHead = asked.method === 'HEAD'
  if (isHead) world.discard(served.body)
  const bytes = isHead ? NO_BYTES : await sentBytes(served)
  const { status, headers, resultType, detailedResultType, trace } = served
  return {
    status,
    headers: headersOf(headers),
    bytes,
    text: () => bytes.toString('utf8'),
    resultType,
    detailedResultType,
    requestId: asked.requestId,
    distribution: asked.distribution,
    tookMs: asked.tookMs,
    trace,
    explain: () => explain({ ...asked, status, resultType, trace, bodyBytes: bytes.length }),
  }
}

const storesOf = (given: NonNullable<PointOfPresenceOptions['keyValueStores']>): Map<string, KeyValueSource> =>
  new Map(
    Object.entries(given).map(([name, pairs]) => {
      const store: ReadonlyMap<string, string> = new Map(Object.entries(pairs))
      return [name, () => store] as const
    }),
  )

/** Whether a question is answered by work; the others end with virtual time, or with another request. */
const isWork = (question: Question, standIns: ReadonlyMap<string, OriginStandIn>): boolean =>
  question.ask !== 'landing' &&
  (question.ask !== 'origin-attempt' || standIns.get(question.attempt.origin.id)?.kind !== 'played')

/**
 * A point of presence for programs: the distributions of a template, with functions, caches and Lambdas, asked without sockets.
 *
 * @throws TemplateError when the template cannot be served, or has no origin of a given id
 */
export const createPointOfPresence = async (options: PointOfPresenceOptions): Promise<RehearsedPointOfPresence> => {
  const { origins = {}, clock = systemClock, keyValueStores = {}, locations = [DEFAULT_LOCATION] } = options
  const templates = typeof options.template === 'string' ? [options.template] : options.template
  const { distributions, problems } = await load(templates, options)
  refuseUnknownOrigins(origins, distributions, templates.join(', '))
  const pacer = clock instanceof VirtualClock ? new Pacer(clock) : undefined
  const standIns = new Map(
    Object.entries(origins).map(([id, origin]) => [id, standInOf(origin, clock, pacer)] as const),
  )
  const stage = createStage({
    distributions,
    origins: standIns,
    now: () => clock.now(),
    nearestAmong: NEAREST_AMONG,
    keyValueStores: storesOf(keyValueStores),
    ...(pacer === undefined
      ? {}
      : {
          onQuestion: (question, answered) => {
            if (isWork(question, standIns)) void pacer.work(answered).catch(() => {})
          },
        }),
    locations: { codes: locations },
    ...(options.random === undefined ? {} : { random: options.random }),
    ...(options.switches === undefined ? {} : { switches: options.switches }),
    ...(options.onMessage === undefined ? {} : { onMessage: options.onMessage }),
  })
  const counted = new Counted()
  const [{ domainName }] = distributions
  return {
    distributions,
    problems,
    get counters() {
      return counted.with(stage.counters.originAttempts)
    },
    async request(url, request = {}) {
      const requestId = nextRequestId()
      const now = clock.now()
      const viewer = viewerRequestOf(url, request, { domainName, locations, requestId, now, bodyOf })
      const answered = stage.serve(viewer)
      const { pop, served } = await (pacer === undefined ? answered : pacer.request(answered))
      const tookMs = clock.now() - now
      counted.add(served)
      return rehearsed(pop.world, served, {
        method: viewer.method,
        url,
        requestId,
        tookMs,
        distribution: pop.distribution,
      })
    },
    invalidate: (items, distribution) => invalidateItems(stage.points, items, distribution),
    clearCache: () => stage.clearCache(),
    close: () => stage.close(),
  }
}

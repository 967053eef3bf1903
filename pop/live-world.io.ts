import type { CloudFrontFunction, Origin } from '../distribution/model.ts'
import { OriginTunnel } from './http/tunnel.io.ts'
import { BufferedBody, StreamedBody, compressBody, readAll, startOf } from './bytes.io.ts'
import type { Body } from './body.ts'
import { MultipartBody } from './multipart-body.ts'
import { drive, type AnswerQuestion } from './drive.io.ts'
import type { FunctionRunner } from './edge-functions/cloudfront-js/invocation.ts'
import type { LambdaInvocation, LambdaOutcome } from './edge-functions/lambda-edge/invocation.ts'
import type { OriginAttempt, OriginAttemptOutcome } from './origin/origin-attempt.ts'
import { RecordingBudget } from './recording-budget.ts'
import { DEFAULT_TIER_CAPACITY_BYTES } from './edge-network.ts'
import type { Question, Walk, World } from './world.ts'

/** The parts of the world outside this process's own decisions. */
export interface Surroundings {
  readonly attemptOrigin: (attempt: OriginAttempt) => Promise<OriginAttemptOutcome>
  /** False when the origin's domain name does not resolve (LAE-12). */
  readonly resolvesName: (origin: Origin) => Promise<boolean>
  readonly invokeLambda: (invocation: LambdaInvocation) => Promise<LambdaOutcome>
  readonly runnerOf: (fn: CloudFrontFunction) => FunctionRunner
  /** A bug of ours that no request is there to report. */
  readonly onBug: (error: unknown) => void
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** How much of all bodies under way is held for the caches; what finds no room is not stored. Default 256 MiB, as a tier. */
  readonly recordingCapacityBytes?: number
}

const MIB = 1024 * 1024

/**
 * The largest body kept in a cache here; CloudFront's own bound is 50 GB (TTL-29). A recording is joined when it is complete, which takes
 * memory twice and holds every request for some 0.4 ms a MiB: a large one needs a cache that was made large.
 */
const recordLimitBytes = (capacityBytes: number): number => Math.min(Math.max(64 * MIB, capacityBytes / 4), 1024 * MIB)

/** COMP-04: nothing larger is ever compressed. */
const COMPRESS_MAX_BYTES = 10_000_000

const whenComplete = (
  budget: RecordingBudget,
  limitBytes: number,
  body: Body,
  then: (complete: Body | undefined) => void,
): void => {
  if (!(body instanceof StreamedBody)) {
    then(body)
    return
  }
  // A short body may have arrived whole before anybody could ask to record it.
  const arrived = body.allBytes
  if (arrived !== undefined) {
    then(new BufferedBody(arrived))
    return
  }
  if (!body.record(limitBytes, budget)) {
    then(undefined)
    return
  }
  void body.complete.then(end => then(end.kind === 'complete' ? new BufferedBody(end.bytes) : undefined))
}

const compress = async (budget: RecordingBudget, body: Body, coding: 'gzip' | 'br'): Promise<Body | undefined> => {
  if (body instanceof StreamedBody) body.record(COMPRESS_MAX_BYTES, budget)
  const read = await readAll(body, COMPRESS_MAX_BYTES)
  return read.kind === 'whole' ? compressBody(new BufferedBody(read.bytes), coding) : undefined
}

const discard = (body: Body): void => {
  if (body instanceof MultipartBody) return discard(body.whole)
  if (body instanceof OriginTunnel) body.close()
  if (!(body instanceof StreamedBody)) return
  if (body.isRecording) body.letGo()
  else body.cancel()
}

/** The world as it is: real time, real origins, real functions. */
export const createLiveWorld = (
  surroundings: Surroundings,
): { readonly world: World; readonly answer: AnswerQuestion } => {
  const capacityBytes = surroundings.recordingCapacityBytes ?? DEFAULT_TIER_CAPACITY_BYTES
  const budget = new RecordingBudget(capacityBytes)
  const limitBytes = recordLimitBytes(capacityBytes)
  const answer = (question: Question): Promise<unknown> => {
    switch (question.ask) {
      case 'origin-attempt':
        return surroundings.attemptOrigin(question.attempt)
      case 'lambda':
        return surroundings.invokeLambda(question.invocation)
      case 'landing':
        return new Promise(resolve => question.flight.onLanded(resolve))
      case 'compress':
        return compress(budget, question.body, question.coding)
      case 'name-resolves':
        return surroundings.resolvesName(question.origin)
      case 'body-start':
        return startOf(question.body, question.limitBytes)
    }
  }
  const spawn = (walk: Walk<void>): void => drive(walk, answer, () => {}, surroundings.onBug)
  const world: World = {
    now: surroundings.now ?? Date.now,
    runnerOf: surroundings.runnerOf,
    makeBody: (data, encoding) => new BufferedBody(Buffer.from(data, encoding === 'base64' ? 'base64' : 'utf8')),
    whenComplete: (body, then) => whenComplete(budget, limitBytes, body, then),
    discard,
    spawn,
  }
  return { world, answer }
}

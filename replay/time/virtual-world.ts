import type { CloudFrontFunction, Origin } from '../../distribution/model.ts'
import type { Body, BodyStart } from '../../pop/body.ts'
import type { FunctionRunner } from '../../pop/edge-functions/cloudfront-js/invocation.ts'
import type { LambdaInvocation, LambdaOutcome } from '../../pop/edge-functions/lambda-edge/invocation.ts'
import type { OriginAttempt, OriginAttemptOutcome } from '../../pop/origin/origin-attempt.ts'
import type { Question, Walk, World } from '../../pop/world.ts'
import { driveWalk, type AnswerLater, type WalkEnds } from './drive-walk.ts'
import type { EventQueue } from './event-queue.ts'

/** The parts of a virtual world that a script decides. Replies come from the queue. */
export interface VirtualSurroundings {
  readonly queue: EventQueue
  readonly attemptOrigin: (attempt: OriginAttempt, reply: (outcome: OriginAttemptOutcome) => void) => void
  /** Every name does by default. */
  readonly resolvesName?: (origin: Origin) => boolean
  readonly invokeLambda: (invocation: LambdaInvocation, reply: (outcome: LambdaOutcome) => void) => void
  readonly runnerOf: (fn: CloudFrontFunction) => FunctionRunner
  /** Out: the body to keep, or undefined when it breaks off (TTL-30). */
  readonly completes: (body: Body) => Body | undefined
  readonly onDiscarded: (body: Body) => void
  /** A bug of ours that no request is there to report. */
  readonly onBug: (bug: unknown) => void
}

/** COMP-14: what a text of the web shrinks to; an estimate, for lengths only. */
const COMPRESSED_SHARE = { gzip: 0.3, br: 0.25 }

const compressed = ({ byteLength }: Body, coding: 'gzip' | 'br'): Body | undefined =>
  byteLength === undefined ? undefined : { byteLength: Math.ceil(byteLength * COMPRESSED_SHARE[coding]) }

/** Bodies are lengths here; their bytes are zeros. One of unstated length is taken to be longer than the limit. */
const startOfZeros = ({ byteLength = Infinity }: Body, limitBytes: number): BodyStart => ({
  base64: Buffer.alloc(Math.min(byteLength, limitBytes)).toString('base64'),
  isWhole: byteLength <= limitBytes,
})

const writtenBytes = (data: string, encoding: 'text' | 'base64'): number =>
  Buffer.byteLength(data, encoding === 'base64' ? 'base64' : 'utf8')

/** A world whose clock is a queue of events and whose bodies are lengths. The walks are the same as in the live world. */
export const createVirtualWorld = (
  surroundings: VirtualSurroundings,
): { readonly world: World; readonly drive: <T>(walk: Walk<T>, ends: WalkEnds<T>) => void } => {
  const { queue, attemptOrigin, invokeLambda, runnerOf, completes, onDiscarded, onBug } = surroundings
  const resolvesName = surroundings.resolvesName ?? (() => true)
  const answer: AnswerLater = (question: Question, then) => {
    switch (question.ask) {
      case 'origin-attempt':
        return attemptOrigin(question.attempt, then)
      case 'lambda':
        return invokeLambda(question.invocation, then)
      case 'landing':
        return question.flight.onLanded(then)
      case 'compress':
        return then(compressed(question.body, question.coding))
      case 'name-resolves':
        return then(resolvesName(question.origin))
      case 'body-start':
        return then(startOfZeros(question.body, question.limitBytes))
    }
  }
  const drive = <T>(walk: Walk<T>, ends: WalkEnds<T>): void => driveWalk(walk, answer, ends)
  const world: World = {
    now: () => queue.now,
    runnerOf,
    makeBody: (data, encoding) => ({ byteLength: writtenBytes(data, encoding) }),
    whenComplete: (body, then) => then(completes(body)),
    discard: onDiscarded,
    spawn: walk => drive(walk, { done: () => {}, failed: onBug }),
  }
  return { world, drive }
}

import type { CloudFrontFunction, Origin } from '../distribution/model.ts'
import type { Body, BodyStart } from './body.ts'
import type { Flight, Landing } from './cache/flight.ts'
import type { FunctionRunner } from './edge-functions/cloudfront-js/invocation.ts'
import type { LambdaInvocation, LambdaOutcome } from './edge-functions/lambda-edge/invocation.ts'
import type { OriginAttempt, OriginAttemptOutcome } from './origin/origin-attempt.ts'

/** What the walk cannot know by itself and must wait for. The server answers with promises, the replay from its event queue. */
export type Question =
  | { readonly ask: 'origin-attempt'; readonly attempt: OriginAttempt }
  | { readonly ask: 'lambda'; readonly invocation: LambdaInvocation }
  | { readonly ask: 'landing'; readonly flight: Flight }
  | { readonly ask: 'compress'; readonly body: Body; readonly coding: 'gzip' | 'br' }
  | { readonly ask: 'name-resolves'; readonly origin: Origin }
  | { readonly ask: 'body-start'; readonly body: Body; readonly limitBytes: number }

/** A walk is a list of decisions that stops at each question. A cache hit asks none and so never waits. */
export type Walk<T> = Generator<Question, T, unknown>

/** The surroundings of a walk that answer at once. */
export interface World {
  /** Milliseconds since the epoch. */
  now(): number
  runnerOf(fn: CloudFrontFunction): FunctionRunner
  /** A body from what a function or CloudFront itself wrote. */
  makeBody(data: string, encoding: 'text' | 'base64'): Body
  /** Calls back once: with the body to keep, or undefined when it was cut or was too large to record (TTL-30). May call back at once. */
  whenComplete(body: Body, then: (complete: Body | undefined) => void): void
  /** The body will not be used: let go of the origin. */
  discard(body: Body): void
  /** Runs a walk nobody waits for (STALE-01, COLL-10). */
  spawn(walk: Walk<void>): void
}

// The answers are typed by the question; these casts are the only place where that is taken on trust.

export function* askOrigin(attempt: OriginAttempt): Walk<OriginAttemptOutcome> {
  return (yield { ask: 'origin-attempt', attempt }) as OriginAttemptOutcome
}

export function* askLambda(invocation: LambdaInvocation): Walk<LambdaOutcome> {
  return (yield { ask: 'lambda', invocation }) as LambdaOutcome
}

export function* askLanding(flight: Flight): Walk<Landing> {
  return (yield { ask: 'landing', flight }) as Landing
}

/** Undefined: the body broke off or could not be read; it goes on as it is. */
export function* askCompressed(body: Body, coding: 'gzip' | 'br'): Walk<Body | undefined> {
  return (yield { ask: 'compress', body, coding }) as Body | undefined
}

/** The first bytes of a request body, which still goes on whole afterwards (LAE-40). Waits until they are here. */
export function* askBodyStart(body: Body, limitBytes: number): Walk<BodyStart> {
  return (yield { ask: 'body-start', body, limitBytes }) as BodyStart
}

/** False: the origin's domain name does not resolve (LAE-12). */
export function* askNameResolves(origin: Origin): Walk<boolean> {
  return (yield { ask: 'name-resolves', origin }) as boolean
}

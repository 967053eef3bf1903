import type { LambdaAssociations, LambdaEventType } from '../../distribution/model.ts'
import type {
  LambdaEdgeEvent,
  LambdaHeaders,
  LambdaOutcome,
  LambdaRequest,
  LambdaResponse,
} from '../../pop/edge-functions/lambda-edge/invocation.ts'
import type { LambdaScript } from './virtual-stage.ts'

type HowItFails = Exclude<LambdaOutcome['kind'], 'result'>

/** A response of an event, with the headers it always has. */
export type SeenResponse = LambdaResponse & { headers: LambdaHeaders }

/**
 * What a Lambda does at each trigger, with a copy of the event it may change; or how it fails. A trigger that is not named returns what it
 * was given.
 */
export interface LambdaSteps {
  readonly 'viewer-request'?: HowItFails | ((request: LambdaRequest, event: LambdaEdgeEvent) => unknown)
  readonly 'origin-request'?: HowItFails | ((request: LambdaRequest, event: LambdaEdgeEvent) => unknown)
  readonly 'origin-response'?: HowItFails | ((response: SeenResponse, event: LambdaEdgeEvent) => unknown)
  readonly 'viewer-response'?: HowItFails | ((response: SeenResponse, event: LambdaEdgeEvent) => unknown)
}

export interface ScriptedLambda {
  readonly lambda: LambdaScript
  /** As they were given to the function. */
  readonly events: LambdaEdgeEvent[]
  readonly eventsAt: (eventType: LambdaEventType) => LambdaEdgeEvent[]
  /** The one event of that trigger; anything else is a mistake of the test or a bug. */
  readonly eventAt: (eventType: LambdaEventType) => LambdaEdgeEvent
}

const RUN = { durationMs: 1, logs: [] }

const resultOf = (steps: LambdaSteps, event: LambdaEdgeEvent): unknown => {
  const { config, request, response } = event
  if (response === undefined) {
    const step = config.eventType === 'viewer-request' ? steps['viewer-request'] : steps['origin-request']
    return typeof step === 'function' ? step(request, event) : request
  }
  const step = config.eventType === 'viewer-response' ? steps['viewer-response'] : steps['origin-response']
  return typeof step === 'function' ? step({ headers: {}, ...response }, event) : response
}

/** A Lambda for all triggers that remembers what it saw. */
export const scriptedLambda = (steps: LambdaSteps = {}): ScriptedLambda => {
  const events: LambdaEdgeEvent[] = []
  const eventsAt = (eventType: LambdaEventType): LambdaEdgeEvent[] =>
    events.filter(({ config }) => config.eventType === eventType)
  return {
    events,
    eventsAt,
    eventAt: eventType => {
      const [event, ...others] = eventsAt(eventType)
      if (event === undefined || others.length > 0) throw new Error(`${eventType} has not run once`)
      return event
    },
    lambda: ({ event }) => {
      events.push(structuredClone(event))
      const step = steps[event.config.eventType]
      if (typeof step === 'string') return { kind: step, message: 'scripted', ...RUN }
      return { kind: 'result', result: resultOf(steps, structuredClone(event)), ...RUN }
    },
  }
}

/** Associations of a behaviour; what the functions do stands in a `ScriptedLambda`. */
export const lambdasAt = (...eventTypes: readonly LambdaEventType[]): LambdaAssociations =>
  Object.fromEntries(
    eventTypes.map(eventType => [
      eventType,
      {
        includeBody: false,
        lambda: {
          logicalId: 'Lambda',
          name: eventType,
          runtime: 'nodejs22.x',
          handler: 'index.handler',
          timeoutSeconds: 5,
          memoryMegabytes: 128,
          code: { kind: 'inline', source: '' },
        },
      },
    ]),
  )

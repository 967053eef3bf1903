import type { TraceEvent } from '../pop/trace/trace-event.ts'
import { eventsOf, type Explained } from './explanation.ts'

const lastOf = <T>(items: readonly T[]): T | undefined => items.at(-1)

/** Where the status first came from. */
const sourceText = ({ trace, status, resultType }: Explained): string => {
  const [refused] = eventsOf(trace, 'refused')
  if (refused !== undefined) return `CloudFront refuses with ${refused.status}: ${refused.why}`
  const failed = [...eventsOf(trace, 'function'), ...eventsOf(trace, 'lambda')].find(({ outcome }) =>
    /error|throttled/.test(outcome),
  )
  if (failed !== undefined) return `${failed.name} at ${failed.event} failed: ${failed.message ?? failed.outcome}`
  if (resultType === 'Redirect') return 'the viewer protocol policy sends plain HTTP to HTTPS (ORD-20)'
  if (resultType === 'FunctionGeneratedResponse') return `the function at viewer-request made the response ${status}`
  if (resultType === 'LambdaGeneratedResponse') return `the Lambda at viewer-request made the response ${status}`
  return originText(trace, eventsOf(trace, 'conditional').length > 0 ? 200 : status)
}

const originText = (trace: readonly TraceEvent[], copied: number): string => {
  const attempt = lastOf(eventsOf(trace, 'origin-attempt'))
  if (attempt === undefined) return `the copy in the cache is a ${copied}`
  const { originId, status, failure } = attempt
  const answer =
    status === undefined
      ? `gave no answer (${failure ?? 'unknown'})`
      : status === 304 && attempt.conditional
        ? 'confirmed the copy with 304'
        : `answered ${status}`
  const failover = lastOf(eventsOf(trace, 'failover'))
  const after = failover === undefined ? '' : ` after ${failover.from} had failed (${failover.why})`
  return `the origin ${originId} ${answer}${after}`
}

const isRun = ({ outcome }: Extract<TraceEvent, { station: 'lambda' }>): boolean => outcome === 'result'

/** What changed the status on its way back, in order. */
const changes = ({ trace, status }: Explained): string[] => {
  const attempt = lastOf(eventsOf(trace, 'origin-attempt'))
  const lambda = eventsOf(trace, 'lambda').find(event => event.event === 'origin-response' && isRun(event))
  const stale = lastOf(eventsOf(trace, 'stale-served'))
  const page = lastOf(eventsOf(trace, 'custom-error-response'))
  const none = lastOf(eventsOf(trace, 'no-custom-error-response'))
  const condition = lastOf(eventsOf(trace, 'conditional'))
  return [
    lambda === undefined || page !== undefined || attempt?.status === status
      ? undefined
      : `${lambda.name} made it ${status} at origin-response`,
    stale?.insteadOfStatus === undefined ? undefined : `an expired copy answers instead of ${stale.insteadOfStatus}`,
    page === undefined
      ? undefined
      : `the custom error response for ${page.errorCode} sends ${page.pagePath} as ${page.responseCode}`,
    none === undefined ? undefined : `no custom error response applies: ${none.why}`,
    condition === undefined ? undefined : `${condition.why} of the viewer makes it ${condition.status}`,
  ].filter(text => text !== undefined)
}

/** Why this status: origin, failover, function, stale copy, error page, condition. */
export const whyStatus = (explained: Explained): string => [sourceText(explained), ...changes(explained)].join('; ')

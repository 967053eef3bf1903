export {
  createPointOfPresence,
  TemplateError,
  type PointOfPresenceOptions,
  type RehearsedPointOfPresence,
  type RehearsedResponse,
} from './point-of-presence.io.ts'
export type { Lookups, RehearsalCounters } from './counted.ts'
export { systemClock, VirtualClock, type Clock } from './clock.ts'
export type { HeaderFields, OriginHandler, OriginReply, OriginRequest } from './origin-handler.ts'
export type { RequestOptions } from './viewer-request-of.ts'
export type { Explanation } from '../explain/explanation.ts'
export { explanationText } from '../explain/explanation-text.ts'
export type { Distribution } from '../distribution/model.ts'
export type { Problem } from '../distribution/problem.ts'
export type { DetailedResultType, ResultType } from '../pop/result-type.ts'
export { DEFAULT_SWITCHES, type Switches } from '../pop/switches.ts'
export type { Geography } from '../pop/viewer/geography.ts'
export type { TraceEvent } from '../pop/trace/trace-event.ts'

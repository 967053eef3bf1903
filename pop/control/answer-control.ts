import type { PointOfPresence } from '../point-of-presence.ts'
import { invalidate } from '../invalidation/invalidate.ts'
import { readInvalidationItems } from '../invalidation/invalidation-items.ts'
import { failure, type ControlAnswer } from './control-answer.ts'
import { chosenPoint } from '../invalidation/chosen-point.ts'
import { explainRequest, listRequests, type RequestsTold } from './requests-told.ts'

/** A request to the stage itself, not to a distribution on it. */
export interface ControlRequest {
  readonly method: string
  /** Path alone. */
  readonly path: string
  readonly query: URLSearchParams
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly contentType: string | undefined
  readonly body: string
}

/** What CloudFront calls an invalidation. */
export interface InvalidationRecord {
  readonly id: string
  readonly distributionId: string
  /** INV-25: on the stage it is carried out at once. */
  readonly status: 'Completed'
  /** ISO 8601 */
  readonly createTime: string
  readonly items: readonly string[]
}

/** What requests are answered from. */
export interface ControlledStage extends RequestsTold {
  /** Those that are loaded at the moment. */
  readonly points: () => readonly PointOfPresence[]
  /** By id, the latest last; the oldest are forgotten. */
  readonly invalidations: Map<string, InvalidationRecord>
  readonly newId: () => string
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const RECORDS_MAX = 100

const LOOPBACK = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])(:\d+)?$/

/** No page in a browser may command the stage: not under a name that leads here, not from another origin, not with a form. */
const objection = ({ method, host, origin, contentType }: ControlRequest): ControlAnswer | undefined => {
  if (host === undefined || !LOOPBACK.test(host)) return failure(403, `the host ${host ?? ''} is not this machine`)
  if (origin !== undefined && origin !== `http://${host}`) return failure(403, `requests of ${origin} are not answered`)
  const isJson = contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json'
  return method === 'POST' && !isJson ? failure(415, 'the content type must be application/json') : undefined
}

interface Wanted {
  readonly items: readonly string[]
  readonly distribution: string | undefined
}

const wantedBy = (body: string): Wanted | undefined => {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('items' in value) || !Array.isArray(value.items))
    return undefined
  const { items } = value
  const distribution = 'distribution' in value ? value.distribution : undefined
  if (!items.every(item => typeof item === 'string')) return undefined
  if (distribution !== undefined && typeof distribution !== 'string') return undefined
  return { items, distribution }
}

const createInvalidation = (stage: ControlledStage, body: string): ControlAnswer => {
  const wanted = wantedBy(body)
  if (wanted === undefined)
    return failure(400, 'expected {"items": ["/path*", "#tag"]} and, with several distributions, "distribution"')
  const point = chosenPoint(stage.points(), wanted.distribution)
  if ('why' in point) return failure(404, point.why)
  const reading = readInvalidationItems(wanted.items)
  if (reading.kind === 'problems') {
    const shown = reading.problems.slice(0, 20)
    return { status: 400, json: { error: 'nothing was invalidated', problems: shown } }
  }
  invalidate(point, reading.items)
  const record: InvalidationRecord = {
    id: stage.newId(),
    distributionId: point.distribution.id,
    status: 'Completed',
    createTime: new Date(stage.now()).toISOString(),
    items: wanted.items,
  }
  stage.invalidations.set(record.id, record)
  const [oldest] = stage.invalidations.keys()
  if (stage.invalidations.size > RECORDS_MAX && oldest !== undefined) stage.invalidations.delete(oldest)
  return { status: 201, json: record }
}

const ONE_INVALIDATION = /^\/invalidations\/([A-Z0-9]+)$/
const ONE_REQUEST = /^\/requests\/([^/]+)$/

/** `POST /invalidations`, `GET /invalidations/ID`, `GET /distributions`, `GET /requests`, `GET /requests/ID`. */
export const answerControl = (stage: ControlledStage, request: ControlRequest): ControlAnswer => {
  const refused = objection(request)
  if (refused !== undefined) return refused
  const { method, path } = request
  if (method === 'POST' && path === '/invalidations') return createInvalidation(stage, request.body)
  if (method === 'GET' && path === '/distributions') return listDistributions(stage)
  if (method === 'GET' && path === '/requests') return listRequests(stage, request.query)
  const requestId = method === 'GET' ? ONE_REQUEST.exec(path)?.[1] : undefined
  if (requestId !== undefined) return explainRequest(stage, requestId)
  const id = ONE_INVALIDATION.exec(path)?.[1]
  const record = method === 'GET' && id !== undefined ? stage.invalidations.get(id) : undefined
  return record === undefined ? failure(404, `there is no ${method} ${path}`) : { status: 200, json: record }
}

const listDistributions = (stage: ControlledStage): ControlAnswer => {
  const distributions = stage.points().map(({ distribution: { id, logicalId, domainName, aliases } }) => ({
    id,
    logicalId,
    domainName,
    aliases,
  }))
  return { status: 200, json: { distributions } }
}

import { HeaderList } from '../http/header-list.ts'
import type { Body } from '../pop/body.ts'
import type { OriginAttempt, OriginFailure } from '../pop/origin/origin-attempt.ts'
import type { OriginAct } from './attempt-in-time.ts'

/** What reaches an origin: one attempt; a retry is another. */
export interface OriginRequest {
  readonly originId: string
  readonly method: string
  /** Path and query string as CloudFront sends them. */
  readonly url: string
  /** Lower-case names. */
  readonly headers: Headers
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Counts the attempts at this origin, from 1. */
  readonly count: number
}

/** Names and values; an array stands for several fields. */
export type HeaderFields = Readonly<Record<string, string | readonly string[]>>

/** What an origin does. */
export type OriginReply =
  | {
      /** Default 200. */
      readonly status?: number
      readonly headers?: HeaderFields
      /** Default empty. Its length is told in `content-length` unless the headers say otherwise. */
      readonly body?: string | Uint8Array
      /** Milliseconds to the first byte; default 0. */
      readonly afterMs?: number
    }
  | { readonly failure: OriginFailure; readonly afterMs?: number }
  /** Connects and never says a word. */
  | 'silent'
  /** Drops every packet. */
  | 'unreachable'

/** An origin as a function. A rejection or a throw is a failure of the test, and rejects the request. */
export type OriginHandler = (request: OriginRequest) => OriginReply | Promise<OriginReply>

/** WHATWG headers of a list: what a test compares. */
export const headersOf = (list: HeaderList): Headers => {
  const headers = new Headers()
  for (const [name, value] of list) headers.append(name, value)
  return headers
}

export const originRequestOf = ({ origin, request }: OriginAttempt, at: number, count: number): OriginRequest => ({
  originId: origin.id,
  method: request.method,
  url: request.queryString === undefined ? request.uri : `${request.uri}?${request.queryString}`,
  headers: headersOf(request.headers),
  at,
  count,
})

const BODYLESS_STATUSES = new Set([204, 304])

const fieldsOf = (status: number, fields: HeaderFields, bytes: Uint8Array): HeaderList => {
  const headers = HeaderList.of(fields)
  const tellsLength = headers.has('content-length') || headers.has('transfer-encoding')
  if (!tellsLength && !BODYLESS_STATUSES.has(status)) headers.append('content-length', String(bytes.length))
  return headers
}

/** A reply as an act. In: how bytes become a body. */
export const actOf = (reply: OriginReply, bodyOf: (bytes: Uint8Array) => Body): OriginAct => {
  if (reply === 'silent' || reply === 'unreachable') return { kind: reply }
  const { afterMs = 0 } = reply
  if ('failure' in reply) return { kind: 'failure', failure: reply.failure, afterMs }
  const { status = 200, headers = {}, body = '' } = reply
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return {
    kind: 'response',
    response: { status, headers: fieldsOf(status, headers, bytes), body: bodyOf(bytes) },
    afterMs,
  }
}

import type { FinishedExchange } from '../../../pop/server.io.ts'
import type { TraceEvent } from '../../../pop/trace/trace-event.ts'
import { accessLogRecord } from '../../../pop/trace/access-log-record.ts'
import { V1_FIELDS } from '../../../access-log/fields.ts'
import { v1Row } from '../../../access-log/write-v1.ts'
import { v2Header, v2Row } from '../../../access-log/write-v2.ts'

/** What one viewer saw. */
export interface SeenAnswer {
  /** Undefined: the viewer left before. */
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Undefined where only a length is known. */
  readonly body: string | undefined
  readonly log: LogRows
  readonly trace: readonly TraceEvent[]
}

/** One finished request in both shapes of the access log, by field name. */
export interface LogRows {
  readonly v1: Readonly<Record<string, string>>
  readonly v2: Readonly<Record<string, string>>
}

/** What reached an origin. */
export interface SentRequest {
  readonly originId: string
  readonly request: string
  readonly headers: Readonly<Record<string, string>>
}

export interface StepSeen {
  readonly answers: readonly SeenAnswer[]
  /** By origin id, until the next step. */
  readonly attempts: Readonly<Record<string, number>>
  readonly sent: SentRequest | undefined
  /** Milliseconds; undefined over real sockets. */
  readonly waited: number | undefined
}

const V2_NAMES = v2Header().replace('#Fields: ', '').trim().split(' ')

const byName = (names: readonly string[], row: string): Record<string, string> => {
  const cells = row.split('\t')
  return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? 'no such cell']))
}

export const logRows = (exchange: FinishedExchange): LogRows => {
  const record = accessLogRecord(exchange)
  return {
    v1: byName(
      V1_FIELDS.map(({ name }) => name),
      v1Row(record),
    ),
    v2: byName(V2_NAMES, v2Row(record)),
  }
}

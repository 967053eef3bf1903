import { FIELD } from '../../access-log/fields.ts'
import { reachedOrigin, resultClass } from '../../access-log/origin-traffic.ts'
import { readLogFile } from '../../access-log/read-log.io.ts'
import { logDataValue } from '../../ingest/log-data.ts'
import type { Store } from '../../ingest/store.io.ts'
import type { FinishedExchange } from '../../pop/server.io.ts'
import { newTally, tallyRequest, type DrillTally } from './tally.ts'

/** A party that also knows which requests went to an origin. */
export interface OriginTally extends DrillTally {
  /** Requests, not attempts: what a viewer waited for. Background refreshes are in no log. */
  originRequests: number
}

/** What the stage itself saw, request by request. */
export const stageTally = (finished: readonly FinishedExchange[]): OriginTally => {
  const tally = { ...newTally(), originRequests: 0 }
  for (const { viewer, served } of finished) {
    const { status, resultType, trace, customLogData } = served
    const variant = logDataValue(decodeURIComponent(customLogData.viewerRequest ?? ''), 'v')
    tallyRequest(tally, { path: viewer.uri, status, resultType, variant })
    const isPageOfError = trace.some(({ station }) => station === 'custom-error-response')
    if (trace.some(event => event.station === 'origin-attempt' && !(isPageOfError && event.originId === 'static')))
      tally.originRequests++
  }
  return tally
}

/** What its access log says, read row by row. */
export const logTally = async (file: string): Promise<OriginTally> => {
  const tally = { ...newTally(), originRequests: 0 }
  await readLogFile(file, {
    row: row => {
      const types = {
        resultType: row.text(FIELD['x-edge-result-type']),
        responseResultType: row.text(FIELD['x-edge-response-result-type']),
        detailedResultType: row.text(FIELD['x-edge-detailed-result-type']),
      }
      tallyRequest(tally, {
        path: row.text(FIELD['cs-uri-stem']) ?? '',
        status: row.integer(FIELD['sc-status']) ?? 0,
        resultType: resultClass(types) ?? '',
        variant: logDataValue(row.text(FIELD['viewer-request-log-data']), 'v'),
      })
      if (reachedOrigin(types, row.milliseconds(FIELD['origin-fbl']) !== undefined) === 'yes') tally.originRequests++
    },
  })
  return tally
}

interface ClassSums {
  readonly requests: number
  readonly hit: number
  readonly refresh_hit: number
  readonly miss: number
  readonly error: number
  readonly redirect: number
  readonly generated: number
  readonly function_error: number
}

const one = async (store: Store, sql: string): Promise<number> => {
  const [row] = await store.query<{ readonly n: number }>(sql)
  return row?.n ?? 0
}

/** What the views of the report say. */
export const reportTally = async (store: Store): Promise<OriginTally> => {
  const classes = 'requests hit refresh_hit miss error redirect generated function_error'.split(' ')
  const [sums] = await store.query<ClassSums>(
    `SELECT ${classes.map(name => `coalesce(sum(${name}), 0)::BIGINT AS ${name}`).join(', ')} FROM cache_minute`,
  )
  const variants = await store.query<{ readonly variant: string | null; readonly n: number }>(
    'SELECT variant, sum(requests)::BIGINT AS n FROM variant_minute GROUP BY variant',
  )
  return {
    requests: sums?.requests ?? 0,
    resultTypes: {
      Hit: sums?.hit ?? 0,
      RefreshHit: sums?.refresh_hit ?? 0,
      Miss: sums?.miss ?? 0,
      Error: sums?.error ?? 0,
      Redirect: sums?.redirect ?? 0,
      FunctionGeneratedResponse: sums?.generated ?? 0,
      FunctionExecutionError: sums?.function_error ?? 0,
    },
    maskedErrors: await one(
      store,
      'SELECT coalesce(sum(requests), 0)::BIGINT AS n FROM masked_errors WHERE marker IS NULL',
    ),
    missingAssets: await one(store, 'SELECT coalesce(sum(requests), 0)::BIGINT AS n FROM asset_404'),
    variants: Object.fromEntries(variants.flatMap(({ variant, n }) => (variant === null ? [] : [[variant, n]]))),
    originRequests: await one(store, 'SELECT coalesce(sum(origin_requests), 0)::BIGINT AS n FROM origin_minute'),
  }
}

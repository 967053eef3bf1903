import { isCounterEqual, type DrillBucket, type DrillCounter, type DrillData } from '../../report/drill-data.ts'

const COLUMNS: readonly (readonly [head: string, of: (bucket: DrillBucket) => number])[] = [
  ['rendered', ({ rendered }) => rendered],
  ['cached', ({ cached }) => cached],
  ['static', ({ staticFallback }) => staticFallback],
  ['error', ({ error }) => error],
  ['requests', ({ requests }) => requests],
  ['origin', ({ originRequests }) => originRequests],
  ['hit %', ({ hits, requests }) => Math.round((hits / Math.max(1, requests)) * 100)],
  ['masked', ({ maskedErrors }) => maskedErrors],
  ['missing', ({ missingAssets }) => missingAssets],
]

const WIDTH = 9

const row = (cells: readonly (string | number)[]): string => cells.map(cell => String(cell).padStart(WIDTH)).join('')

const bucketLine = ({ startMs, bucketMs, events }: DrillData, bucket: DrillBucket, index: number): string => {
  const atMs = startMs + index * bucketMs
  const event = events.find(one => one.atMs === atMs)
  const time = new Date(atMs).toISOString().slice(11, 16)
  return `${time}${row(COLUMNS.map(([, of]) => of(bucket)))}${event === undefined ? '' : `  ${event.label}`}`
}

const counterLine = (counter: DrillCounter): string => {
  const { name, viewers = '', stage = '', log = '', report = '' } = counter
  const isEqual = isCounterEqual(counter)
  return `${name.padEnd(32)}${row([viewers, stage, log, report])}  ${isEqual === undefined ? '' : isEqual ? '✔' : '✘'}`
}

/** The drill as a person reads it at a terminal. */
export const eventText = (data: DrillData): string =>
  [
    ...data.summary,
    '',
    `     ${row(COLUMNS.map(([head]) => head))}`,
    ...data.buckets.map((bucket, index) => bucketLine(data, bucket, index)),
    '',
    `${''.padEnd(32)}${row(['viewers', 'stage', 'log', 'report'])}`,
    ...data.counters.map(counterLine),
    '',
  ].join('\n')

/** What Lambda reports about an invocation. */
export interface InvocationReport {
  /** Of the invocation, not CloudFront's. */
  readonly requestId: string
  readonly durationMs: number
  readonly memoryMegabytes: number
  readonly maxMemoryMegabytes: number
  /** Only of the first invocation of a container (a cold start). */
  readonly initDurationMs?: number
}

/** What `console` puts before a message: time, request id, level. */
const PREFIX = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t\S+\t(?:INFO|WARN|ERROR|DEBUG|TRACE)\t/

/** What the function meant to say with a line of its log. */
export const messageOf = (line: string): string => line.replace(PREFIX, '').replaceAll('\r', '\n')

const failureLine = (requestId: string, at: number, message: string): string =>
  [new Date(at).toISOString(), requestId, 'ERROR', message.replaceAll('\n', '\r')].join('\t')

const reportLine = ({ requestId, durationMs, ...report }: InvocationReport): string =>
  [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${report.memoryMegabytes} MB`,
    `Max Memory Used: ${report.maxMemoryMegabytes} MB`,
    ...(report.initDurationMs === undefined ? [] : [`Init Duration: ${report.initDurationMs.toFixed(2)} ms`]),
  ].join('\t')

/**
 * One invocation in the log group of its function (LAE-76), as Lambda writes it: START, the lines of the function, END, REPORT.
 *
 * @param failure in words, when it failed; `at` in milliseconds since the epoch
 */
export const invocationLog = (
  lines: readonly string[],
  report: InvocationReport,
  failure: { readonly message: string; readonly at: number } | undefined,
): readonly string[] => [
  `START RequestId: ${report.requestId} Version: 1`,
  ...lines,
  ...(failure === undefined ? [] : [failureLine(report.requestId, failure.at, failure.message)]),
  `END RequestId: ${report.requestId}`,
  reportLine(report),
]

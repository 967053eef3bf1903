import { countedText, countText, percentText } from './number-text.ts'
import type { Basis, Observed } from './report-data.ts'

/** How sure the figures are, in sentences; only what applies to this log. */
export const certaintyNotes = ({ timeline: { totals } }: Observed, basis: Basis): readonly string[] => [
  ...secondsNote(basis),
  // cloudfront-logs 1.7
  'Origin requests are the best estimate that result types allow: Miss and RefreshHit, without those that Origin Shield or a function answered, and with the errors that the origin caused. Requests that shared one fetch are logged as Hit.',
  ...(totals.unsure === 0
    ? []
    : [
        `${countedText(totals.unsure, 'request')} (${percentText(totals.unsure / totals.requests)}) say Error without a cause; CloudFront may have answered them from its error cache. They are a bracket and not a count.`,
      ]),
  // cloudfront-logs 1.8
  'Masked errors are answers of 2xx or 3xx whose result type is Error, and answers that the bundle marked as a fallback. A Lambda that turns an error into a 200 without a marker leaves no trace in any log.',
  // cloudfront-logs 0.10, 0.12
  'CloudFront delivers logs without guarantee of order or completeness; requests with more than 20 KB of headers or a URL of more than 8,192 bytes are in none.',
]

/** cloudfront-logs 1.5.3 */
const secondsNote = ({ rows, rowsInWholeSeconds }: Basis): readonly string[] => {
  if (rowsInWholeSeconds === 0) return []
  const which =
    rowsInWholeSeconds === rows ? 'All rows' : `${countText(rowsInWholeSeconds)} of ${countedText(rows, 'row')}`
  return [
    `${which} come from legacy logs, whose times are whole seconds. A request starts when it ended less its duration, so up to one second’s worth of requests may stand in the neighbouring minute.`,
  ]
}

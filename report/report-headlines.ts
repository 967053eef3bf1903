import { failedRequests, type Counts } from './counts.ts'
import { HIT_RATIOS } from '../access-log/hit-ratio.ts'
import { bytesText, countedText, countText, durationText, percentText, periodText, timeText } from './number-text.ts'
import type { Headline } from './page-top.ts'
import type { Observed } from './report-data.ts'
import type { MinuteCounts } from './timeline.ts'

const requests = ({ period, timeline: { totals } }: Observed): Headline => ({
  label: 'Requests',
  figure: countText(totals.requests),
  sentence: `${periodText(period)}, ${durationText(period.toMs - period.fromMs)}; ${bytesText(totals.bytesOut)} to viewers.`,
  tone: 'plain',
})

const originPeak = (peak: MinuteCounts | undefined, totals: Counts): Headline => ({
  label: 'Peak origin requests per minute',
  figure: countText(peak?.originRequests ?? 0),
  sentence:
    peak === undefined
      ? 'No request reached the origin.'
      : `In the minute of ${timeText(peak.minuteMs)} UTC, out of ${countedText(peak.requests, 'viewer request')}. ${countText(totals.originRequests)} in the whole period.`,
  tone: 'plain',
})

const offload = (totals: Counts): Headline => {
  const [console, offloadRatio] = ['ratio_console', 'ratio_offload'].map(
    name => HIT_RATIOS.find(ratio => ratio.name === name)?.of(totals) ?? null,
  )
  return {
    label: 'Kept from the origin',
    figure: percentText(offloadRatio ?? null),
    sentence: `Origin offload: 1 − origin requests ÷ all requests. The console would show ${percentText(console ?? null)} hits.`,
    tone: 'plain',
  }
}

const worstMinute = (worst: MinuteCounts | undefined): Headline => {
  const label = 'Worst minute for viewers'
  if (worst === undefined)
    return { label, figure: 'none', sentence: 'No request of the period ended in an error.', tone: 'good' }
  const failed = failedRequests(worst)
  const masked =
    worst.masked === 0 ? 'None of them was masked.' : `${countText(worst.masked)} of them saw a page that stood in.`
  return {
    label,
    figure: `${countText(failed)} failed`,
    sentence: `${percentText(failed / worst.requests)} of ${countedText(worst.requests, 'request')} in the minute of ${timeText(worst.minuteMs)} UTC ended in an error. ${masked}`,
    tone: 'bad',
  }
}

/** What a reader with ten seconds takes away. */
export const headlines = (observed: Observed): readonly Headline[] => {
  const { busiestForOrigin, worstForViewers, totals } = observed.timeline
  return [requests(observed), originPeak(busiestForOrigin, totals), offload(totals), worstMinute(worstForViewers)]
}

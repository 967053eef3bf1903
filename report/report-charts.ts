import type { Chart, ChartSeries, Tone } from './chart.ts'
import type { Counts } from './counts.ts'
import { HIT_RATIOS } from '../access-log/hit-ratio.ts'
import { clockText, countedText, countText, durationText, percentText, timeText } from './number-text.ts'
import type { Observed, VariantTimeline } from './report-data.ts'
import { MINUTE_MS, type Timeline } from './timeline.ts'

type Dash = ChartSeries['dash']

const series = (
  key: string,
  label: string,
  tone: Tone,
  values: readonly (number | null)[],
  extra: { readonly dash?: Dash; readonly isShown?: boolean } = {},
): ChartSeries => ({ key, label, tone, values, dash: 'solid', isShown: true, ...extra })

const significant = (ratio: number | null): number | null => (ratio === null ? null : Number(ratio.toPrecision(5)))

/** What a point stands for when several minutes share it. Never left unsaid. */
const reading = (kind: 'highest' | 'mean' | 'whole', { bucketMinutes }: Timeline): string => {
  if (bucketMinutes === 1) return 'One point is one minute.'
  const width = durationText(bucketMinutes * MINUTE_MS)
  if (kind === 'highest') return `One point is the highest single minute of ${width}, each line by itself.`
  if (kind === 'mean') return `One point is the mean of a minute over ${width}; single minutes were higher.`
  return `One point is worked out over all requests of ${width}.`
}

const originLead = ({ busiestForOrigin, totals }: Timeline): string => {
  if (busiestForOrigin === undefined) return 'No request reached the origin.'
  const peak = `The peak is ${countedText(busiestForOrigin.originRequests, 'origin request')} in the minute of ${timeText(busiestForOrigin.minuteMs)} UTC.`
  const bracket =
    totals.unsure === 0
      ? ''
      : ` The band adds ${countedText(totals.unsure, 'request')} that may or may not have reached it.`
  return `${peak}${bracket}`
}

/** cloudfront-logs 1.7: a count and a bracket. */
export const originChart = (timeline: Timeline): Chart => {
  const { buckets, busiestForOrigin: peak, totals } = timeline
  const sure = series(
    'origin_requests',
    'Origin requests',
    'blue',
    buckets.map(({ peaks }) => peaks.originRequests),
  )
  const upper = series(
    'with_unsure',
    'with unsure ones',
    'sky',
    buckets.map(({ peaks }) => peaks.originRequestsMax),
    { dash: 'dotted' },
  )
  return {
    id: 'origin-requests',
    title: 'Origin requests per minute',
    lead: originLead(timeline),
    reading: reading('highest', timeline),
    form: 'lines',
    unit: 'requests',
    series: totals.unsure === 0 ? [sure] : [sure, upper],
    ...(totals.unsure === 0 ? {} : { band: { low: 'origin_requests', high: 'with_unsure' } }),
    markers:
      peak === undefined
        ? []
        : [{ atMs: peak.minuteMs, label: `${countText(peak.originRequests)} at ${clockText(peak.minuteMs)}` }],
  }
}

const RATIO_LINES: readonly { readonly tone: Tone; readonly dash: Dash; readonly isShown: boolean }[] = [
  { tone: 'green', dash: 'solid', isShown: true },
  { tone: 'sky', dash: 'dashed', isShown: false },
  { tone: 'orange', dash: 'solid', isShown: false },
  { tone: 'blue', dash: 'solid', isShown: true },
  { tone: 'purple', dash: 'dashed', isShown: false },
  { tone: 'grey', dash: 'dotted', isShown: false },
]

/** cloudfront-logs 6.3: six named ratios, never one. */
export const hitRatioChart = (timeline: Timeline): Chart => ({
  id: 'hit-ratio',
  title: 'Hit ratio, by definition',
  lead: ratioLead(timeline.totals),
  reading: reading('whole', timeline),
  form: 'lines',
  unit: 'ratio',
  series: HIT_RATIOS.map(({ name, label, of }, index) =>
    series(
      name,
      label,
      RATIO_LINES[index]?.tone ?? 'grey',
      timeline.buckets.map(({ sums }) => significant(of(sums))),
      RATIO_LINES[index],
    ),
  ),
  markers: [],
})

const ratioLead = (totals: Counts): string => {
  const ratios = HIT_RATIOS.map(({ of }) => of(totals)).filter(ratio => ratio !== null)
  const [least, most] = [percentText(Math.min(...ratios)), percentText(Math.max(...ratios))]
  if (least === most) return `All definitions say ${most}.`
  return `From ${least} to ${most}: the definitions disagree about the same requests, so each has its name.`
}

const CLASSES: readonly { readonly key: keyof Counts; readonly label: string; readonly tone: Tone }[] = [
  { key: 'hit', label: 'Hit', tone: 'green' },
  { key: 'refreshHit', label: 'RefreshHit', tone: 'sky' },
  { key: 'miss', label: 'Miss', tone: 'orange' },
  { key: 'error', label: 'Error', tone: 'vermilion' },
  { key: 'functionError', label: 'Function error', tone: 'purple' },
  { key: 'redirect', label: 'Redirect', tone: 'grey' },
  { key: 'generated', label: 'Generated response', tone: 'yellow' },
  { key: 'other', label: 'Other', tone: 'blue' },
]

const perMinute = (count: number, { bucketMinutes }: Timeline): number => Number((count / bucketMinutes).toPrecision(5))

/** Classes that never occurred are left out: the legend is what was seen. */
export const resultClassChart = (timeline: Timeline): Chart => {
  const { totals, buckets } = timeline
  const seen = CLASSES.filter(({ key }) => totals[key] > 0)
  const largest = seen.map(({ key, label }) => `${label} ${percentText(totals[key] / totals.requests)}`)
  return {
    id: 'result-classes',
    title: 'Result classes',
    lead: `${largest.join(', ')} of ${countedText(totals.requests, 'request')}.`,
    reading: reading('mean', timeline),
    form: 'stack',
    unit: 'requests',
    series: seen.map(({ key, label, tone }) =>
      series(
        key,
        label,
        tone,
        buckets.map(({ sums }) => perMinute(sums[key], timeline)),
      ),
    ),
    markers: [],
  }
}

/** cloudfront-logs 1.8: errors that no status code shows. */
export const maskedErrorChart = (timeline: Timeline): Chart => ({
  id: 'masked-errors',
  title: 'Masked errors',
  lead: `${countedText(timeline.totals.masked, 'request')} failed while the viewer was given a page that stood in. Status codes and the error rates of CloudWatch do not show them.`,
  reading: reading('highest', timeline),
  form: 'lines',
  unit: 'requests',
  series: [
    series(
      'masked',
      'Masked errors per minute',
      'vermilion',
      timeline.buckets.map(({ peaks }) => peaks.masked),
    ),
  ],
  markers: [],
})

const VARIANT_TONES: readonly Tone[] = ['blue', 'orange', 'green', 'purple', 'sky', 'vermilion', 'yellow', 'grey']
const toneOf = (index: number): Tone => VARIANT_TONES[index % VARIANT_TONES.length] ?? 'grey'

/** Requests without a variant are assets and requests that no function saw. */
export const variantName = ({ variant }: Pick<VariantTimeline, 'variant'>): string => variant ?? 'no variant'

export const variantRequestsChart = ({ timeline, variants }: Observed): Chart => ({
  id: 'variants',
  title: 'Requests by variant',
  lead: `${variants.map(variant => `${variantName(variant)}: ${countedText(variant.requests, 'request')}`).join('; ')}.`,
  reading: reading('mean', timeline),
  form: 'stack',
  unit: 'requests',
  series: variants.map((variant, index) =>
    series(
      `variant-${index}`,
      variantName(variant),
      toneOf(index),
      variant.buckets.map(({ requests }) => perMinute(requests, timeline)),
    ),
  ),
  markers: [],
})

const DASHES: readonly Dash[] = ['solid', 'dashed', 'dotted']

export const variantHitRatioChart = ({ timeline, variants }: Observed): Chart => ({
  id: 'variant-hit-ratio',
  title: 'Hit ratio by variant',
  lead: `Hit ÷ all requests of the variant. Over the whole period: ${variants.map(variant => `${variantName(variant)} ${percentText(variant.requests === 0 ? null : variant.hit / variant.requests)}`).join(', ')}.`,
  reading: reading('whole', timeline),
  form: 'lines',
  unit: 'ratio',
  series: variants.map((variant, index) =>
    series(
      `variant-${index}`,
      variantName(variant),
      toneOf(index),
      variant.buckets.map(({ requests, hit }) => significant(requests === 0 ? null : hit / requests)),
      { dash: DASHES[index % DASHES.length] ?? 'solid' },
    ),
  ),
  markers: [],
})

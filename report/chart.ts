/** Colours of the page, named and not numbered so that a class of requests has the same one in every chart. */
export type Tone = 'blue' | 'green' | 'sky' | 'orange' | 'vermilion' | 'purple' | 'yellow' | 'grey'

export interface ChartSeries {
  readonly key: string
  readonly label: string
  readonly tone: Tone
  /** Tells lines apart without colour. */
  readonly dash: 'solid' | 'dashed' | 'dotted'
  /** One for each point of the axis; null where there is nothing to say. */
  readonly values: readonly (number | null)[]
  readonly isShown: boolean
}

export interface ChartMarker {
  readonly atMs: number
  readonly label: string
}

export interface Chart {
  /** Unique on the page; also the anchor. */
  readonly id: string
  readonly title: string
  /** The finding in sentences. */
  readonly lead: string
  /** What one point stands for. */
  readonly reading: string
  readonly form: 'lines' | 'stack'
  readonly unit: 'requests' | 'ratio'
  readonly series: readonly ChartSeries[]
  /** Filled between two series, by key. */
  readonly band?: { readonly low: string; readonly high: string }
  readonly markers: readonly ChartMarker[]
}

/** All charts of a page share one axis, and with it the cursor. */
export interface TimeAxis {
  readonly startMs: number
  readonly bucketMs: number
  readonly points: number
}

export interface ChartPage {
  readonly axis: TimeAxis
  readonly charts: readonly Chart[]
}

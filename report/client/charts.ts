// The script of a page: draws what `chart-data` holds. It is one module without imports, for it is written into the page as it stands.
import type uPlotNamespace from 'uplot'
import type { Chart, ChartMarker, ChartPage, ChartSeries, TimeAxis } from '../chart.ts'

// The library's own script stands before this one and leaves this name.
declare const uPlot: typeof uPlotNamespace
type Plot = uPlotNamespace
type Values = readonly (number | null)[]

const CURSOR_KEY = 'page'
const Y_AXIS_PX = 58
const RIGHT_PX = 30
const DASHES: Readonly<Record<ChartSeries['dash'], number[]>> = { solid: [], dashed: [8, 5], dotted: [2, 4] }

const pageData = (): ChartPage => JSON.parse(document.getElementById('chart-data')?.textContent ?? '')
const color = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
/** A colour of the page, let through in part. */
const translucent = (name: string, alphaHex: string): string => `${color(name)}${alphaHex}`

const two = (value: number): string => String(value).padStart(2, '0')
const dayText = (at: Date): string => `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
const clockText = (at: Date, withSeconds: boolean): string =>
  `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}${withSeconds ? `:${two(at.getUTCSeconds())}` : ''}`
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })
const exact = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

const pointTime = ({ startMs, bucketMs }: TimeAxis, index: number): string => {
  const at = new Date(startMs + index * bucketMs)
  return `${dayText(at)} ${clockText(at, bucketMs % 60_000 !== 0)}`
}
const valueText = (value: number | null | undefined, unit: Chart['unit']): string => {
  if (value === null || value === undefined) return '–'
  return unit === 'ratio' ? `${exact.format(value * 100)} %` : exact.format(value)
}

/** Ticks that fall on days show the day, others the clock. */
const tickTexts = (_plot: Plot, ticks: number[], _axis: number, _space: number, stepSeconds: number): string[] =>
  ticks.map((tick, index) => {
    const at = new Date(tick * 1000)
    const day = dayText(at).slice(5)
    if (stepSeconds >= 86_400) return day
    const isMidnight = tick % 86_400 === 0
    return isMidnight && index > 0 ? day : clockText(at, stepSeconds < 60)
  })

/** Each step lasts as long as its bucket: the last value is drawn up to the end of the axis. */
const toTheEnd = (values: Values): (number | null)[] => [...values, values.at(-1) ?? null]

const axisSeconds = ({ startMs, bucketMs, points }: TimeAxis): number[] =>
  Array.from({ length: points + 1 }, (_, index) => (startMs + index * bucketMs) / 1000)

/** Of a stack each line is the sum of the shown ones up to it; what is hidden takes no room. */
const drawnValues = ({ form, series }: Chart, shown: ReadonlySet<string>): Values[] => {
  if (form === 'lines') return series.map(({ values }) => values)
  const sums = (series[0]?.values ?? []).map(() => 0)
  return series.map(({ key, values }) => {
    if (shown.has(key)) values.forEach((value, index) => (sums[index] = (sums[index] ?? 0) + (value ?? 0)))
    return [...sums]
  })
}

const plotData = (chart: Chart, axis: TimeAxis, shown: ReadonlySet<string>): uPlotNamespace.AlignedData => [
  axisSeconds(axis),
  ...drawnValues(chart, shown).map(toTheEnd),
]

/** A stack is filled from each line down to the next one shown; a band lies between two lines. */
const bandsOf = ({ form, series, band }: Chart, shown: ReadonlySet<string>): uPlotNamespace.Band[] => {
  const place = (key: string): number => series.findIndex(candidate => candidate.key === key) + 1
  if (band !== undefined && shown.has(band.low) && shown.has(band.high))
    return [{ series: [place(band.high), place(band.low)], fill: translucent('tone-sky', '55') }]
  if (form === 'lines') return []
  const visible = series.filter(({ key }) => shown.has(key))
  return visible.slice(1).map(({ key, tone }, index) => ({
    series: [place(key), place(visible[index]?.key ?? '')] as [number, number],
    fill: translucent(`tone-${tone}`, 'd0'),
  }))
}

const seriesOptions = (chart: Chart, shown: ReadonlySet<string>): uPlotNamespace.Series[] => {
  const paths = uPlot.paths.stepped?.({ align: 1 })
  const [lowest] = chart.series.filter(({ key }) => shown.has(key))
  const isAreaOf = ({ key }: ChartSeries): boolean => chart.form === 'stack' && key === lowest?.key
  return chart.series.map(series => ({
    label: series.label,
    show: shown.has(series.key),
    stroke: color(`tone-${series.tone}`),
    // Of a class without requests an outline would still run along the top of the stack.
    width: chart.form === 'stack' ? 0 : 2,
    dash: DASHES[series.dash],
    points: { show: false },
    ...(paths === undefined ? {} : { paths }),
    ...(isAreaOf(series) ? { fill: translucent(`tone-${series.tone}`, 'd0') } : {}),
    ...(chart.form === 'lines' && chart.series.length === 1 ? { fill: translucent(`tone-${series.tone}`, '2e') } : {}),
  }))
}

interface PlacedMarker extends ChartMarker {
  /** 0 stands right above the drawing. */
  readonly row: number
  readonly side: 'left' | 'right'
}

const MARKER_ROW_PX = 15
/** Bold 12 px text, estimated: rows must be known before there is a canvas to measure on. */
const LETTER_PX = 7

/** Each label goes into the lowest row in which it meets no other. */
const placedMarkers = ({ markers }: Chart, axis: TimeAxis, widthPx: number): readonly PlacedMarker[] => {
  const rowEndsPx: number[] = []
  const byTime = [...markers].sort((a, b) => a.atMs - b.atMs)
  return byTime.map(marker => {
    const labelPx = marker.label.length * LETTER_PX + 8
    const x = ((marker.atMs - axis.startMs) / (axis.bucketMs * axis.points)) * (widthPx - Y_AXIS_PX - RIGHT_PX)
    const side = x < labelPx ? 'right' : x > widthPx / 2 ? 'left' : 'right'
    const startPx = side === 'left' ? x - labelPx : x
    const free = rowEndsPx.findIndex(endPx => endPx <= startPx)
    const row = free < 0 ? rowEndsPx.length : free
    rowEndsPx[row] = startPx + labelPx
    return { ...marker, row, side }
  })
}

const markersHeight = (markers: readonly PlacedMarker[]): number =>
  markers.reduce((rows, { row }) => Math.max(rows, row + 1), 0) * MARKER_ROW_PX

const drawMarker = (plot: Plot, { atMs, label, row, side }: PlacedMarker): void => {
  const { ctx, bbox } = plot
  const x = plot.valToPos(atMs / 1000, 'x', true)
  if (x < bbox.left || x > bbox.left + bbox.width) return
  const scale = devicePixelRatio
  const labelY = bbox.top - (row * MARKER_ROW_PX + 5) * scale
  ctx.save()
  ctx.strokeStyle = ctx.fillStyle = color('ink')
  ctx.lineWidth = scale
  ctx.setLineDash([3 * scale, 3 * scale])
  ctx.beginPath()
  ctx.moveTo(x, labelY - 10 * scale)
  ctx.lineTo(x, bbox.top + bbox.height)
  ctx.stroke()
  ctx.font = `600 ${12 * scale}px system-ui, sans-serif`
  ctx.textAlign = side === 'left' ? 'right' : 'left'
  ctx.fillText(label, side === 'left' ? x - 5 * scale : x + 5 * scale, labelY)
  ctx.restore()
}

/** Requests begin at zero; of ratios the part that is used is shown, up to 100 %. */
const yRange = ({ unit, form }: Chart, least: number, most: number): [number, number] =>
  unit === 'ratio'
    ? [Math.max(0, Math.floor(least * 10 - 0.001) / 10), 1]
    : [0, Math.max(1, most * (form === 'stack' ? 1.04 : 1.08))]

/** Half a request does not exist. */
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map(step => step * 10 ** power)).flat()

const axesOf = (chart: Chart): uPlotNamespace.Axis[] => {
  const common = {
    stroke: color('quiet'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
  }
  const valuesText = (_plot: Plot, ticks: number[]): string[] =>
    ticks.map(tick => (chart.unit === 'ratio' ? `${Math.round(tick * 100)} %` : compact.format(tick)))
  return [
    { ...common, values: tickTexts, space: 70, size: 32, grid: { show: false } },
    { ...common, values: valuesText, size: Y_AXIS_PX, ...(chart.unit === 'requests' ? { incrs: WHOLE_STEPS } : {}) },
  ]
}

interface Drawing {
  readonly chart: Chart
  readonly axis: TimeAxis
  /** Keys of the lines that the reader has not switched off. */
  readonly shown: ReadonlySet<string>
  readonly host: HTMLElement
}

const options = ({ chart, axis, shown, host }: Drawing, onCursor: (plot: Plot) => void): uPlotNamespace.Options => {
  const markers = placedMarkers(chart, axis, host.clientWidth)
  return {
    width: host.clientWidth,
    height: host.clientHeight,
    padding: [10 + markersHeight(markers), RIGHT_PX, 0, 0],
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { y: false, points: { show: false }, sync: { key: CURSOR_KEY, setSeries: false } },
    scales: {
      y: { range: (_plot, least, most) => yRange(chart, least ?? 0, most ?? 0) },
    },
    axes: axesOf(chart),
    series: [{}, ...seriesOptions(chart, shown)],
    bands: bandsOf(chart, shown),
    hooks: {
      draw: [plot => markers.forEach(marker => drawMarker(plot, marker))],
      setCursor: [onCursor],
    },
  }
}

/** The point under the cursor in words, for eyes and for screen readers. */
const readout = (chart: Chart, axis: TimeAxis, shown: ReadonlySet<string>, index: number): string => {
  const values = chart.series
    .filter(({ key }) => shown.has(key))
    .map(({ label, values: all }) => `${label} ${valueText(all[index], chart.unit)}`)
  return [pointTime(axis, index), ...values].join('  ·  ')
}

const HINT = 'Point at the drawing, or move through it with the arrow keys, to read a point.'

const ARROWS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }

const moveCursor = (plot: Plot, axis: TimeAxis, step: number): void => {
  const from = plot.cursor.idx ?? (step > 0 ? -1 : axis.points)
  const index = Math.max(0, Math.min(axis.points - 1, from + step))
  const seconds = (axis.startMs + (index + 0.25) * axis.bucketMs) / 1000
  plot.setCursor({ left: plot.valToPos(seconds, 'x'), top: 1 }, true)
}

const tableOf = (chart: Chart, axis: TimeAxis): HTMLTableElement => {
  const table = document.createElement('table')
  table.createCaption().textContent = chart.title
  const header = table.createTHead().insertRow()
  for (const text of ['Time, UTC', ...chart.series.map(({ label }) => label)]) {
    const cell = document.createElement('th')
    cell.scope = 'col'
    cell.textContent = text
    header.append(cell)
  }
  const body = table.createTBody()
  for (let index = 0; index < axis.points; index++) {
    const row = body.insertRow()
    const time = document.createElement('th')
    time.scope = 'row'
    time.textContent = pointTime(axis, index)
    row.append(time)
    for (const { values } of chart.series) row.insertCell().textContent = valueText(values[index], chart.unit)
  }
  return table
}

/** Draws one figure and answers its legend, keys and size. Returns how to draw it again, for the colours may change. */
const bringToLife = (figure: HTMLElement, chart: Chart, axis: TimeAxis): (() => void) => {
  const host = figure.querySelector<HTMLElement>('.plot')
  const output = figure.querySelector('output')
  if (host === null || output === null) return () => {}
  const shown = new Set(chart.series.filter(({ isShown }) => isShown).map(({ key }) => key))
  const say = ({ cursor: { idx } }: Plot): void => {
    output.textContent = typeof idx === 'number' ? readout(chart, axis, shown, Math.min(idx, axis.points - 1)) : HINT
  }
  let plot: Plot | undefined
  const draw = (): void => {
    const zoom = plot?.scales['x']
    plot?.destroy()
    plot = new uPlot(options({ chart, axis, shown, host }, say), plotData(chart, axis, shown), host)
    if (typeof zoom?.min === 'number' && typeof zoom.max === 'number')
      plot.setScale('x', { min: zoom.min, max: zoom.max })
  }
  for (const button of figure.querySelectorAll<HTMLButtonElement>('.legend button')) {
    button.addEventListener('click', () => {
      const key = button.dataset['series'] ?? ''
      if (!shown.delete(key)) shown.add(key)
      button.setAttribute('aria-pressed', String(shown.has(key)))
      draw()
    })
  }
  host.addEventListener('keydown', event => {
    const step = ARROWS[event.key]
    if (step === undefined || plot === undefined) return
    event.preventDefault()
    moveCursor(plot, axis, step)
  })
  figure.querySelector('details')?.addEventListener('toggle', ({ currentTarget }) => {
    const place = currentTarget instanceof HTMLElement ? currentTarget.querySelector('.scroll') : null
    if (place?.childElementCount === 0) place.append(tableOf(chart, axis))
  })
  new ResizeObserver(() => {
    if (plot?.width !== host.clientWidth) draw()
  }).observe(host)
  output.textContent = HINT
  draw()
  return draw
}

const { axis, charts } = pageData()
const redraws = charts.flatMap(chart => {
  const figure = document.querySelector<HTMLElement>(`[data-chart="${chart.id}"]`)
  return figure === null ? [] : [bringToLife(figure, chart, axis)]
})
for (const query of ['(prefers-color-scheme: dark)', 'print'])
  matchMedia(query).addEventListener('change', () => redraws.forEach(draw => draw()))

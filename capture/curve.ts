/** A value at a moment, in minutes from the kick-off. */
export interface CurvePoint {
  readonly minute: number
  readonly value: number
}

/** Straight lines between points, in order of time; level before the first and after the last. */
export type Curve = readonly [CurvePoint, ...CurvePoint[]]

/** The value at a minute. Of two points at one minute the later holds from there. */
export const valueAt = (curve: Curve, minute: number): number => {
  let before = curve[0]
  for (const point of curve) {
    if (point.minute > minute) return onLine(before, point, minute)
    before = point
  }
  return before.value
}

const onLine = (from: CurvePoint, to: CurvePoint, minute: number): number =>
  minute <= from.minute
    ? from.value
    : from.value + ((to.value - from.value) * (minute - from.minute)) / (to.minute - from.minute)

/** The minutes from the first point to the last. */
export const lengthMinutes = (curve: Curve): number => (curve.at(-1) ?? curve[0]).minute - curve[0].minute

/** The same length, always the same value. */
export const levelOver = (curve: Curve): Curve => {
  const { minute } = curve[0]
  return [
    { minute, value: 1 },
    { minute: minute + lengthMinutes(curve), value: 1 },
  ]
}

/**
 * How many of `total` things are due, spread under the curve: a function of the seconds since its first point, never falling, 0 at the
 * start, `total` from the end on. Whole numbers.
 */
export const spreadUnder = (curve: Curve, total: number): ((seconds: number) => number) => {
  const first = curve[0].minute
  const areas = new Float64Array(Math.ceil(lengthMinutes(curve) * 60) + 1)
  for (let second = 1; second < areas.length; second++)
    areas[second] = (areas[second - 1] ?? 0) + valueAt(curve, first + (second - 0.5) / 60)
  const whole = areas.at(-1) ?? 0
  return seconds => Math.round(((areas[Math.max(0, Math.floor(seconds))] ?? whole) / whole) * total)
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventText } from '../../demo/event/event-text.ts'
import { runEvent, type EventResult } from '../../demo/event/run-event.io.ts'
import { eveningOf } from '../../demo/event/timeline.ts'
import { isCounterEqual } from '../../report/drill-data.ts'

let folder: string
let result: EventResult

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-event-'))
  result = await runEvent({
    timeline: eveningOf(6),
    folder,
    beginsAtMs: Date.UTC(2026, 5, 11, 18),
    onMinute: () => {},
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const minute = (index: number) => {
  const bucket = result.data.buckets[index]
  if (bucket === undefined) throw new Error(`the drill has no minute ${index}`)
  return bucket
}
const counter = (name: string) => {
  const found = result.data.counters.find(one => one.name === name)
  if (found === undefined) throw new Error(`nobody counted ${name}`)
  return found
}

describe('the evening of a live event, end to end', () => {
  test('no viewer saw an error, no asset was missing', () => {
    expect(result.findings).toEqual([])
    expect(result.data.buckets.map(({ error, missingAssets }) => error + missingAssets)).toEqual(Array(14).fill(0))
  })

  test('viewers, stage, log and report agree on every count', () => {
    expect(result.data.counters.filter(one => isCounterEqual(one) !== true)).toEqual([])
    expect(counter('requests').viewers).toBeGreaterThan(1_000)
  })

  test('ten times the viewers within two minutes cost the origin far less than that', () => {
    const pages = ({ rendered, cached, staticFallback }: ReturnType<typeof minute>): number =>
      rendered + cached + staticFallback
    expect(pages(minute(3))).toBe(pages(minute(1)) * 10)
    expect(minute(3).rendered).toBeLessThan(minute(1).rendered * 5)
  })

  test('V5 comes with the ramp, and with its release to all new viewers', () => {
    expect(counter('variant site:v5').report).toBeGreaterThan(100)
    expect(counter('variant site:v4').report).toBeGreaterThan(100)
  })

  test('while the servers are gone, cached pages go on and the static page stands in for a cold one', () => {
    expect(minute(8).maskedErrors).toBeGreaterThan(0)
    expect(minute(9).staticFallback).toBeGreaterThan(0)
    expect(minute(9).cached).toBeGreaterThan(0)
    expect(minute(11)).toMatchObject({ staticFallback: 0, maskedErrors: 0 })
  })

  test('the terminal shows every minute and every count', () => {
    const text = eventText(result.data)
    expect(text).toContain('SSR killed')
    expect(text.match(/✔/g)).toHaveLength(result.data.counters.length)
  })
})

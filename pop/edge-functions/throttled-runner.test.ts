import { describe, expect, test } from 'vitest'
import { context, requestOf, runnerOf } from '../../test/support/function-runner.ts'
import { OVER_TIME_MAX, throttledRunner, WINDOW_MS } from './throttled-runner.ts'

const SECONDS = 60
const RUNAWAY = `function handler(event) { while (event.request.uri === '/loop') {} return event.request }`

const atTimes = (runner = throttledRunner('f', runnerOf(RUNAWAY), SECONDS)) => ({
  kindAt: (ms: number, uri: string) =>
    runner.viewerRequest({ ...context, now: context.now + ms }, requestOf([], uri)).kind,
})

describe('CFF-135, CFF-137: a function that runs over time again and again', () => {
  test('is throttled, whatever is asked of it, and runs again afterwards', () => {
    const { kindAt } = atTimes()
    const runs = Array.from({ length: OVER_TIME_MAX }, (_, n) => kindAt(n, '/loop'))
    expect(new Set(runs)).toEqual(new Set(['execution-error']))
    const since = OVER_TIME_MAX - 1
    expect(kindAt(since, '/loop')).toBe('throttled')
    expect(kindAt(since + SECONDS * 1_000 - 1, '/')).toBe('throttled')
    expect(kindAt(since + SECONDS * 1_000, '/')).toBe('request')
  })
  test('is not, when that is rare', () => {
    const { kindAt } = atTimes()
    for (let n = 0; n < 3 * OVER_TIME_MAX; n++) expect(kindAt(n * (WINDOW_MS / 3), '/loop')).toBe('execution-error')
  })
  test.each([
    { rule: 'an exception', code: 'throw new RangeError("the function was stopped after 100000 steps")' },
    { rule: 'too much memory', code: '"a".repeat(4000000)' },
    { rule: 'an invalid result', code: 'return 1' },
  ])('$rule is no reason', ({ code }) => {
    const { kindAt } = atTimes(throttledRunner('f', runnerOf(`function handler(event) { ${code} }`), SECONDS))
    for (let n = 0; n < 2 * OVER_TIME_MAX; n++) expect(kindAt(n, '/')).toMatch(/^(execution|validation)-error$/)
  })
  test.each([
    { rule: 'built-ins that go over too much', code: 'var a = []; a.length = 4294967295; a.reverse()' },
    { rule: 'the clock', code: `/^(?=a)(a+)+$/.test('a'.repeat(40) + '!')` },
  ])('$rule is one', ({ code }) => {
    const outcome = runnerOf(`function handler(event) { ${code} }`).viewerRequest(context, requestOf())
    expect(outcome).toMatchObject({ kind: 'execution-error', isOverTime: true })
  })
})

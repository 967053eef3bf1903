import { describe, expect, test } from 'vitest'
import { virtualStage } from '../test/support/virtual-stage.ts'
import { CORPUS } from './fixtures/corpus.ts'
import { summaryOf } from './fixtures/summary.ts'
import { loadTemplateFiles, servableFiles } from './load-template.io.ts'
import type { Distribution } from './model.ts'
import { stops } from './problem.ts'

const load = (templates: readonly string[]) => loadTemplateFiles(templates, { parameters: {} })

/** One page through the distribution in virtual time, with functions that change nothing. */
const statusOf = (distribution: Distribution): number => {
  const stage = virtualStage({
    distribution,
    origin: () => ({ headers: { 'cache-control': 'max-age=60' } }),
    lambda: ({ event }) => ({
      kind: 'result',
      result: 'response' in event ? event.response : event.request,
      durationMs: 1,
      logs: [],
    }),
  })
  const request = stage.request(0, { path: '/page' })
  stage.run()
  return request.response.status
}

test('the corpus has at least forty configurations', () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(40)
})

describe.each(CORPUS)('$name', ({ templates, summary, warnings }) => {
  test('loads as expected and serves', async () => {
    const loaded = await load(templates)
    expect(loaded.problems.filter(problem => stops([problem]))).toEqual([])
    expect(loaded.distributions.flatMap(summaryOf)).toEqual(summary)
    const said = loaded.problems.filter(({ severity }) => severity === 'warning').map(({ message }) => message)
    expect(said).toEqual(warnings)
    // Plain data: hot reload reads in a thread, and what passes between threads is copied so.
    const servable = servableFiles(loaded)
    expect(structuredClone(servable)).toStrictEqual(servable)
    expect(loaded.distributions.map(statusOf)).toEqual(loaded.distributions.map(() => 200))
  })
})

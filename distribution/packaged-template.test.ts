import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadTemplateFile } from './load-template.io.ts'
import type { Distribution } from './model.ts'
import { stops } from './problem.ts'

const FILE = fileURLToPath(new URL('../.serverless/cloudformation-template-update-stack.json', import.meta.url))

const load = async (FallbackMode: string): Promise<Distribution> => {
  const { distributions, problems } = await loadTemplateFile(FILE, { parameters: { FallbackMode } })
  expect(problems.filter(problem => stops([problem]))).toEqual([])
  const [distribution] = distributions
  if (distribution === undefined) throw new Error('the packaged template gave no distribution')
  return distribution
}

beforeAll(() => {
  if (!existsSync(FILE)) throw new Error(`${FILE} is missing: run "npm run package" first`)
})

describe('the packaged template of this repository', () => {
  test.each([
    { mode: 'error-pages', target: 'ssr', events: [] },
    { mode: 'origin-response', target: 'ssr', events: ['origin-response'] },
    { mode: 'origin-group', target: 'ssr-or-static', events: ['origin-request', 'origin-response'] },
  ])('FallbackMode $mode loads', async ({ mode, target, events }) => {
    const distribution = await load(mode)
    const pages = distribution.behaviors.at(-1)
    expect([...distribution.origins.keys()].sort()).toEqual(['ssr', 'static'])
    expect(pages?.targetOriginId).toBe(target)
    expect(pages?.functions['viewer-request']?.code.length).toBeGreaterThan(0)
    expect(pages?.cachePolicy.headers).toEqual(expect.arrayContaining(['x-feature-flipping', 'x-viewer-class']))
    expect(Object.keys(pages?.lambdas ?? {}).sort()).toEqual(expect.arrayContaining(events))
  })
})

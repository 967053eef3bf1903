import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checksFor } from '../../demo/checks.io.ts'
import { openDemoStage, type DemoStage, type FallbackMode } from '../../demo/demo-stage.io.ts'

const MODES: readonly FallbackMode[] = ['error-pages', 'origin-response', 'origin-group']

describe.each(MODES)('the packaged distribution on its stage, FallbackMode=%s', mode => {
  let demo: DemoStage
  beforeAll(async () => {
    demo = await openDemoStage(mode)
  })
  afterAll(() => demo.close())
  beforeEach(() => demo.reset())

  test.each(checksFor(mode).map(check => [check.name, check] as const))('%s', async (_name, { run }) => {
    await expect(run(demo)).resolves.toEqual(expect.any(String))
  })
})

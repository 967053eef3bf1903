import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { judge } from '../support/scenario/judge.ts'
import { playLive } from '../support/scenario/play-live.io.ts'
import { playVirtually } from '../support/scenario/play-virtual.ts'
import { readScenarios } from '../support/scenario/read-scenarios.ts'
import { scenarioDistribution } from '../support/scenario/scenario-distribution.ts'

// Each scenario of files/*.yml (docs/scenarios.md) is played twice: in virtual time, and over real sockets.

const FOLDER = join(import.meta.dirname, 'files')

describe.each(readdirSync(FOLDER))('%s', name => {
  const file = join(FOLDER, name)
  const { scenarios, problems } = readScenarios(file, readFileSync(file, 'utf8'))

  test('is written as docs/scenarios.md says', () => {
    expect(problems).toEqual([])
    expect(scenarios.length).toBeGreaterThan(0)
  })

  if (problems.length > 0) return
  const named = scenarios.map(scenario => [scenario.title, scenario] as const)

  test.each(named)('%s', async (_title, scenario) => {
    expect(judge(scenario, playVirtually(scenario, await scenarioDistribution(scenario)))).toEqual([])
  })

  const live = named.filter(([, { virtualOnly }]) => virtualOnly === undefined)
  test.each(live)('over sockets: %s', async (_title, scenario) => {
    expect(judge(scenario, await playLive(scenario, await scenarioDistribution(scenario)))).toEqual([])
  })
})

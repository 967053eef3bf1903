import { createFunctionRunner } from '../../pop/edge-functions/cloudfront-js/create-function-runner.ts'
import { context, requestOf } from '../support/function-runner.ts'
import { RUNAWAYS, runawayCode, type RunawayRun } from './runaways.ts'

// Every runaway in one process, each followed by a call of a function that is well. A line of JSON for each.

const runnerFor = (code: string, runtime: RunawayRun['runtime'], watchesTime = true) => {
  const created = createFunctionRunner(
    {
      logicalId: 'Runaway',
      name: 'runaway',
      runtime,
      code,
      keyValueStore: undefined,
      place: { file: 'runaway.js' },
    },
    { watchesTime },
  )
  if (created.kind === 'invalid') throw new Error(created.message)
  return created.runner
}

for (const runaway of RUNAWAYS) {
  for (const runtime of runaway.runtimes) {
    const well = runnerFor('function handler(event) { event.request.uri = "/well"; return event.request }', runtime)
    // What is counted ends it on a machine of any speed, so no clock may be the first.
    const isForClock = runaway.bounds.includes('clock')
    const outcome = runnerFor(runawayCode(runaway, runtime), runtime, isForClock).viewerRequest(context, requestOf())
    const next = well.viewerRequest(context, requestOf())
    const run: RunawayRun = {
      name: runaway.name,
      runtime,
      outcome: 'message' in outcome ? outcome.message : outcome.kind,
      next: next.kind === 'request' ? next.uri : next.kind,
      peakMegabytes: process.resourceUsage().maxRSS / 1024,
    }
    process.stdout.write(`${JSON.stringify(run)}\n`)
  }
}

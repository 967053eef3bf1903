import { readFileSync } from 'node:fs'
import { HeaderList } from '../http/header-list.ts'
import type { FunctionRequest } from '../pop/edge-functions/cloudfront-js/invocation.ts'
import {
  BUILT_FUNCTION,
  CALLS_PER_ROUND,
  context,
  headersWith,
  microsecondsPerCall,
  runnerOf,
} from './function-bench.ts'
import { median } from './median.ts'

// Microseconds a call of the packaged viewer-request: run, answered from memory, and recorded; alternating in one run, so that the ratios
// hold whatever else the machine does.

const ROUNDS = 9

const requestOf = (uri: string, session: number): FunctionRequest => ({
  method: 'GET',
  uri,
  queryString: 'a=1&b=2',
  headers: HeaderList.fromRaw(headersWith(`sid=${session}; featureFlipping=site:v5; consent=1`)),
})

/** What the n-th call of a variant does. */
type Call = (n: number) => void

const variants = (code: string): Readonly<Record<string, Call>> => {
  const plain = runnerOf(code)
  const [same, viewers, pages] = [
    runnerOf(code, { remembers: true }),
    runnerOf(code, { remembers: true }),
    runnerOf(code, { remembers: true }),
  ]
  return {
    'making a request, part of all that follow': n => requestOf('/programme/live', n),
    run: n => plain.viewerRequest(context, requestOf('/programme/live', n)),
    'remembered, all requests equal': () => same.viewerRequest(context, requestOf('/programme/live', 0)),
    'remembered, another sid cookie each': n => viewers.viewerRequest(context, requestOf('/programme/live', n)),
    // One in two is new, so that recording goes on.
    'half recorded, half remembered': n =>
      pages.viewerRequest(context, requestOf(`/programme/${Math.floor(n / 2)}`, 0)),
  }
}

const compare = (calls: Readonly<Record<string, Call>>): void => {
  const times = new Map<string, number[]>(Object.keys(calls).map(name => [name, []]))
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, call] of Object.entries(calls))
      times.get(name)?.push(microsecondsPerCall(call, round * CALLS_PER_ROUND))
  const run = median(times.get('run') ?? [])
  for (const [name, all] of times) {
    const time = median(all)
    console.log(`${name}: ${time.toFixed(2)} µs a call, ${(time / run).toFixed(3)} of a run`)
  }
}

compare(variants(readFileSync(BUILT_FUNCTION, 'utf8')))

import { readFileSync } from 'node:fs'
import { HeaderList } from '../http/header-list.ts'
import {
  createFunctionRunner,
  type FunctionRunnerOptions,
} from '../pop/edge-functions/cloudfront-js/create-function-runner.ts'
import type {
  FunctionContext,
  FunctionRequest,
  FunctionRunner,
} from '../pop/edge-functions/cloudfront-js/invocation.ts'

// Microseconds a call of the packaged viewer-request: run, answered from memory, and recorded; alternating in one run, so that the ratios
// hold whatever else the machine does.

const BUILT_FUNCTION = 'dist/edge/functions/viewer-request.js'
const ROUNDS = 9
const CALLS_PER_ROUND = 20_000

const context: FunctionContext = {
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
  requestId: 'EXAMPLEntjQpEXAMPLE_SG5Z-EXAMPLEPmPfEXAMPLEu3EqEXAMPLE',
  clientIp: '198.51.100.11',
  now: Date.UTC(2026, 0, 1),
}

const HEADERS = Object.entries({
  Host: 'www.example.org',
  Accept: 'text/html,application/xhtml+xml',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Safari/537.36',
  'Accept-Encoding': 'gzip, br',
  'Accept-Language': 'de,en;q=0.7',
}).flat()

const requestOf = (uri: string, session: string): FunctionRequest => ({
  method: 'GET',
  uri,
  queryString: 'a=1&b=2',
  headers: HeaderList.fromRaw([...HEADERS, 'Cookie', `sid=${session}; featureFlipping=site:v5; consent=1`]),
})

const runnerOf = (code: string, options: FunctionRunnerOptions): FunctionRunner => {
  const created = createFunctionRunner(
    {
      logicalId: 'Bench',
      name: 'bench',
      runtime: 'cloudfront-js-2.0',
      code,
      keyValueStore: { logicalId: 'Store', name: 'store' },
      place: { file: 'bench.js' },
    },
    { keyValues: () => new Map(), ...options },
  )
  if (created.kind === 'invalid') throw new Error(created.message)
  return created.runner
}

/** One call of a variant, the n-th. */
type Call = (n: number) => void

const calls = (code: string): Record<string, Call> => {
  const [plain, same, viewers, pages] = [false, true, true, true].map(remembers => runnerOf(code, { remembers }))
  if (plain === undefined || same === undefined || viewers === undefined || pages === undefined) throw new Error()
  return {
    run: n => plain.viewerRequest(context, requestOf('/programme/live', `${n}`)),
    'remembered, all requests equal': () => same.viewerRequest(context, requestOf('/programme/live', '0')),
    'remembered, another sid cookie each': n => viewers.viewerRequest(context, requestOf('/programme/live', `${n}`)),
    // One in two is new, so that recording goes on.
    'half recorded, half remembered': n =>
      pages.viewerRequest(context, requestOf(`/programme/${Math.floor(n / 2)}`, '0')),
  }
}

const microsecondsPerCall = (call: Call, first: number): number => {
  const start = process.hrtime.bigint()
  for (let n = first; n < first + CALLS_PER_ROUND; n++) call(n)
  return Number(process.hrtime.bigint() - start) / 1_000 / CALLS_PER_ROUND
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const compare = (variants: Record<string, Call>): void => {
  const times = new Map<string, number[]>(Object.keys(variants).map(name => [name, []]))
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, call] of Object.entries(variants))
      times.get(name)?.push(microsecondsPerCall(call, round * CALLS_PER_ROUND))
  const making = microsecondsPerCall(n => requestOf('/programme/live', `${n}`), 0)
  console.log(`making a request: ${making.toFixed(2)} µs, in all of the following`)
  const medians = [...times].map(([name, all]) => [name, median(all)] as const)
  const [, run] = medians[0] ?? ['', 0]
  for (const [name, time] of medians) console.log(`${name}: ${time.toFixed(2)} µs, ratio ${(time / run).toFixed(3)}`)
}

compare(calls(readFileSync(BUILT_FUNCTION, 'utf8')))

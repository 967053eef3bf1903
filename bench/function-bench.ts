import { fileURLToPath } from 'node:url'
import {
  createFunctionRunner,
  type FunctionRunnerOptions,
} from '../pop/edge-functions/cloudfront-js/create-function-runner.ts'
import type { FunctionContext, FunctionRunner } from '../pop/edge-functions/cloudfront-js/invocation.ts'

/** The packaged viewer-request function, wherever the bench is started: it stands beside it in `dist`. */
export const BUILT_FUNCTION = fileURLToPath(new URL('../edge/functions/viewer-request.js', import.meta.url))

export const context: FunctionContext = {
  distributionDomainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
  requestId: 'EXAMPLEntjQpEXAMPLE_SG5Z-EXAMPLEPmPfEXAMPLEu3EqEXAMPLE',
  clientIp: '198.51.100.11',
  now: Date.UTC(2026, 0, 1),
}

const BROWSER_HEADERS = Object.entries({
  Host: 'www.example.org',
  Accept: 'text/html,application/xhtml+xml',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Safari/537.36',
  'Accept-Encoding': 'gzip, br',
  'Accept-Language': 'de,en;q=0.7',
}).flat()

/** Raw name and value pairs of a browser. */
export const headersWith = (cookie: string): string[] => [...BROWSER_HEADERS, 'Cookie', cookie]

const noKeys: ReadonlyMap<string, string> = new Map()

export const runnerOf = (code: string, options: FunctionRunnerOptions = {}): FunctionRunner => {
  const created = createFunctionRunner(
    {
      logicalId: 'Bench',
      name: 'bench',
      runtime: 'cloudfront-js-2.0',
      code,
      keyValueStore: { logicalId: 'Store', name: 'store' },
      place: { file: 'bench.js' },
    },
    { keyValues: () => noKeys, ...options },
  )
  if (created.kind === 'invalid') throw new Error(created.message)
  return created.runner
}

export const CALLS_PER_ROUND = 20_000

/** In: `call` is told the number of the call, from `first` on. */
export const microsecondsPerCall = (call: (n: number) => void, first = 0): number => {
  const start = process.hrtime.bigint()
  for (let n = first; n < first + CALLS_PER_ROUND; n++) call(n)
  return Number(process.hrtime.bigint() - start) / 1_000 / CALLS_PER_ROUND
}

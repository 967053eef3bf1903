import { spawnSync } from 'node:child_process'
import { HeaderList } from '../../http/header-list.ts'
import { createFunctionRunner } from '../../pop/edge-functions/cloudfront-js/create-function-runner.ts'
import type { Runtime } from '../../pop/edge-functions/cloudfront-js/language/finding.ts'
import { fromWire } from '../../pop/edge-functions/wire-text.ts'
import { context } from '../support/function-runner.ts'

/** What became of a function that puts its outcome into `request.headers['x-probe']`. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'refused' | 'threw'; readonly message: string }

/** Runs the file as the stage does. */
export const runHere = (source: string, runtime: Runtime): Outcome => {
  const created = createFunctionRunner({
    logicalId: 'Probe',
    name: 'probe',
    runtime,
    code: source,
    keyValueStore: undefined,
    place: { file: 'probe.js' },
  })
  if (created.kind === 'invalid') throw new Error(created.message)
  if (created.compileProblem !== undefined) return { kind: 'refused', message: created.compileProblem.message }
  const request = { method: 'GET', uri: '/', queryString: undefined, headers: new HeaderList() }
  const outcome = created.runner.viewerRequest(context, request)
  if (outcome.kind !== 'request')
    return { kind: 'threw', message: 'message' in outcome ? outcome.message : outcome.kind }
  return { kind: 'value', value: fromWire(outcome.headers.get('x-probe') ?? '') }
}

// ENG-12: a literal event, a call, a value or a promise.
const DRIVER = `
;(function () {
  var print = function (request) { console.log('=' + request.headers['x-probe'].value) };
  var result = handler({ request: { headers: {} } });
  if (result && typeof result.then == 'function') result.then(print, function (e) { console.log('!' + e) });
  else print(result);
})();`

/** True when the independent engine is installed (ENG-10). */
export const hasOracle = spawnSync('njs', ['-v']).status === 0

/** What a program without handler comes to on the engine of Debian's package `njs`: sandbox, safe mode, standard input (ENG-10, ENG-11). */
export const programOnOracle = (program: string): Outcome => {
  const { stdout, stderr } = spawnSync('njs', ['-s', '-u', '-q', '-'], { input: program, encoding: 'utf8' })
  const value = /^=([\s\S]*)\n$/m.exec(stdout)?.[1]
  if (value !== undefined) return { kind: 'value', value }
  const [message = ''] = `${stderr}${stdout}`.replace('Thrown:\n', '').split('\n')
  return { kind: message.startsWith('SyntaxError') ? 'refused' : 'threw', message }
}

/** Runs the file there. */
export const runOnOracle = (source: string): Outcome => programOnOracle(source + DRIVER)

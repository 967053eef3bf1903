import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { HeaderList } from '../http/header-list.ts'
import { BUILT_FUNCTION, context, headersWith, microsecondsPerCall, runnerOf } from './function-bench.ts'
import { median } from './median.ts'

// Microseconds a call of viewer-request: the stage's runner against the same code in a plain vm context with JSON both ways, alternating.

const ROUNDS = 7

const REFERENCE_FUNCTION = `
var TRACKING = { utm_source: 1, utm_medium: 1, gclid: 1 };
function handler(event) {
  var request = event.request;
  var query = request.querystring;
  var names = Object.keys(query).filter(function (name) { return !TRACKING[name] }).sort();
  request.querystring = names.map(function (name) { return name + '=' + query[name].value }).join('&');
  request.uri = request.uri.replace(/\\/{2,}/g, '/');
  var cookie = request.cookies.featureFlipping;
  request.headers['x-feature-flipping'] = { value: cookie && cookie.value === 'site:v5' ? 'site:v5' : 'site:v4' };
  return request;
}`

const HEADERS = headersWith('featureFlipping=site:v5; session=abcdef0123456789; consent=1')

const baselineEvent = {
  version: '1.0',
  context: { ...context, eventType: 'viewer-request' },
  viewer: { ip: context.clientIp },
  request: {
    method: 'GET',
    uri: '/programme/live',
    querystring: { a: { value: '1' }, b: { value: '2' } },
    headers: Object.fromEntries(
      [...HeaderList.fromRaw(HEADERS)].filter(([name]) => name !== 'cookie').map(([name, value]) => [name, { value }]),
    ),
    cookies: { featureFlipping: { value: 'site:v5' }, session: { value: 'abcdef0123456789' }, consent: { value: '1' } },
  },
}

const runnerCall = (code: string): (() => void) => {
  const runner = runnerOf(code)
  const call = () =>
    runner.viewerRequest(context, {
      method: 'GET',
      uri: '/programme/live',
      queryString: 'a=1&b=2',
      headers: HeaderList.fromRaw(HEADERS),
    })
  const outcome = call()
  if (outcome.kind !== 'request') throw new Error(`the function answered ${outcome.kind}`)
  return call
}

const CLOUDFRONT_STUB =
  "{ kvs: () => ({ get: () => Promise.reject('absent') }), logCustomData: text => encodeURIComponent(text) }"

/** What both realms with JSON run: the function, its event as text in, its result as text out. */
const jsonProgram = (code: string): string => {
  const withoutImport = code.replace(/import\s*(\w+)\s*from\s*['"]cloudfront['"];?/, `const $1 = ${CLOUDFRONT_STUB};`)
  return `(() => {
    ${withoutImport}
    let answer
    const write = result => { answer = JSON.stringify(result) }
    return {
      run: event => {
        const result = handler(JSON.parse(event))
        if (result instanceof Promise) result.then(write)
        else write(result)
      },
      take: () => answer,
    }
  })()`
}

const jsonCall = (code: string): (() => void) => {
  const realm = createContext(Object.create(null), { microtaskMode: 'afterEvaluate' })
  const guest: { run(event: string): void; take(): string } = new Script(jsonProgram(code)).runInContext(realm)
  const emptyQueue = /\basync\b/.test(code) ? new Script('0') : undefined
  return () => {
    guest.run(JSON.stringify(baselineEvent))
    emptyQueue?.runInContext(realm, { displayErrors: false })
    JSON.parse(guest.take())
  }
}

interface IsolatedFunction {
  applySync(receiver: undefined, parameters: readonly string[]): unknown
}
/** As much of isolated-vm as is used here: it is no dependency. */
interface IsolatedVm {
  readonly Isolate: new (options: { memoryLimit: number }) => {
    createContextSync(): { evalSync(code: string, options: { reference: true }): IsolatedFunction }
  }
}

/** Undefined where it is not installed. */
const isolatedVm = ((): IsolatedVm | undefined => {
  try {
    return createRequire(join(process.cwd(), 'package.json'))('isolated-vm')
  } catch {
    return undefined
  }
})()

const isolatedCall = ({ Isolate }: IsolatedVm, code: string): (() => void) => {
  const realm = new Isolate({ memoryLimit: 8 }).createContextSync()
  const program = `const guest = ${jsonProgram(code)}`
  // The jobs of promises run when a call returns, so an answer is taken by the next.
  const run = realm.evalSync(`${program}; event => { guest.run(event); return guest.take() }`, { reference: true })
  return () => {
    const answer = run.applySync(undefined, [JSON.stringify(baselineEvent)])
    if (typeof answer === 'string') JSON.parse(answer)
  }
}

/** In turns, so that what else the machine does falls on all of them. */
const medians = (calls: readonly (() => void)[]): number[] => {
  for (const call of calls) microsecondsPerCall(call)
  const times = calls.map((): number[] => [])
  for (let round = 0; round < ROUNDS; round++) calls.forEach((call, at) => times[at]?.push(microsecondsPerCall(call)))
  return times.map(median)
}

const compare = (name: string, code: string): void => {
  const others = [
    { label: 'JSON both ways', call: jsonCall(code) },
    ...(isolatedVm === undefined ? [] : [{ label: 'isolated-vm', call: isolatedCall(isolatedVm, code) }]),
  ]
  const [packed = 0, ...rest] = medians([runnerCall(code), ...others.map(({ call }) => call)])
  const texts = rest.map(
    (time, at) => `${others[at]?.label} ${time.toFixed(2)} µs, ${(time / packed).toFixed(2)} times that`,
  )
  console.log(`${name}: ${packed.toFixed(2)} µs a call; ${texts.join('; ')}`)
}

if (isolatedVm === undefined) console.log('isolated-vm is not installed: npm install --no-save isolated-vm@5.0.4')
compare('unchanged request', 'function handler(event) { return event.request }')
compare('reference function', REFERENCE_FUNCTION)
if (existsSync(BUILT_FUNCTION)) compare('built viewer-request', readFileSync(BUILT_FUNCTION, 'utf8'))

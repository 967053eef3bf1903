import { existsSync, readFileSync } from 'node:fs'
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

const jsonCall = (code: string): (() => void) => {
  const realm = createContext(Object.create(null), { microtaskMode: 'afterEvaluate' })
  const withoutImport = code.replace(/import\s*(\w+)\s*from\s*['"]cloudfront['"];?/, `const $1 = ${CLOUDFRONT_STUB};`)
  const guest: { run(event: string): void; take(): string } = new Script(`(() => {
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
  })()`).runInContext(realm)
  const emptyQueue = /\basync\b/.test(code) ? new Script('0') : undefined
  return () => {
    guest.run(JSON.stringify(baselineEvent))
    emptyQueue?.runInContext(realm, { displayErrors: false })
    JSON.parse(guest.take())
  }
}

const compare = (name: string, code: string): void => {
  const [packed, json] = [runnerCall(code), jsonCall(code)]
  microsecondsPerCall(packed)
  microsecondsPerCall(json)
  const packedTimes: number[] = []
  const jsonTimes: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    packedTimes.push(microsecondsPerCall(packed))
    jsonTimes.push(microsecondsPerCall(json))
  }
  const [a, b] = [median(packedTimes), median(jsonTimes)]
  console.log(`${name}: ${a.toFixed(2)} µs a call, JSON both ways ${b.toFixed(2)} µs, ratio ${(a / b).toFixed(2)}`)
}

compare('unchanged request', 'function handler(event) { return event.request }')
compare('reference function', REFERENCE_FUNCTION)
if (existsSync(BUILT_FUNCTION)) compare('built viewer-request', readFileSync(BUILT_FUNCTION, 'utf8'))

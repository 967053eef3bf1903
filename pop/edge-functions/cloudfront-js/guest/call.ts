/**
 * One invocation, from fields to answer. The host calls `viewerRequest` or `viewerResponse` with primitives only and gets a string:
 * the answer, or `pending` when the handler gave a promise; then it empties the queue of the realm and calls `finish`.
 */
export const GUEST_CALL = String.raw`
let now = 0
let eventType = ''
let logs = []
let logCharacters = 0
let customLogData
let unsupported = ''
let stopped = false
let settled

const stop = () => {
  stopped = true
  throw new RangeError('the function was stopped after ' + host.stepsMax + ' steps')
}

// The factory takes the names of the scope in order, then the cloudfront module and the stop.
const scopeNames = ${'${SCOPE_NAMES}'}
const madeFrom = factory => {
  const global = freshGlobal()
  const values = []
  for (let i = 0; i < scopeNames.length; i++) define(values, i, scopeNames[i] === 'global' ? global : global[scopeNames[i]])
  const body = factory(...values, cloudfront, stop)
  return () => {
    const handler = body()
    return typeof handler === 'function' ? handler : global.handler
  }
}
let freshHandler
const load = (factory, mentionsGlobal) => {
  freshHandler = mentionsGlobal ? () => madeFrom(factory)() : madeFrom(factory)
}

const begin = (time, type) => {
  now = time
  eventType = type
  logs = []
  logCharacters = 0
  customLogData = undefined
  unsupported = ''
  stopped = false
  answer = ''
  refusal = ''
}

const putRun = () => {
  for (let i = 0; i < logs.length; i++) {
    put('log')
    put(logs[i])
  }
  if (customLogData !== undefined) {
    put('custom-log-data')
    put(customLogData)
  }
}

const failed = (kind, message, stack) => {
  answer = ''
  put(kind)
  put(message)
  put(stack)
  putRun()
  return answer
}
const textOfThrown = value => {
  if (typeof value === 'string') return value
  return isObject(value) || typeof value === 'function' ? 'an object' : typeof value === 'symbol' ? 'a symbol' : '' + value
}
// Names, messages and stacks may be getters that throw, loop or lie; only strings count.
const threw = error => {
  try {
    if (!isObject(error)) return failed('execution-error', 'the function threw ' + textOfThrown(error), '')
    const { name, message, stack } = error
    const text = (typeof name === 'string' ? name : 'Error') + ': ' + (typeof message === 'string' ? message : '')
    return failed('execution-error', text, typeof stack === 'string' ? stack : '')
  } catch (again) {
    return failed('execution-error', 'the function threw something that cannot be described', '')
  }
}

const answerTo = (result, write) => {
  try {
    if (unsupported !== '') return failed('execution-error', unsupported, '')
    if (stopped) stop()
    if (!isObject(result)) return failed('validation-error', 'the function returned ' + textOfThrown(result) + ' instead of an object', '')
    write(result)
    if (refusal !== '') return failed('validation-error', refusal, '')
    putRun()
    return answer
  } catch (error) {
    return threw(error)
  }
}

const run = (event, write) => {
  settled = undefined
  let result
  try {
    const handler = freshHandler()
    if (typeof handler !== 'function') throw new ReferenceError('"handler" is not defined')
    result = handler(event)
    if (!(result instanceof HarnessPromise)) return answerTo(result, write)
    promiseThen(result, value => {
      settled = answerTo(value, write)
    }, error => {
      settled = threw(error)
    })
    return 'pending'
  } catch (error) {
    return threw(error)
  }
}
const finish = () => (settled === undefined ? failed('execution-error', 'the promise of the handler never settled', '') : settled)

const contextOf = (distributionDomainName, distributionId, requestId) => ({ distributionDomainName, distributionId, eventType, requestId })

// What a request or a response that is made from nothing is compared with.
const nothing = () => ({ headers: emptyTable(), cookies: emptyTable() })

const viewerRequest = (domainName, distributionId, requestId, ip, time, method, uri, query, ...fields) => {
  begin(time, 'viewer-request')
  const before = readRequest(method, uri, query, fields, 0, fields.length)
  if (before.queries.hasIndexNames) before.queryOrder = keys(before.queries.object)
  const event = { version: '1.0', context: contextOf(domainName, distributionId, requestId), viewer: { ip }, request: before.request }
  return run(event, result => {
    if (result.statusCode === undefined) return putRequest(before, result)
    put('response')
    putResponse(nothing(), result)
  })
}

const viewerResponse = (
  domainName, distributionId, requestId, ip, time, method, uri, query, requestFields, statusCode, statusDescription, ...fields
) => {
  begin(time, 'viewer-response')
  const { request } = readRequest(method, uri, query, fields, 0, requestFields)
  const headers = emptyTable()
  const cookies = emptyTable()
  addHeaders(headers, cookies, fields, requestFields, fields.length, 'set-cookie')
  const response = { statusCode, headers: headers.object, cookies: cookies.object }
  if (statusDescription !== undefined) response.statusDescription = statusDescription
  const event = { version: '1.0', context: contextOf(domainName, distributionId, requestId), viewer: { ip }, request, response }
  return run(event, result => putResponse({ headers, cookies }, result))
}
`

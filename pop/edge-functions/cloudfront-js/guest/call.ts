/**
 * One invocation, from fields to answer. The host calls `viewerRequest` or `viewerResponse` with primitives only and gets a string:
 * the answer, or `pending` when the handler gave a promise; then it empties the queue of the realm and calls `finish`.
 */
export const GUEST_CALL = String.raw`
let now = 0
let eventType = ''
let locationName
let locationIp
let locationRegion
let logs = []
let logCharacters = 0
let customLogData
let settled
// What the event was made from, and what writes the difference between it and the result.
let before
let write

// The factory takes the names of the scope in order, then what its code calls of the harness (prepare-source.ts).
const scopeNames = ${'${SCOPE_NAMES}'}
const madeFrom = factory => {
  const global = freshGlobal()
  const values = []
  for (let i = 0; i < scopeNames.length; i++) define(values, i, scopeNames[i] === 'global' ? global : global[scopeNames[i]])
  const ledger = factory(...values, cloudfront, wording, pause, outOfSteps, outOfMemory, outOfStack, guardedTypes, wide, checkedKey, listed, orderedLiteral, expressionOf)
  const body = ledger[0]
  stepsOf = ledger[1]
  spend = ledger[2]
  heldBytes = ledger[3]
  return () => {
    const handler = callFunction(body, global)
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
  originChoice = undefined
  beginLedger()
  readsMoment = false
  isFirstTurn = true
  firstWaiting = undefined
  beginRecording()
  answer = ''
  refusal = ''
  returned = undefined
}

const putRun = () => {
  for (let i = 0; i < logs.length; i++) putTagged('l', logs[i])
  if (customLogData !== undefined) putTagged('d', customLogData)
  if (originChoice !== undefined) putTagged('o', originChoice)
}

// No answer has it, as its tag means nothing: the call has to be made again with more care (ledger.ts).
const AGAIN = '!again'
// The tags of a failure.
const EXECUTION_ERROR = 'e'
const VALIDATION_ERROR = 'v'
const failed = (kind, message, stack) => {
  if (isAgain) return AGAIN
  answer = ''
  putTagged(kind, message)
  put(stack)
  if (stopped !== '' && StopType === RangeError) putTagged('x', '')
  putRun()
  return answer
}
const textOfThrown = value => {
  if (typeof value === 'string') return value
  return isObject(value) || typeof value === 'function' ? 'an object' : typeof value === 'symbol' ? 'a symbol' : '' + value
}
// Names, messages and stacks may be getters that throw, loop or lie; only strings count.
const threw = thrown => {
  try {
    if (!isObject(thrown)) return failed(EXECUTION_ERROR, 'the function threw ' + textOfThrown(thrown), '')
    wording(thrown)
    // What the function makes of its end is no matter.
    const error = stopped === '' || thrown.message === stopped ? thrown : stopError()
    const { name, message, stack } = error
    const text = (typeof name === 'string' ? name : 'Error') + ': ' + (typeof message === 'string' ? message : '')
    return failed(EXECUTION_ERROR, text, typeof stack === 'string' ? stack : '')
  } catch (again) {
    return failed(EXECUTION_ERROR, 'the function threw something that cannot be described', '')
  }
}

// What the handler returned, as JSON text: for a test of the function, which shows it whatever is wrong with it (CFF-159).
let keepsReturned = false
let returned
// To look must change nothing: what has no JSON text, such as a cycle, goes on as it would have gone.
const keepReturned = result => {
  try {
    returned = JSON.stringify(result)
  } catch (error) {
    returned = undefined
  }
}
const inspect = () => {
  keepsReturned = true
}
const returnedText = () => returned

const answerTo = result => {
  try {
    if (stopped !== '') throw stopError()
    if (!isObject(result)) return failed(VALIDATION_ERROR, 'the function returned ' + textOfThrown(result) + ' instead of an object', '')
    write(before, result)
    if (keepsReturned) keepReturned(result)
    if (refusal !== '') return failed(VALIDATION_ERROR, refusal, '')
    putRun()
    return answer
  } catch (error) {
    return threw(error)
  }
}

const settleWithResult = result => {
  settled = answerTo(result)
}
const settleWithError = error => {
  settled = threw(error)
}

const run = event => {
  settled = undefined
  try {
    const handler = freshHandler()
    if (typeof handler !== 'function') throw new ReferenceError('"handler" is not defined')
    const result = handler(event)
    if (!(result instanceof HarnessPromise)) return answerTo(result)
    promiseThen(result, settleWithResult, settleWithError)
    isFirstTurn = false
    settleWaiting()
    return 'pending'
  } catch (error) {
    return threw(error)
  }
}
const finish = () => (settled === undefined ? failed(EXECUTION_ERROR, 'the promise of the handler never settled', '') : settled)

const contextOf = (distributionDomainName, distributionId, requestId) =>
  recordedFields({ distributionDomainName, distributionId, eventType, requestId }, CONTEXT_FIELDS)
const viewerOf = ip => recordedFields({ ip }, VIEWER_FIELDS)

// What a request or a response that is made from nothing is compared with.
const nothing = () => ({ headers: emptyTable(), cookies: emptyTable() })

const putRequestOrResponse = (before, result) => {
  if (result.statusCode === undefined) return putRequest(before, result)
  answer += 'r'
  putResponse(nothing(), result)
}

const viewerRequest = (
  domainName, distributionId, requestId, ip, time, airport, serverIp, region, method, uri, query, ...fields
) => {
  begin(time, 'viewer-request')
  locationName = airport
  locationIp = serverIp
  locationRegion = region
  write = putRequestOrResponse
  before = readRequest(method, uri, query, fields, 0, fields.length)
  const request = isRecording ? recordRequest(before) : before.request
  const event = { version: '1.0', context: contextOf(domainName, distributionId, requestId), viewer: viewerOf(ip), request }
  return run(event)
}

const viewerResponse = (
  domainName, distributionId, requestId, ip, time, _airport, _serverIp, _region, method, uri, query, requestFields, statusCode, statusDescription, ...fields
) => {
  begin(time, 'viewer-response')
  const given = readRequest(method, uri, query, fields, 0, requestFields)
  const request = isRecording ? recordRequest(given) : given.request
  const headers = emptyTable()
  const cookies = emptyTable()
  write = putResponse
  before = { headers, cookies }
  addHeaders(headers, cookies, fields, requestFields, fields.length, 'set-cookie')
  const plain =
    statusDescription === undefined
      ? { statusCode, headers: headers.object, cookies: cookies.object }
      : { statusCode, statusDescription, headers: headers.object, cookies: cookies.object }
  const response = isRecording ? recordResponse(plain, before) : plain
  const event = { version: '1.0', context: contextOf(domainName, distributionId, requestId), viewer: viewerOf(ip), request, response }
  return run(event)
}

// A call that the clock watches is made by a script of the host. No identifier has a colon: the function cannot name it.
const entryPoints = { viewerRequest, viewerResponse }
let prepared
const prepareCall = (entry, ...fields) => {
  prepared = () => entryPoints[entry](...fields)
}
defineProperty(realGlobal, 'understudy:call', { value: () => prepared() })
const stoppedAfter = milliseconds => {
  StopType = RangeError
  stopped = 'the function was stopped after ' + milliseconds + ' ms'
  return failed(EXECUTION_ERROR, 'RangeError: ' + stopped, '')
}
`

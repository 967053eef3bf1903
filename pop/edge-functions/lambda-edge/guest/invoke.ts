/** One invocation of the handler: with a promise, or up to nodejs22.x with a callback (LAE-74). */
export const GUEST_INVOKE = String.raw`
// Lambda's quota for an answer of any function.
const RESULT_CHARACTERS_MAX = 6291556

const contextOf = ({ deadline }, endings) => {
  const context = {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: settings.functionArn,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  }
  return nodeMajor >= 24 ? context : { ...context, callbackWaitsForEmptyEventLoop: true, ...endings }
}

// Calls back when the event loop has nothing left to do.
let onIdle = () => {}
process.on('beforeExit', () => onIdle())
const whenIdle = then => {
  onIdle = then
  channel.unref()
}

// As Lambda's own runtime interface client: whatever answers first counts, a callback before what an async handler returns.
const invoke = (handler, invocation) => new Promise((resolve, reject) => {
  let isAnswered = false
  const first = answer => (...given) => {
    if (isAnswered) return
    isAnswered = true
    answer(...given)
  }
  const isError = error => error !== undefined && error !== null
  const done = first((error, result) => (isError(error) ? reject(error) : resolve(result)))
  const succeed = result => done(null, result)
  const fail = error => done(isError(error) ? error : 'handled')
  // A callback's answer goes out when the event loop is empty, unless the function says otherwise.
  const callback = first((error, result) => {
    if (isError(error)) reject(error)
    else if (!context.callbackWaitsForEmptyEventLoop) resolve(result)
    else whenIdle(() => resolve(result))
  })
  const context = contextOf(invocation, { done, fail, succeed })
  let result
  try {
    result = handler(JSON.parse(invocation.event), context, callback)
  } catch (error) {
    return fail(error)
  }
  if (typeof result?.then === 'function') result.then(succeed, fail)
  else if (nodeMajor >= 24) succeed(result)
  // Who neither gives a promise nor calls back has answered null when nothing is left to do.
  else if (!isAnswered) whenIdle(() => succeed(null))
})

const resultText = result => {
  const text = JSON.stringify(result === undefined ? null : result) ?? 'null'
  if (text.length > RESULT_CHARACTERS_MAX) {
    const what = 'Response payload size exceeded maximum allowed payload size (' + RESULT_CHARACTERS_MAX + ' bytes).'
    throw failure('Function.ResponseSizeTooLarge', what)
  }
  return text
}
`

/** One invocation of the handler: with a promise, or up to nodejs22.x with a callback (LAE-74). */
export const GUEST_INVOKE = String.raw`
// Lambda's quota for an answer of any function.
const RESULT_CHARACTERS_MAX = 6291556

const callbackContext = (context, callback) => ({
  ...context,
  callbackWaitsForEmptyEventLoop: true,
  done: callback,
  fail: error => callback(error || new Error('failed')),
  succeed: result => callback(null, result),
})

const contextOf = ({ deadline }, callback) => {
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
  return nodeMajor >= 24 ? context : callbackContext(context, callback)
}

// Calls back when the event loop has nothing left to do.
let onIdle = () => {}
process.on('beforeExit', () => onIdle())
const whenIdle = then => {
  onIdle = then
  channel.unref()
}

const invoke = (handler, invocation) => new Promise((resolve, reject) => {
  let answered = null
  // A callback's answer goes out when the event loop is empty, unless the function says otherwise.
  const callback = (error, result) => {
    answered = result
    if (error) reject(error)
    else if (!context.callbackWaitsForEmptyEventLoop) resolve(result)
  }
  const context = contextOf(invocation, callback)
  const result = handler(JSON.parse(invocation.event), context, callback)
  if (typeof result?.then === 'function') result.then(resolve, reject)
  else if (nodeMajor >= 24) resolve(result)
  // Who neither gives a promise nor calls back has answered null when nothing is left to do.
  else whenIdle(() => resolve(answered))
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

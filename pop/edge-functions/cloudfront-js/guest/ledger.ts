/**
 * What a run may spend inside the realm. The counters are variables of the function's own script (`prepare-source.ts`), where most of the
 * counting happens; built-ins charge here, before they ask the engine below for anything.
 *
 * `spend(bytes)`: memory, as the sum of all that the run asked for (docs/decisions/012). `walk(elements)`: what a built-in goes over.
 * Both end the run for good: once a counter is used up each further charge throws again, whatever the function catches.
 */
export const GUEST_LEDGER = String.raw`
// Nothing is charged while the realm is made.
let spend = () => {}
let stepsOf = () => 0
let heldBytes = () => 0
const stepsTaken = () => stepsOf()
const bytesTaken = () => heldBytes()
let stopped = ''
let isAgain = false

// A call counts too: a built-in may be the callback of another, and then no step is counted.
const ELEMENTS_MAX = 1600000
const ELEMENTS_A_CALL = 8
let elementsLeft = ELEMENTS_MAX
const walk = elements => {
  elementsLeft = elements < ELEMENTS_MAX ? elementsLeft - ELEMENTS_A_CALL - (elements | 0) : -1
  if (elementsLeft < 0) outOfElements()
}

let StopType = RangeError
const stopError = () => new StopType(stopped)
// A text that no engine could hold was put together: the run ends, whatever the function does about the error.
const stopLater = () => {
  if (stopped !== '') return
  stopped = MEMORY_TEXT
  StopType = MemoryError
}
// As in prepare-source.ts.
const BYTES_MAX = 2097152
const MEMORY_TEXT = 'the function was stopped at 2 MB of memory'
const stopWith = (Type, message) => {
  if (stopped === '') {
    stopped = message
    StopType = Type
  }
  throw stopError()
}
// The function may catch it, as the runtime's engine lets it.
const outOfStack = () => {
  throw new RangeError('Maximum call stack size exceeded')
}
const outOfMemory = () => stopWith(MemoryError, MEMORY_TEXT)
const outOfElements = () => stopWith(RangeError, 'the function was stopped, its built-ins went over more than ' + ELEMENTS_MAX + ' elements')
// What was reached is not held here: the host makes the call again in a realm where it is.
const needCare = () => {
  if (host.redirects) return
  isAgain = true
  stopWith(InternalError, 'the function is run again')
}
const outOfSteps = steps => stopWith(RangeError, 'the function was stopped after ' + steps + ' steps')

// Every so many steps the clock is read: a single turn can hold more work than steps tell. Whoever holds much can do more in a step, and
// so can whoever has much code.
const stepsUntilClock = bytes => bytes > 262144 ? 10 : bytes > 32768 ? 50 : 250
let readsClock = false
const pause = (steps, stepsMax, stepsOfCode) => {
  if (stopped !== '') throw stopError()
  if (steps >= stepsMax) return outOfSteps(stepsMax)
  const limitMilliseconds = askHost(host.tooLong, !readsClock)
  readsClock = true
  if (limitMilliseconds > 0) stopWith(RangeError, 'the function was stopped after ' + limitMilliseconds + ' ms')
  return Math.min(stepsUntilClock(bytesTaken()), stepsOfCode, stepsMax - steps)
}
const beginLedger = () => {
  stopped = ''
  isAgain = false
  readsClock = false
  elementsLeft = ELEMENTS_MAX
  if (symbolsOfRun.size > 0) symbolsOfRun = new HarnessMap()
}

// What a built-in made, charged afterwards where it is at most a small multiple of what was there.
const SHORT_CHARACTERS = 14
const made = text => {
  if (typeof text === 'string' && text.length > SHORT_CHARACTERS) spend(text.length)
  return text
}
const ELEMENT_BYTES = 16
const OBJECT_BYTES = 64
const uncurried = method => Function.prototype.call.bind(method)
const engineApply = uncurried(Function.prototype.apply)
// Replaces methods by name; name, length and attributes stay as they were.
const limit = (holder, methods) => {
  if (!host.counts) return
  for (const name of ownKeys(methods)) {
    const before = getOwnPropertyDescriptor(holder, name)
    if (before === undefined) continue
    for (const own of ['name', 'length']) defineProperty(methods[name], own, { value: before.value[own], configurable: true })
    defineProperty(holder, name, { value: methods[name] })
  }
}
// After the call, whatever it was given.
const limitAfter = (holder, names, charge) => {
  if (!host.counts) return
  for (const name of names) {
    if (!hasOwn(holder, name)) continue
    const method = holder[name]
    limit(holder, { [name]() { return charge(engineApply(method, this, arguments)) } })
  }
}
`

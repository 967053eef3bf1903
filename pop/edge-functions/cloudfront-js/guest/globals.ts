/**
 * The globals of the function's scope: the engine's that remain, those of the harness, and the clock and chance of the run
 * (CFF-46, CFF-47, CFF-56). Frozen, so that one invocation leaves nothing behind for the next.
 */
export const GUEST_GLOBALS = String.raw`
let symbolsOfRun = new HarnessMap()
// Whatever differs between two equal requests: time, chance, the id of the request, the address of the viewer.
let readsMoment = false
const momentNow = () => {
  readsMoment = true
  return now
}

const FrozenDate = function Date(...parts) {
  if (new.target === undefined) return new EngineDate(momentNow()).toString()
  return parts.length === 0 ? new EngineDate(momentNow()) : dateOf(parts)
}
defineProperty(FrozenDate, 'length', { value: 7 })
FrozenDate.prototype = EngineDate.prototype
FrozenDate.now = momentNow
FrozenDate.parse = text => readDate('' + text)
FrozenDate.UTC = EngineDate.UTC
EngineDate.prototype.constructor = FrozenDate

const engineRandom = Math.random
Math.random = () => {
  readsMoment = true
  const number = host.random === undefined ? undefined : askHost(host.random)
  return number === undefined ? engineRandom() : number
}

// CFF-60. eval is looked up as a global: no function may have a parameter of that name.
const evalStandIn = function eval_() {
  throw new InternalError('Not implemented')
}
defineProperty(evalStandIn, 'name', { value: 'eval' })
define(realGlobal, 'eval', evalStandIn)
const FunctionStandIn = function Function() {
  throw new TypeError('function constructor is disabled in "safe" mode')
}
FunctionStandIn.prototype = Function.prototype
for (const made of [() => {}, async () => {}]) defineProperty(getPrototypeOf(made), 'constructor', { value: FunctionStandIn })

const scope = {
  ...engine, Function: FunctionStandIn, RegExp: CutRegExp, Date: FrozenDate, InternalError, MemoryError, console, TextEncoder, TextDecoder, require,
}
if (!isOldRuntime) Object.assign(scope, { atob, btoa, Buffer })
// Errors of the runtime have no stack: where the function looks for one, none is made, and its failures name no line.
Error.stackTraceLimit = host.readsStacks ? undefined : 8
// A hook here would be handed frames of the host.
Object.defineProperty(Error, 'prepareStackTrace', { value: undefined })

// The global object as a function sees it: what it writes to global lasts for its invocation.
const freshGlobal = () => {
  const object = Object.create(null)
  for (const name of Object.keys(scope)) object[name] = scope[name]
  object.eval = evalStandIn
  object.global = object.globalThis = object
  return object
}

// A frozen prototype forbids even objects that inherit from it to have own members of those names; an accessor allows them. What is behind
// the accessor no longer shows, and is frozen here.
const allowOverride = prototype => {
  for (const name of getOwnPropertyNames(prototype)) {
    const { value, writable } = getOwnPropertyDescriptor(prototype, name)
    if (!writable) continue
    freeze(value)
    defineProperty(prototype, name, {
      get: () => value,
      set(own) {
        if (this === prototype) throw new TypeError('Cannot assign to read only property "' + name + '"')
        defineProperty(this, name, { value: own, writable: true, enumerable: true, configurable: true })
      },
      enumerable: false,
    })
  }
}
const freezeAll = roots => {
  const seen = new HarnessSet()
  const visit = value => {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return
    seen.add(value)
    freeze(value)
    visit(getPrototypeOf(value))
    for (const key of ownKeys(value)) {
      const { value: inner, get, set } = getOwnPropertyDescriptor(value, key)
      visit(inner)
      visit(get)
      visit(set)
    }
  }
  for (const root of roots) visit(root)
}
const freezeRealm = () => {
  for (const { prototype } of [Object, Function, Error, TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError, InternalError, MemoryError]) {
    allowOverride(prototype)
  }
  const hidden = [[][Symbol.iterator](), ''[Symbol.iterator](), async () => {}, function* () {}, async function* () {}, /a/[Symbol.matchAll]('a')]
  freezeAll([scope, guardedTypes, ...Object.values(scope), evalStandIn, cloudfront, keyValueStore, RequestView.prototype, ...hidden])
}
`

/**
 * The globals of the function's scope: the engine's that remain, those of the harness, and the clock and chance of the run
 * (CFF-46, CFF-47, CFF-56). Frozen, so that one invocation leaves nothing behind for the next.
 */
export const GUEST_GLOBALS = String.raw`
// Whatever differs between two equal requests: time, chance, the id of the request, the address of the viewer.
let readsMoment = false
const momentNow = () => {
  readsMoment = true
  return now
}

const EngineDate = Date
const FrozenDate = function Date(...parts) {
  if (new.target === undefined) return new EngineDate(momentNow()).toString()
  return parts.length === 0 ? new EngineDate(momentNow()) : new EngineDate(...parts)
}
FrozenDate.prototype = EngineDate.prototype
FrozenDate.now = momentNow
FrozenDate.parse = EngineDate.parse
FrozenDate.UTC = EngineDate.UTC
EngineDate.prototype.constructor = FrozenDate

const engineRandom = Math.random
Math.random = () => {
  readsMoment = true
  const number = host.random === undefined ? undefined : askHost(host.random)
  return number === undefined ? engineRandom() : number
}

const scope = { ...engine, Date: FrozenDate, InternalError, console, atob, btoa, Buffer, TextEncoder, TextDecoder, require }
Error.stackTraceLimit = 5
// A hook here would be handed frames of the host.
Object.defineProperty(Error, 'prepareStackTrace', { value: undefined })

// The global object as a function sees it: what it writes to global lasts for its invocation.
const freshGlobal = () => {
  const object = Object.create(null)
  for (const name of Object.keys(scope)) object[name] = scope[name]
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
  for (const { prototype } of [Object, Function, Error, TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError, InternalError]) {
    allowOverride(prototype)
  }
  const hidden = [[][Symbol.iterator](), ''[Symbol.iterator](), async () => {}, function* () {}, async function* () {}, /a/[Symbol.matchAll]('a')]
  freezeAll([scope, ...Object.values(scope), cloudfront, keyValueStore, RequestView.prototype, ...hidden])
}
`

import { GUEST_ANSWER } from './answer.ts'
import { GUEST_ASKING } from './asking.ts'
import { GUEST_BUFFER } from './buffer.ts'
import { builtinNames, guestBuiltins } from './builtins.ts'
import { GUEST_BYTE_STRINGS } from './byte-strings.ts'
import { GUEST_BYTES } from './bytes.ts'
import { GUEST_CALL } from './call.ts'
import { GUEST_CLOUDFRONT } from './cloudfront-module.ts'
import { GUEST_CBOR } from './cbor.ts'
import { GUEST_CWT } from './cwt.ts'
import { GUEST_DUMP } from './dump.ts'
import { GUEST_ENGINE_ANSWERS } from './engine-answers.ts'
import { GUEST_EVENT } from './event.ts'
import { GUEST_EXPRESSION_METHODS } from './expression-methods.ts'
import { GUEST_GLOBALS } from './globals.ts'
import { GUEST_JSON } from './json.ts'
import { GUEST_LEDGER } from './ledger.ts'
import { GUEST_LIMITED_LISTS } from './limited-lists.ts'
import { GUEST_LIMITED_OBJECTS } from './limited-objects.ts'
import { GUEST_LIMITED_STRINGS } from './limited-strings.ts'
import { GUEST_MODULES } from './modules.ts'
import { GUEST_ORDERED_OBJECT } from './ordered-object.ts'
import { GUEST_PATTERNS } from './patterns.ts'
import { GUEST_RECORDER } from './recorder.ts'
import { GUEST_RECORDING } from './recording.ts'
import { GUEST_TABLE_RECORDER } from './table-recorder.ts'
import { GUEST_UTC_DATE } from './utc-date.ts'
import { GUEST_WALKS_BY_KEYS } from './walks-by-keys.ts'
import { GUEST_WORDING } from './wording.ts'
import type { Runtime } from '../language/finding.ts'

/** What the harness itself uses of the engine, taken before anything is cut and before the function runs. */
const PRIMORDIALS = String.raw`
// Looking up a global of a vm context asks the host each time; these are local.
const { Array, Boolean, Date, Error, Function, JSON, Map, Math, Number, Object, Promise, Proxy, Reflect, RegExp, Set, String, Symbol, Uint8Array, ArrayBuffer, DataView, WeakMap } = globalThis
const { RangeError, ReferenceError, SyntaxError, TypeError, EvalError, URIError, encodeURIComponent, decodeURIComponent } = globalThis
const { defineProperty, freeze, getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf, keys } = Object
const { isArray } = Array
const { stringify } = JSON
const { deleteProperty, ownKeys } = Reflect
const realGlobal = globalThis
const HarnessMap = Map
const HarnessProxy = Proxy
const HarnessSet = Set
const HarnessWeakMap = WeakMap
const HarnessPromise = Promise
const EngineRegExp = RegExp
const hasOwn = Function.prototype.call.bind(Object.prototype.hasOwnProperty)
const promiseThen = Function.prototype.call.bind(Promise.prototype.then)
const callFunction = Function.prototype.call.bind(Function.prototype.call)
const define = (object, name, value) => defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
const engineExec = Function.prototype.call.bind(RegExp.prototype.exec)
const textIndex = Function.prototype.call.bind(String.prototype.indexOf)
const textEnd = Function.prototype.call.bind(String.prototype.slice)
// The pattern of the harness in, what it found out: no method of a string or a pattern is looked up.
const regexpExec = (pattern, text) => engineExec(pattern, text)
// Error types that only the runtime's engine has (CFF-56).
const errorType = name => {
  function NamedError(message) {
    const error = new Error(message)
    Object.setPrototypeOf(error, NamedError.prototype)
    return error
  }
  NamedError.prototype = Object.create(Error.prototype, {
    constructor: { value: NamedError, writable: true, configurable: true },
    name: { value: name, writable: true, configurable: true },
    message: { value: '', writable: true, configurable: true },
  })
  return defineProperty(NamedError, 'name', { value: name })
}
const InternalError = errorType('InternalError')
const MemoryError = errorType('MemoryError')
`

/**
 * The program that runs inside the realm before a function does: text, because it must be compiled there. It is a function of one host
 * object (questions that take and give primitives) and gives the entry points. `frozen` realms are shared by all invocations.
 */
export const guestProgram = (runtime: Runtime): string => {
  const isOld = runtime === 'cloudfront-js-1.0'
  return `(function (host, frozen) { 'use strict'
const isOldRuntime = ${isOld}
${PRIMORDIALS}
${guestBuiltins(runtime)}
${GUEST_LEDGER}
${GUEST_ORDERED_OBJECT}
${GUEST_BYTES}
${GUEST_BUFFER}
${isOld ? GUEST_BYTE_STRINGS : ''}
${GUEST_DUMP}
${GUEST_MODULES}
${GUEST_CLOUDFRONT}
${GUEST_CBOR}
${GUEST_CWT}
${GUEST_EVENT}
${GUEST_ANSWER}
${GUEST_ASKING}
${GUEST_RECORDER}
${GUEST_TABLE_RECORDER}
${GUEST_RECORDING}
${GUEST_WORDING}
${GUEST_JSON}
${GUEST_UTC_DATE}
${GUEST_ENGINE_ANSWERS}
${GUEST_PATTERNS}
${GUEST_EXPRESSION_METHODS}
${GUEST_CALL.replace('${SCOPE_NAMES}', JSON.stringify(builtinNames(runtime)))}
${GUEST_LIMITED_STRINGS}
${GUEST_WALKS_BY_KEYS}
${GUEST_LIMITED_LISTS}
${GUEST_LIMITED_OBJECTS}
${GUEST_GLOBALS}
if (frozen) freezeRealm()
return { load, viewerRequest, viewerResponse, finish, prepareCall, stoppedAfter, record, questionsAsked, mustRunAgain, inspect, returnedText, stepsTaken, bytesTaken }
})`
}

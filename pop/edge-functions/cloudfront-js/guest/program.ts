import { GUEST_ANSWER } from './answer.ts'
import { GUEST_ASKING } from './asking.ts'
import { BUILTIN_NAMES, GUEST_BUILTINS } from './builtins.ts'
import { GUEST_BYTES } from './bytes.ts'
import { GUEST_CALL } from './call.ts'
import { GUEST_CLOUDFRONT } from './cloudfront-module.ts'
import { GUEST_EVENT } from './event.ts'
import { GUEST_GLOBALS } from './globals.ts'
import { GUEST_MODULES } from './modules.ts'
import { GUEST_RECORDER } from './recorder.ts'
import { GUEST_RECORDING } from './recording.ts'
import { GUEST_TABLE_RECORDER } from './table-recorder.ts'

/** What the harness itself uses of the engine, taken before anything is cut and before the function runs. */
const PRIMORDIALS = String.raw`
// Looking up a global of a vm context asks the host each time; these are local.
const { Array, Boolean, Date, Error, Function, JSON, Map, Math, Number, Object, Promise, Proxy, Reflect, Set, String, Symbol, Uint8Array } = globalThis
const { RangeError, ReferenceError, SyntaxError, TypeError, EvalError, URIError, encodeURIComponent, decodeURIComponent } = globalThis
const { defineProperty, freeze, getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf, keys } = Object
const { isArray } = Array
const jsonText = JSON.stringify
const { deleteProperty, ownKeys } = Reflect
const realGlobal = globalThis
const HarnessMap = Map
const HarnessProxy = Proxy
const HarnessSet = Set
const HarnessPromise = Promise
const hasOwn = Function.prototype.call.bind(Object.prototype.hasOwnProperty)
const promiseThen = Function.prototype.call.bind(Promise.prototype.then)
const define = (object, name, value) => defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
function InternalError(message) {
  const error = new Error(message)
  Object.setPrototypeOf(error, InternalError.prototype)
  return error
}
InternalError.prototype = Object.create(Error.prototype, {
  constructor: { value: InternalError, writable: true, configurable: true },
  name: { value: 'InternalError', writable: true, configurable: true },
  message: { value: '', writable: true, configurable: true },
})
`

/**
 * The program that runs inside the realm before a function does: text, because it must be compiled there. It is a function of one host
 * object (questions that take and give primitives) and gives the entry points. `frozen` realms are shared by all invocations.
 */
export const GUEST_PROGRAM = `(function (host, frozen) { 'use strict'
${PRIMORDIALS}
${GUEST_BUILTINS}
${GUEST_BYTES}
${GUEST_MODULES}
${GUEST_CLOUDFRONT}
${GUEST_EVENT}
${GUEST_ANSWER}
${GUEST_ASKING}
${GUEST_RECORDER}
${GUEST_TABLE_RECORDER}
${GUEST_RECORDING}
${GUEST_CALL.replace('${SCOPE_NAMES}', JSON.stringify(BUILTIN_NAMES))}
${GUEST_GLOBALS}
if (frozen) freezeRealm()
return { load, viewerRequest, viewerResponse, finish, record, questionsAsked, mustRunAgain, inspect, returnedText, stepsTaken }
})`

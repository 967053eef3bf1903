/**
 * The words of the runtime's engine for errors that this engine throws (ENG-26): what a function logs, compares or answers with must not
 * tell the two apart. Told by class and sentence; errors that the function words itself have neither.
 */
export const GUEST_WORDING = String.raw`
const quoted = (before, name, after) => before + '"' + name + '"' + after
// The callee is text of the source: its end is enough.
const CALLEE_CHARACTERS_MAX = 200
const lastName = path => regexpExec(/([\w$-]+)['"\]]*$/, textEnd(path, -CALLEE_CHARACTERS_MAX))
// A call of a name says what the name holds, which the sentence does not tell: mostly undefined.
const notCallable = path => {
  if (regexpExec(/\(\.\.\.\)$|^[\w$]+$/, path) !== null) return 'undefined is not a function'
  const name = lastName(path)
  return name === null ? 'undefined is not a function' : quoted('(intermediate value)[', name[1], '] is not a function')
}
// The sentence names the callback of a built-in as it names a called name: the first frame tells them apart.
const stackOf = error => {
  const stack = getOwnPropertyDescriptor(error, 'stack')
  const text = stack === undefined ? '' : stack.get === undefined ? stack.value : ''
  return typeof text === 'string' ? text : ''
}
const builtinOf = error => {
  const found = regexpExec(/^.*\n\s+at (?:new )?(?:[\w$]+\.)?(\w+)(?: \[as \w+\])? \(<anonymous>\)/, stackOf(error))
  return found === null ? undefined : found[1]
}
const descriptorProblem = (found, error) => {
  const builtin = builtinOf(error)
  return builtin === 'create' || builtin === 'defineProperties' ? 'property descriptor must be an object' : 'descriptor is not an object'
}
const namesTypedArray = text => (regexpExec(/(?:Int|Uint|Float)\d+(?:Clamped)?Array|Buffer/, text) !== null)
const kindOf = text => (namesTypedArray(text) ? 'typed array' : regexpExec(/Array\]/, text) !== null ? 'array' : regexpExec(/function/, text) !== null ? 'function' : 'object')

const TYPE_ERRORS = [
  [/^Cannot read properties of (undefined|null) \(reading '(.*)'\)$/, found => quoted('cannot get property ', found[2], ' of ' + found[1])],
  [/^Cannot set properties of (undefined|null)/, found => 'property set on primitive ' + found[1] + ' type'],
  [/^Cannot create property '.*' on (\w+)/, found => 'property set on primitive ' + found[1] + ' type'],
  [/^Cannot assign to read only property '.*' of string/, () => 'property set on primitive string type'],
  [/^Promise resolver .* is not a function$/, () => 'unexpected arguments'],
  [/^(?:undefined|null|true|false|-?\d+|#<\w+>|\[object \w+\]) is not a function$/, () => 'callback argument is not callable'],
  [/^option \w+ is not a function$/, found => found[0]],
  [/^(.*) is not a function$/, (found, error) => (builtinOf(error) === undefined ? notCallable(found[1]) : 'callback argument is not callable')],
  [/^(?:Symbol|Buffer) is not a constructor$/, found => found[0]],
  [/^\(intermediate value\) is not a constructor$/, () => 'function is not a constructor'],
  [/^(.*) is not a constructor$/, found => notCallable(found[1])],
  [/^Right-hand side of 'instanceof' is not/, () => 'right argument is not callable'],
  [/^Cannot use 'in' operator to search for '.*' in (.*)$/, found => quoted('property ', 'in', ' on primitive ' + primitiveKind(found[1]) + ' type')],
  [/^Assignment to constant variable/, () => 'assignment to constant variable'],
  [/^Cannot delete property '(.*)' of (.*)$/, found => quoted('Cannot delete property ', found[1], ' of ' + kindOf(found[2]))],
  [/^Cannot assign to read only property '(.*)' of (.*)$/, found => quoted('Cannot assign to read-only property ', found[1], ' of ' + kindOf(found[2]))],
  [/^Cannot add property (.*), object is not extensible$/, found => quoted('Cannot add property ', found[1], ', object is not extensible')],
  [/^Cannot set property (.*) of .* which has only a getter$/, found => quoted('Cannot set property ', found[1], ' of object which has only a getter')],
  [/^Cannot redefine property: (.*)$/, found => quoted('Cannot redefine property: ', found[1], '')],
  [/^Object\.(\w+) called on non-object$/, found => 'Object.' + found[1] + ' is called on non-object'],
  [/^Property description must be an object/, descriptorProblem],
  [/^Cannot define property (.*), object is not extensible$/, found => quoted('Cannot add property ', found[1], ', object is not extensible')],
  [/^(Getter|Setter) must be a function: /, found => found[1] + ' must be a function'],
  [/^Invalid property descriptor\. Cannot both specify/, () => 'Cannot both specify accessors and a value or writable attribute'],
  [/^Object prototype may only be an Object or null: (.*)$/, found => 'prototype may only be an object or null: ' + primitiveKind(found[1])],
  [/^Cannot convert undefined or null to object$/, () => 'cannot convert null or undefined to object'],
  [/^(?:Array|%TypedArray%)\.prototype\.\w+ called on null or undefined$/, () => 'cannot convert null or undefined to object'],
  [/called on null or undefined$/, () => 'cannot convert undefined to object'],
  [/^Converting circular structure to JSON/, () => 'Nested too deep or a cyclic structure'],
  [/^Reduce of empty array with no initial value$/, () => 'Reduce of empty object with no initial value'],
  [/^The comparison function must be/, () => 'comparefn must be callable or undefined'],
  [/^this is not a typed array\.$|^Method %TypedArray%\.prototype\.\w+ called on incompatible receiver/, () => 'this is not a typed array'],
  [/^Constructor \w+Array requires 'new'$/, () => "Constructor of TypedArray requires 'new'"],
  [/^First argument to DataView constructor must be/, () => 'buffer is not an ArrayBuffer'],
  [/^Promise constructor cannot be invoked without 'new'$/, () => 'the Promise constructor must be called with new'],
  [/^CreateListFromArrayLike called on non-object$/, () => 'second argument is not an array-like object'],
  [/^Bind must be called on a function$/, () => '"this" argument is not a function'],
  [/^Method RegExp\.prototype\.\w+ called on incompatible receiver/, () => '"this" argument is not a regexp'],
  [/^'caller', 'callee', and 'arguments' properties may not/, () => '"caller", "callee", "arguments" properties may not be accessed'],
  [/^.* is not a symbol$/, () => 'is not a symbol'],
]
const primitiveKind = text =>
  regexpExec(/^(?:undefined|null)$/, text) !== null ? text : regexpExec(/^Symbol\(/, text) !== null ? 'symbol' : regexpExec(/^(?:true|false)$/, text) !== null ? 'boolean' : regexpExec(/^-?[\d.]+$/, text) !== null ? 'number' : 'string'

const REFERENCE_ERRORS = [
  [/^([\w$]+) is not defined$/, (found, error) => quoted('', found[1], ' is not defined') + (isOldRuntime ? lineOf(error) : '')],
  [/^Cannot access '.*' before initialization$/, () => 'cannot access variable before initialization'],
]
const RANGE_ERRORS = [
  [/^(?:Invalid count value: |Invalid string length$|Invalid code point |toString\(\) radix)/, () => ''],
  [/^(?:toFixed\(\) digits|toExponential\(\)) argument must be between 0 and 100$/, () => 'digits argument must be between 0 and 100'],
  [/^toPrecision\(\) argument must/, () => 'precision argument must be between 1 and 100'],
  [/^Start offset (\d+) is outside the bounds of the buffer$/, found => 'byteOffset ' + found[1] + ' is outside the bound of the buffer'],
  [/^Invalid DataView length (\d+)$/, found => 'Invalid DataView length: ' + found[1]],
  [/^Invalid typed array length: (\d+)$/, found => 'Invalid typed array length: ' + found[1]],
  [/^Invalid (?:typed array|array buffer) length|^Array buffer allocation failed/, () => 'invalid index'],
  [/^byte length of \w+ should be a multiple of (\d)$/, found => 'byteLength of buffer must be multiple of ' + found[1]],
  [/^Offset is outside the bounds of the DataView$/, () => 'index is outside the bound of the buffer'],
]
const SYNTAX_ERRORS = [[/^Invalid flags supplied to RegExp constructor '(.*)'$/, found => quoted('Invalid RegExp flags ', found[1], '')]]
const URI_ERRORS = [[/^URI malformed$/, () => 'malformed URI']]

const sentences = new HarnessMap([
  [TypeError.prototype, TYPE_ERRORS],
  [ReferenceError.prototype, REFERENCE_ERRORS],
  [RangeError.prototype, RANGE_ERRORS],
  [SyntaxError.prototype, SYNTAX_ERRORS],
  [URIError.prototype, URI_ERRORS],
])

// Runtime 1.0 ends the sentence about an unknown name with its line (ENG-26).
const lineOf = error => {
  const found = regexpExec(/\n\s+at (?!.*understudy:guest).*?:(\d+):\d+/, stackOf(error))
  return found === null ? '' : ' in ' + found[1]
}

// Called at the start of each catch clause of the function, for handlers of rejections, and for what the function leaves uncaught.
const wording = error => {
  if (typeof error !== 'object' || error === null) return
  const known = sentences.get(getPrototypeOf(error))
  const message = known === undefined ? undefined : getOwnPropertyDescriptor(error, 'message')
  if (message === undefined || typeof message.value !== 'string' || message.writable !== true) return
  if (message.value === 'Invalid string length') stopLater()
  for (let i = 0; i < known.length; i++) {
    const found = regexpExec(known[i][0], message.value)
    if (found === null) continue
    message.value = known[i][1](found, error)
    defineProperty(error, 'message', message)
    return
  }
}

const engineThen = Function.prototype.call.bind(Promise.prototype.then)
defineProperty(Promise.prototype, 'then', {
  value: function then(onFulfilled, onRejected) {
    walk(0)
    spend(2 * OBJECT_BYTES)
    if (typeof onRejected !== 'function') return engineThen(this, onFulfilled, onRejected)
    return engineThen(this, onFulfilled, reason => {
      wording(reason)
      return onRejected(reason)
    })
  },
})
`

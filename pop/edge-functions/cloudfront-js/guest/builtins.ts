import type { Runtime } from '../language/finding.ts'

type Members = Readonly<Record<string, string>>

/**
 * The built-ins of runtime 2.0, member by member (CFF-42 ff. and what the service was measured to have beyond its lists, ENG-22). Members
 * without a row keep everything the engine gives them.
 */
const MEMBERS_2: Members = {
  Object:
    'assign create defineProperties defineProperty entries freeze getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames ' +
    'getOwnPropertySymbols getPrototypeOf is isExtensible isFrozen isSealed keys preventExtensions seal setPrototypeOf values',
  'Object.prototype': 'constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toString valueOf __proto__',
  String: 'fromCharCode fromCodePoint',
  'String.prototype':
    'length constructor charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf match padEnd padStart repeat replace ' +
    'replaceAll search slice split startsWith substr substring toLowerCase toString toUpperCase trim trimEnd trimStart valueOf',
  Number:
    'EPSILON MAX_SAFE_INTEGER MAX_VALUE MIN_SAFE_INTEGER MIN_VALUE NEGATIVE_INFINITY NaN POSITIVE_INFINITY isFinite isInteger isNaN ' +
    'isSafeInteger parseFloat parseInt',
  'Number.prototype': 'constructor toExponential toFixed toPrecision toString valueOf',
  Array: 'from isArray of',
  'Array.prototype':
    'length constructor concat copyWithin entries every fill filter find findIndex forEach includes indexOf join keys lastIndexOf map pop ' +
    'push reduce reduceRight reverse shift slice some sort splice toString unshift values',
  TypedArray: 'from of',
  'TypedArray.prototype':
    'buffer byteLength byteOffset length constructor copyWithin entries every fill filter find findIndex forEach includes indexOf join keys ' +
    'lastIndexOf map reduce reduceRight reverse set slice some sort subarray toString values',
  ArrayBuffer: 'isView',
  'ArrayBuffer.prototype': 'byteLength constructor slice',
  'DataView.prototype':
    'buffer byteLength byteOffset constructor getFloat32 getFloat64 getInt16 getInt32 getInt8 getUint16 getUint32 getUint8 setFloat32 ' +
    'setFloat64 setInt16 setInt32 setInt8 setUint16 setUint32 setUint8',
  Promise: 'all allSettled any race reject resolve',
  'Promise.prototype': 'catch constructor finally then',
  Symbol:
    'for iterator keyFor match matchAll replace search split species toPrimitive toStringTag hasInstance isConcatSpreadable asyncIterator',
  // No toString: a function's text is none of its business, and here it would tell of the counting of steps.
  'Function.prototype': 'apply bind call constructor length name',
  Error: 'stackTraceLimit',
}

/** A row of 2.0 less some names. */
const without = (path: string, absent: string): string => {
  const names = new Set(absent.split(' '))
  return (MEMBERS_2[path] ?? '')
    .split(' ')
    .filter(name => !names.has(name))
    .join(' ')
}

/** The rows in which runtime 1.0 has less (CFF-42 ff.). Its own string methods come from `byte-strings.ts`. */
const MEMBERS_1: Members = {
  ...MEMBERS_2,
  'String.prototype': without('String.prototype', 'replaceAll'),
  Array: 'isArray of',
  'Array.prototype': without('Array.prototype', 'entries keys values'),
  TypedArray: '',
  'TypedArray.prototype':
    'buffer byteLength byteOffset length constructor copyWithin fill join set slice subarray toString',
  Promise: 'reject resolve',
  Symbol: without('Symbol', 'for keyFor'),
}

/** Globals of both runtimes that come from the engine; the harness adds its own (`globals.ts`). */
const FROM_ENGINE =
  'Object Function Array Number Boolean String Symbol Date Promise RegExp Error EvalError RangeError ReferenceError SyntaxError ' +
  'TypeError URIError JSON Math ArrayBuffer Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array ' +
  'Float32Array Float64Array parseFloat parseInt isNaN isFinite NaN Infinity decodeURI decodeURIComponent encodeURI encodeURIComponent'

const FROM_HARNESS = 'InternalError MemoryError console TextEncoder TextDecoder require global globalThis'

interface Profile {
  readonly members: Members
  readonly fromEngine: readonly string[]
  readonly fromHarness: readonly string[]
}

const PROFILES: Readonly<Record<Runtime, Profile>> = {
  'cloudfront-js-1.0': {
    members: MEMBERS_1,
    fromEngine: FROM_ENGINE.split(' '),
    fromHarness: FROM_HARNESS.split(' '),
  },
  'cloudfront-js-2.0': {
    members: MEMBERS_2,
    fromEngine: `${FROM_ENGINE} AggregateError DataView`.split(' '),
    fromHarness: `${FROM_HARNESS} atob btoa Buffer`.split(' '),
  },
}

/** What no function can write to, and every realm has: a parameter of that name could be written to. */
const CONSTANTS: ReadonlySet<string> = new Set(['NaN', 'Infinity'])

/** Every name a function of the runtime finds in its scope beyond the constants, in the order of the factory's parameters. */
export const builtinNames = (runtime: Runtime): readonly string[] => [
  ...PROFILES[runtime].fromEngine.filter(name => !CONSTANTS.has(name)),
  ...PROFILES[runtime].fromHarness,
]

/**
 * Cuts the realm down to the lists. Gives the harness `engine`, the globals that remain, by name. Symbol-keyed members stay: they carry
 * iteration and the replace and split protocols of regular expressions (CFF-40).
 */
export const guestBuiltins = (runtime: Runtime): string => {
  const { members, fromEngine } = PROFILES[runtime]
  return String.raw`
const members = ${JSON.stringify(members)}
const TypedArray = Object.getPrototypeOf(Uint8Array)
const holderOf = path => {
  const root = path.split('.')[0]
  const holder = root === 'TypedArray' ? TypedArray : realGlobal[root]
  return path.endsWith('.prototype') ? holder.prototype : holder
}
const cut = (holder, kept) => {
  for (const name of Object.getOwnPropertyNames(holder)) {
    const fixed = name === 'length' || name === 'name' || name === 'prototype'
    if (!fixed && kept.indexOf(name) === -1) deleteProperty(holder, name)
  }
}
for (const path of keys(members)) cut(holderOf(path), members[path].split(' '))
const engine = {}
for (const name of ${JSON.stringify(fromEngine)}) engine[name] = realGlobal[name]
for (const name of getOwnPropertyNames(realGlobal)) {
  if (!hasOwn(engine, name)) deleteProperty(realGlobal, name)
}
`
}

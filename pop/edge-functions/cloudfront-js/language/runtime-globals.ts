import type { Runtime } from './finding.ts'

const ES5 = (
  'Object Function Array String Boolean Number Math Date RegExp JSON Error EvalError RangeError ReferenceError SyntaxError TypeError URIError ' +
  'decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt NaN Infinity undefined globalThis'
).split(' ')

const TYPED_ARRAYS =
  'ArrayBuffer Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array'.split(
    ' ',
  )

const COMMON = [...ES5, ...TYPED_ARRAYS, 'InternalError', 'Promise', 'Symbol', 'console', 'require']

/**
 * What AWS lists for a runtime (CFF-42 … CFF-57). What the engine has beyond it (ENG-22) stands in `guest/builtins.ts`: it runs, with a warning.
 */
export const runtimeGlobals: Readonly<Record<Runtime, ReadonlySet<string>>> = {
  'cloudfront-js-1.0': new Set([...COMMON, 'MemoryError']),
  'cloudfront-js-2.0': new Set([
    ...COMMON,
    ...'atob btoa Buffer DataView TextEncoder TextDecoder arguments global'.split(' '),
  ]),
}

/** Names people expect and the runtime lacks (CFF-58, CFF-60, CFF-61), with what to write instead. */
export const absentGlobals: Readonly<Record<string, { readonly rule: string; readonly remedy: string }>> = {
  Map: { rule: 'CFF-58', remedy: 'use an object made with Object.create(null)' },
  Set: { rule: 'CFF-58', remedy: 'use an object with the values as keys, or indexOf on an array' },
  WeakMap: { rule: 'CFF-58', remedy: 'keep the value on the object itself' },
  WeakSet: { rule: 'CFF-58', remedy: 'keep a mark on the object itself' },
  WeakRef: { rule: 'CFF-58', remedy: 'keep the object; a run lasts less than a millisecond' },
  Proxy: { rule: 'CFF-58', remedy: 'call a function instead' },
  Reflect: { rule: 'CFF-58', remedy: 'use the methods of Object and Function' },
  BigInt: { rule: 'CFF-58', remedy: 'use a number below 2 ** 53, or a string' },
  Intl: { rule: 'CFF-58', remedy: 'format by hand' },
  URL: { rule: 'CFF-58', remedy: 'use event.request.uri and event.request.querystring, which are parsed already' },
  URLSearchParams: { rule: 'CFF-58', remedy: "use event.request.querystring or require('querystring')" },
  structuredClone: { rule: 'CFF-58', remedy: 'use JSON.parse(JSON.stringify(value))' },
  queueMicrotask: { rule: 'CFF-58', remedy: 'use Promise.resolve().then(…)' },
  performance: { rule: 'CFF-58', remedy: 'do without; the clock stands still during a run (CFF-47)' },
  escape: { rule: 'CFF-58', remedy: 'use encodeURIComponent' },
  unescape: { rule: 'CFF-58', remedy: 'use decodeURIComponent' },
  crypto: { rule: 'CFF-62', remedy: "load it: var crypto = require('crypto'); it has createHash and createHmac only" },
  eval: { rule: 'CFF-60', remedy: 'write the code out; eval throws' },
  fetch: { rule: 'CFF-61', remedy: 'read data from a KeyValueStore, or use Lambda@Edge: functions have no network' },
  XMLHttpRequest: { rule: 'CFF-61', remedy: 'use Lambda@Edge: functions have no network' },
  setTimeout: { rule: 'CFF-61', remedy: 'do without; functions have no timers' },
  setInterval: { rule: 'CFF-61', remedy: 'do without; functions have no timers' },
  setImmediate: { rule: 'CFF-61', remedy: 'do without; functions have no timers' },
  clearTimeout: { rule: 'CFF-61', remedy: 'do without; functions have no timers' },
  process: {
    rule: 'CFF-61',
    remedy: 'let the build put the value in place, or read it from a KeyValueStore: there is no environment',
  },
  exports: { rule: 'CFF-03', remedy: 'leave it out; CloudFront calls the top-level function named handler' },
  module: { rule: 'CFF-03', remedy: 'leave it out; CloudFront calls the top-level function named handler' },
}

/** Static methods measured absent on 2.0 (CFF-42). */
export const absentStatics: Readonly<Record<string, string>> = {
  'Object.fromEntries': 'fill an object in a loop',
  'Object.hasOwn': 'use Object.prototype.hasOwnProperty.call(object, key)',
  'Object.groupBy': 'fill an object in a loop',
}

/** Prototype methods measured or reported absent (CFF-43, CFF-50). A method of one's own may have the same name, hence warnings. */
export const absentMethods: Readonly<Record<string, string>> = {
  at: 'use an index: list[list.length - 1]',
  findLast: 'loop from the end',
  findLastIndex: 'loop from the end',
  flat: 'use concat.apply([], list)',
  flatMap: 'use map and concat.apply([], list)',
  localeCompare: 'compare with < and >',
  matchAll: 'use exec in a loop',
  normalize: 'do without',
  toReversed: 'use slice().reverse()',
  toSorted: 'use slice().sort()',
  toSpliced: 'use slice().splice(…)',
}

/** Modules that `require` knows (CFF-62 … CFF-62c). */
export const requirableModules: Readonly<Record<Runtime, ReadonlySet<string>>> = {
  'cloudfront-js-1.0': new Set(['crypto', 'querystring']),
  'cloudfront-js-2.0': new Set(['crypto', 'querystring', 'buffer']),
}

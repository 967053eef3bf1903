import type { Runtime } from '../../pop/edge-functions/cloudfront-js/language/finding.ts'

/** Which bound ends it. */
export type Bound = 'steps' | 'elements' | 'memory' | 'stack' | 'clock'

export interface Runaway {
  readonly name: string
  /** Body of the handler. */
  readonly code: string
  /** Several where the first to be reached depends on the machine or the runtime. */
  readonly bounds: readonly Bound[]
  readonly runtimes: readonly Runtime[]
}

const BOTH: readonly Runtime[] = ['cloudfront-js-1.0', 'cloudfront-js-2.0']
const SECOND: readonly Runtime[] = ['cloudfront-js-2.0']

const all =
  (runtimes: readonly Runtime[], ...bounds: readonly Bound[]) =>
  ([name, code]: readonly [string, string]): Runaway => ({ name, code, bounds, runtimes })

/** 300 KB of text in few steps. */
const LONG = `var s = 'ab'.repeat(150000);`
/** An array of holes as long as an array can be. */
const HOLES = `var a = []; a.length = 4294967295;`

const MEMORY: ReadonlyArray<readonly [string, string]> = [
  ['promises that go on', `var f = function () { return Promise.resolve().then(f) }; return f()`],
  ['repeat', `'a'.repeat(536870888)`],
  ['repeat of a repeat', `var s = 'a'; for (;;) s = s.repeat(10)`],
  ['doubling', `var s = 'abc'; for (;;) s += s`],
  ['doubling that catches its end', `var s = 'abc'; for (;;) { try { s += s } catch (e) { s = 'abc' } }`],
  ['doubling without a loop', `var s = 'a'.repeat(1000); ${'s = s + s; '.repeat(40)}`],
  ['doubling in one expression', `var s = 'a'.repeat(1000), t = ${'s+'.repeat(3000)}s; return t.length`],
  ['doubling by concat', `var s = 'abc'; for (;;) s = s.concat(s)`],
  ['doubling by join', `var s = 'abc'; for (;;) s = [s, s].join('')`],
  ['doubling by replace', `var s = 'abc'; for (;;) s = s.replace('a', s + 'a')`],
  ['growing by pieces, all kept', `var s = '', all = []; for (;;) { s += 'some text'; all.push(s); s.charCodeAt(0) }`],
  ['padStart', `'a'.padStart(536870888)`],
  ['padEnd', `'a'.padEnd(400000000, 'xyz')`],
  ['replace, groups', `${LONG} s.replace(/(b.*)$|a/g, '$1$1$1$1$1$1$1$1$1')+s.replace(/(.*)/g, '$1$1$1$1$1$1$1$1$1')`],
  ['split', `${LONG} s.split('')`],
  ['toUpperCase', `${LONG} var all = []; for (;;) all.push(s.toUpperCase())`],
  ['encodeURIComponent', `var s = '\\u4e2d'.repeat(200000); for (;;) s = encodeURIComponent(s)`],
  ['join of a long separator', `${LONG} [,,,,,,,,,,].join(s)`],
  ['join of one text in many places', `${LONG} [s, s, s, s, s, s, s, s].join()`],
  ['texts of an array', `${LONG} '' + [s, s, s, s, s, s, s, s, s]`],
  ['new Array and fill', `new Array(1000000000).fill(0)`],
  ['many arrays made by length', `var all = []; for (var n = 30000;;) all.push(new Array(n))`],
  ['an array made by constructor', `var all = []; for (;;) all.push(new ([].constructor)(100000))`],
  ['an array made by a name put together', `var all = [], k = 'constr' + 'uctor'; for (;;) all.push([][k](100000))`],
  ['arrays of objects', `var all = []; for (;;) all.push({ a: [1, 2, 3], b: {} })`],
  ['array literals', `var all = []; for (;;) all.push([${'0,'.repeat(3000)}0])`],
  ['closures', `var all = []; for (;;) all.push(function () { return all })`],
  [
    'closures without a loop',
    `var f = function (n) { var a = [n]; return f(function () { return a }) }; var g = function () { try { f(1) } catch (e) {} g() }; g()`,
  ],
  ['bound functions', `var f = handler; for (;;) f = f.bind(f, f, f, f)`],
  ['concat of itself', `var a = [1]; for (;;) a = a.concat(a)`],
  ['push by apply', `var a = [1]; for (;;) a.push.apply(a, a.slice(0, 60000))`],
  ['slice kept', `var a = []; for (var i = 0; i < 500; i++) a.push(i); var all = []; for (;;) all.push(a.slice())`],
  ['map kept', `var a = []; for (var i = 0; i < 500; i++) a.push(i); var all = []; for (;;) all.push(a.map(String))`],
  ['ArrayBuffer', `new ArrayBuffer(1000000000)`],
  ['Uint8Array', `new Uint8Array(1000000000)`],
  ['Float64Array of an array-like', `new Float64Array({ length: 100000000 })`],
  ['typed arrays kept', `var all = []; for (;;) all.push(new Uint32Array(1000))`],
  ['slices of a buffer', `var b = new ArrayBuffer(100000), all = []; for (;;) all.push(b.slice(0))`],
  ['a typed array made by constructor', `new (new Uint8Array(1).constructor)(1000000000)`],
  [
    'JSON.stringify, one part in many places',
    `var o = ['x']; for (var i = 0; i < 60; i++) o = [o, o]; JSON.stringify(o)`,
  ],
  [
    'JSON.stringify, indented',
    `var o = []; for (var i = 0; i < 300; i++) o = [o, 1, 1, 1]; for (;;) JSON.stringify(o, null, 10)`,
  ],
  ['JSON.stringify, holes', `${HOLES} JSON.stringify(a)`],
  ['JSON.parse', `JSON.parse('[' + '{},'.repeat(300000) + '{}]')`],
  ['keys of a text', `${LONG} Object.keys(s)`],
  ['entries of a text', `${LONG} Object.entries(s)`],
  ['own names of a text', `${LONG} Object.getOwnPropertyNames(s)`],
  ['descriptors of a text', `${LONG} Object.getOwnPropertyDescriptors(s)`],
  ['assign from a text', `${LONG} Object.assign({}, s)`],
  ['for-in over a text', `${LONG} for (var k in s) break; for (;;) for (k in s) break`],
  ['an expression of a long text', `new RegExp('a'.repeat(500000))`],
  ['an expression of many groups', `new RegExp('()'.repeat(20000))`],
  [
    'querystring.stringify',
    `var v = [], o = {}; for (var i = 0; i < 2000; i++) { v.push('x'); o[i] = v } require('querystring').stringify(o)`,
  ],
  ['querystring.parse', `require('querystring').parse('a=1&'.repeat(200000))`],
]

const MEMORY_2: ReadonlyArray<readonly [string, string]> = [
  ['replaceAll, a product', `${LONG} s.replaceAll('a', s)`],
  ['template literals', 'var s = "abc"; for (;;) s = `${s}${s}`'],
  ['Buffer.alloc', `Buffer.alloc(1000000000)`],
  ['Buffer.alloc, filled', `Buffer.alloc(1000000000, 1)`],
  [
    'Buffer.concat',
    `var b = Buffer.alloc(100000); Buffer.concat([b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b])`,
  ],
  ['Buffer.from text', `Buffer.from('a'.repeat(1000000))`],
  ['Buffer.toString', `var b = Buffer.alloc(200000); for (;;) b.toString('base64')`],
  ['TextEncoder', `new TextEncoder().encode('\\u4e2d'.repeat(500000))`],
  ['btoa', `var s = 'a'; for (;;) s = btoa(s)`],
  ['Array.from', `Array.from({ length: 1000000000 })`],
  ['Array.from with a built-in', `Array.from({ length: 1000000000 }, Number)`],
  ['Uint8Array.from', `Uint8Array.from({ length: 1000000000 })`],
  ['Symbol.for', `for (var i = 0;; i++) Symbol.for('some longer name ' + i)`],
  ['promises', `var p = Promise.resolve(); for (;;) p = p.then(function () {})`],
  [
    'an origin made of much',
    `var o = ['x']; for (var i = 0; i < 60; i++) o = [o, o]; cf.updateRequestOrigin({ domainName: o })`,
  ],
]

/** Much of little, after many matches. */
const MATCHES_OF_MUCH: ReadonlyArray<readonly [string, string]> = [
  ['replace, a product', `${LONG} s.replace(/a/g, s)`],
  ['replace, what stands before', `${LONG} s.replace(/a/g, '$\`')`],
  ['replace, what stands behind', `${LONG} s.replace(/a/g, "$'")`],
  ['replace by a function', `${LONG} s.replace(/a/g, function () { return s })`],
  ['replace by a built-in', `${LONG} s.replace(/a/g, s.concat.bind(s))`],
  ['split by an expression', `${LONG} s.split(/x*/)`],
  ['match', `${LONG} s.match(/./g)`],
]

/** One call each, so no clock is read: the matches alone count. */
const MATCHES: ReadonlyArray<readonly [string, string]> = [
  ['replace of each character', `'x'.repeat(600000).replace(/x/g, '')`],
  ['replace of nothing at each place', `'x'.repeat(600000).replace(/(?:)/g, '')`],
  ['replace with a mark', `'x'.repeat(600000).replace(/x/g, '$&')`],
  ['replace with an expression that is translated', `'x'.repeat(600000).replace(/(?>x)/g, '')`],
  ['all matches', `'x'.repeat(600000).match(/x/g)`],
  ['split at each character', `'x'.repeat(120000).split(/x/)`],
]

const ELEMENTS: ReadonlyArray<readonly [string, string]> = [
  ['find over holes', `var a = [1]; a.length = 100000; for (;;) a.some(function () { return false })`],
  ['a hash of much', `var h = require('crypto').createHash('md5'), s = 'a'.repeat(100000); for (;;) h.update(s)`],
  [
    'JSON.stringify, a list of names',
    `var o = { a: 'x' }; for (var i = 0; i < 60; i++) o = { a: o, b: o }; JSON.stringify(o, ['a', 'b'])`,
  ],
  ['reverse over holes', `${HOLES} a.reverse()`],
  ['sort over holes', `${HOLES} a.sort()`],
  ['fill over holes', `${HOLES} a.fill(0)`],
  ['shift over holes', `${HOLES} a.shift()`],
  ['unshift over holes', `${HOLES} a.unshift(1)`],
  ['splice over holes', `${HOLES} a.splice(1, 1)`],
  ['slice over holes', `${HOLES} a.slice()`],
  ['concat of holes', `${HOLES} a.concat(a)`],
  ['join over holes', `${HOLES} a.join('')`],
  ['toString over holes', `${HOLES} String(a)`],
  ['copyWithin over holes', `${HOLES} a.copyWithin(1, 0)`],
  ['reverse of an array-like', `Array.prototype.reverse.call({ length: 9007199254740991 })`],
  ['join of an array-like', `Array.prototype.join.call({ length: 9007199254740991 })`],
  ['fill of an array-like', `Array.prototype.fill.call({ length: 9007199254740991 }, 0)`],
  ['slice of an array-like', `Array.prototype.slice.call({ length: 9007199254740991 })`],
  [
    'a length that changes',
    `var n = 0; Array.prototype.fill.call({ get length() { return n++ ? 9007199254740991 : 9007199254740990 } }, 0)`,
  ],
  [
    'a built-in as callback of another',
    `var a = []; for (var i = 0; i < 4000; i++) a.push(a); var f = a.forEach.bind(a, String); for (i = 0; i < 6; i++) f = a.forEach.bind(a, f); f()`,
  ],
  ['a search for a long text', `var s = 'a'.repeat(500000), t = 'a'.repeat(250000) + 'b'; for (;;) s.indexOf(t)`],
  [
    'equal long texts',
    `var s = 'a'.repeat(300000), t = s + 'b', u = s + 'c', a = []; for (var i = 0; i < 9000; i++) a.push(t); for (;;) a.indexOf(u)`,
  ],
]

const STEPS: ReadonlyArray<readonly [string, string]> = [
  ['properties', `var o = {}; for (var i = 0;; i++) o['k' + i] = i`],
  ['a loop', `for (;;);`],
  ['a loop that works', `var n = 0; for (;;) n++`],
  ['while', `while (true);`],
  ['do', `do {} while (true)`],
  ['a loop that catches its end', `for (;;) { try { for (;;); } catch (e) {} }`],
  ['exponential recursion', `var f = function (n) { return n < 2 ? n : f(n - 1) + f(n - 2) }; f(90)`],
  [
    'a comparator',
    `var a = []; for (var i = 0; i < 9000; i++) a.push((i * 7919) % 9001); a.sort(function (x, y) { return x - y })`,
  ],
]

const CLOCK: ReadonlyArray<readonly [string, string]> = [
  ['a getter that calls itself', `var o = { get a() { try { return o.a } catch (e) { return o.a } } }; o.a`],
  ['backtracking, case ignored', `/^(a+)+$/i.test('a'.repeat(40) + '!')`],
  ['backtracking behind a lookahead', `/^(?=a)(a+)+$/.test('a'.repeat(40) + '!')`],
  ['an expression made of text', `new RegExp('^(?=a)(a+)+$').test('a'.repeat(40) + '!')`],
  ['an expression made by constructor', `(/a/).constructor('^(?=a)(a+)+$').test('a'.repeat(40) + '!')`],
  ['an expression made by a name put together', `(/a/)['constr' + 'uctor']('^(?=a)(a+)+$').test('a'.repeat(40) + '!')`],
  ['a text taken for an expression', `('a'.repeat(40) + '!').match('^(?=a)(a+)+$')`],
  ['turns that hold much', `var d = new Date(0); for (;;) { ${'d.toISOString();'.repeat(600)} }`],
]

/** To compile it near the end of the engine's own stack would end the process. */
const PATTERN = '/^(a(b|c)d|e(f|g))+x(y|z)*(?:qq|rr(s|t))/'
const MANY = Array.from({ length: 900 }, (_, index) => `a${index}`).join()

const STACK: ReadonlyArray<readonly [string, string]> = [
  ['recursion', `var f = function () { return f() }; f()`],
  ['recursion of a getter', `var o = { get a() { return o.a } }; o.a`],
  ['recursion through a built-in', `var f = function () { [1].map(f) }; f()`],
  [
    'an expression at the end of recursion',
    `var f = function () { try { f() } catch (e) { ${PATTERN}.test('aaaa'); throw e } }; f()`,
  ],
  [
    'large frames',
    `var f = function (${MANY}) { try { f(${MANY}) } catch (e) { ${PATTERN}.test('aaaa'); throw e } }; f(1)`,
  ],
  [
    'recursion in functions that declare a name twice',
    `var f = function () { var g; function g() {} try { f() } catch (e) { ${PATTERN}.test('aaaa'); throw e } }; f()`,
  ],
  [
    'an expression inside of nested arrays',
    `var a = [{ toString: function () { return ${PATTERN}.test('aaaa') } }]; for (var i = 0; i < 4000; i++) a = [a]; String(a)`,
  ],
]

/** Functions that would never end or ask for ever more, one for each way there is. */
export const RUNAWAYS: readonly Runaway[] = [
  ...MEMORY.map(all(BOTH, 'memory', 'clock')),
  ...MEMORY_2.map(all(SECOND, 'memory', 'clock')),
  ...MATCHES_OF_MUCH.map(all(BOTH, 'elements', 'memory')),
  ...MATCHES.map(all(BOTH, 'elements')),
  all(SECOND, 'elements')(['replace from place to place', `'x'.repeat(600000).replace(/x/gy, '')`]),
  ...ELEMENTS.map(all(BOTH, 'elements', 'memory', 'clock')),
  ...STEPS.map(all(BOTH, 'steps', 'memory', 'clock')),
  ...STACK.map(all(BOTH, 'stack')),
  ...CLOCK.map(all(BOTH, 'clock')),
]

/** What the message of each bound begins with. */
export const BOUND_WORDS: Readonly<Record<Bound, string>> = {
  steps: 'RangeError: the function was stopped after 100000 steps',
  elements: 'RangeError: the function was stopped, its built-ins went over more than 1600000 elements',
  memory: 'MemoryError: the function was stopped at 2 MB of memory',
  stack: 'RangeError: Maximum call stack size exceeded',
  clock: 'RangeError: the function was stopped after ',
}

export const runawayCode = ({ code }: Runaway, runtime: Runtime): string =>
  `${runtime === 'cloudfront-js-2.0' ? "import cf from 'cloudfront';" : ''}function handler(event) { ${code}; return event.request }`

/** What came of one, as the process that ran it tells. */
export interface RunawayRun {
  readonly name: string
  readonly runtime: Runtime
  /** The message of the failure, else the kind of the outcome. */
  readonly outcome: string
  /** The URI that a function gives which is called next. */
  readonly next: string
  /** Resident memory of the process, the most so far. */
  readonly peakMegabytes: number
}

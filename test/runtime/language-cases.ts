import type { Runtime } from '../../pop/edge-functions/cloudfront-js/language/finding.ts'

/** `runs` gives the value; `refused` does not compile; `absent` compiles and gives anything else, or throws. */
export type Verdict = 'runs' | 'refused' | 'absent'

export interface LanguageCase {
  readonly rule: string
  readonly source: string
  readonly value: string
  readonly verdict: Readonly<Record<Runtime, Verdict>>
  /** Debian's engine differs from runtime 2.0 here (ENG-20), and why. */
  readonly oracleDiffers?: string
}

const handler = (statements: string, prefix = ''): string =>
  `${prefix}function handler(event) { var r; ${statements}; event.request.headers['x-probe'] = { value: '' + r }; return event.request }`

type Row = readonly [rule: string, statements: string, value: unknown]

const rows = (old: Verdict, now: Verdict, list: readonly Row[], prefix = ''): LanguageCase[] =>
  list.map(([rule, statements, value]) => ({
    rule,
    source: handler(statements, prefix),
    value: String(value),
    verdict: { 'cloudfront-js-1.0': old, 'cloudfront-js-2.0': now },
  }))

const differing = (why: string, cases: readonly LanguageCase[]): LanguageCase[] =>
  cases.map(one => ({ ...one, oracleDiffers: why }))

const typeOf = (names: string): string =>
  `r = [${names
    .split(' ')
    .map(name => `typeof ${name}`)
    .join()}].join()`
const allOf = (type: string, names: string): string => names.replaceAll(/\S+/g, type).replaceAll(' ', ',')

const BOTH: readonly Row[] = [
  [
    'CFF-10 labels and switch',
    'r = 0; out: for (var i = 0; i < 9; i++) switch (i) { case 2: break out; default: r += i }',
    1,
  ],
  ['CFF-10 for-in', 'r = ""; for (var k in { p: 0, q: 0 }) r += k', 'pq'],
  ['CFF-10 finally', 'r = ""; try { try { throw "t" } finally { r += "f" } } catch (e) { r += e }', 'ft'],
  ['CFF-12 arrows and rest', 'r = ((...all) => all.length)(7, 8, 9)', 3],
  ['CFF-13 templates', 'r = `<${[1, 2].map(x => `${x}!`)}>`', '<1!,2!>'],
  ['CFF-15 exponent', 'r = 3 ** 2; r **= 2', 81],
  ['CFF-27 accessors', 'var o = { get a() { return 4 } }; r = o.a', 4],
  ['CFF-37 escapes', 'r = "\\u0042"', 'B'],
  ['CFF-05 undeclared', 'try { nowhere = 1 } catch (e) { r = e.name }', 'ReferenceError'],
  ['CFF-05 this', 'r = (function () { return typeof this })()', 'undefined'],
  ['CFF-40 named groups', 'r = /(?<year>\\d+)/.exec("in 1999").groups.year', 1999],
  [
    'CFF-42 Object',
    'r = [Object.is(NaN, NaN), Object.entries({ a: 1 }), Object.isFrozen(Object.freeze({}))].join()',
    'true,a,1,true',
  ],
  ['CFF-43 String', 'r = "x".padStart(3, "-") + "ab".includes("b") + " y ".trimEnd()', '--xtrue y'],
  ['CFF-44 Number', 'r = Number.isSafeInteger(2) + (1.25).toFixed(1)', 'true1.3'],
  ['CFF-45 Math', 'r = Math.sign(-3) + Math.trunc(1.9) + Math.hypot(3, 4)', 5],
  ['CFF-49 JSON', 'r = JSON.stringify(JSON.parse("[1,{}]"))', '[1,{}]'],
  ['CFF-50 Array', 'r = Array.of(3, 1, 2).sort().concat(9).findIndex(x => x === 9)', 3],
  ['CFF-51 typed arrays', 'var t = new Uint8Array([1, 2, 300]); r = t.subarray(1).join()', '2,44'],
  ['CFF-53 Promise', 'r = typeof Promise.resolve(1).finally', 'function'],
  ['CFF-56 InternalError', 'r = String(new InternalError("m"))', 'InternalError: m'],
  ['CFF-57 arguments', 'r = (function () { return arguments.length })(1, 2)', 2],
  ['CFF-60 eval', 'try { eval("1") } catch (e) { r = String(e) }', 'InternalError: Not implemented'],
  ['CFF-60 Function', 'try { new Function("1") } catch (e) { r = e.name }', 'TypeError'],
  [
    'CFF-62 md5',
    'r = require("crypto").createHash("md5").update("b").digest("hex")',
    '92eb5ffee6ae2fec3ad71c777531578f',
  ],
  [
    'CFF-62 sha512',
    'try { require("crypto").createHash("sha512") } catch (e) { r = e.message }',
    'not supported algorithm: "sha512"',
  ],
  ['CFF-62b repeated keys', 'r = JSON.stringify(require("querystring").parse("k=1&k=2&l"))', '{"k":["1","2"],"l":""}'],
  [
    'CFF-62b maxKeys',
    'r = JSON.stringify(require("querystring").parse("a=1&b=2", "&", "=", { maxKeys: 1 }))',
    '{"a":"1"}',
  ],
  ['CFF-62b bad UTF-8', 'r = require("querystring").unescape("%C3x")', '\ufffdx'],
  [
    'ENG-26 unknown property',
    'try { event.nowhere.x } catch (e) { r = e.message }',
    'cannot get property "x" of undefined',
  ],
  [
    'ENG-26 no function',
    'try { event.nowhere() } catch (e) { r = e.message }',
    '(intermediate value)["nowhere"] is not a function',
  ],
  ['ENG-26 JSON', 'try { JSON.parse("{") } catch (e) { r = e.message }', 'Unexpected end of input at position 1'],
  ['ENG-26 URI', 'try { decodeURIComponent("%") } catch (e) { r = e.message }', 'malformed URI'],
  ['ENG-26 null', 'try { null.x = 1 } catch (e) { r = e.message }', 'property set on primitive null type'],
  ['CFF-62b no text', 'r = require("querystring").stringify({ a: NaN, b: null, c: true, d: {} })', 'a=&b=&c=true&d='],
  ['CFF-48 the text of a function', 'r = String(function () { for (;;) break })', '[object Function]'],
  ['CFF-47 the text of a date', 'r = String(new Date(0))', 'Thu Jan 01 1970 00:00:00 GMT+0000'],
]

const SINCE_2: readonly Row[] = [
  ['CFF-11 const', 'const a = 1; r = a', 1],
  ['CFF-11 let in a loop', 'var f = []; for (let i = 0; i < 2; i++) f.push(() => i); r = f[0]() + f[1]()', 1],
  ['CFF-26 separators', 'r = 1_0', 10],
  ['CFF-40 sticky', 'r = /a/y.sticky', true],
]

const OBJECTS_OF_2: readonly Row[] = [
  ['CFF-51 TypedArray.from', 'r = Uint8Array.from([1]).map(x => x + 1)[0]', 2],
  ['CFF-52 DataView', 'r = new DataView(new ArrayBuffer(2)).getUint16(0)', 0],
  [
    'CFF-53 combinators',
    typeOf('Promise.all Promise.allSettled Promise.any Promise.race'),
    allOf('function', 'a b c d'),
  ],
  ['CFF-54 Symbol.for', 'r = Symbol.keyFor(Symbol.for("s"))', 's'],
  ['CFF-57 atob', 'r = atob(btoa("é"))', 'é'],
  [
    'CFF-62c Buffer',
    'r = Buffer.concat([Buffer.from("0aff", "hex"), Buffer.alloc(1, 7)]).toString("base64url")',
    'Cv8H',
  ],
  [
    'CFF-62c numbers',
    'var b = Buffer.alloc(8); b.writeDoubleLE(0.5, 0); r = b.readDoubleLE(0) + b.readUIntBE(5, 3)',
    57_407.5,
  ],
  [
    'CFF-62c search',
    'var b = Buffer.from("abcabc"); r = [b.indexOf("c"), b.lastIndexOf("b"), b.includes("x"), b.equals(Buffer.from("abcabc"))].join()',
    '2,4,false,true',
  ],
  [
    'CFF-62c swap, fill, copy',
    'var b = Buffer.from([1, 2, 3, 4]).swap16(); b.copy(b, 2, 0, 1); r = b.fill("z", 3).toJSON().data.join()',
    '2,1,2,122',
  ],
  ['CFF-62c encodings', 'r = [Buffer.isEncoding("base64url"), Buffer.isEncoding("latin1")].join()', 'true,false'],
  ['CFF-62 Buffer digest', 'r = Buffer.isBuffer(require("crypto").createHash("sha1").update("a").digest())', true],
]

const REFUSED: readonly Row[] = [
  ['CFF-16 defaults', 'r = (function (a = 1) { return a })()', 1],
  ['CFF-17 spread in an array', 'r = [...[1]]', 1],
  ['CFF-17 spread in an object', 'r = ({ ...{ a: 1 } }).a', 1],
  ['CFF-18 destructuring', 'var { a } = { a: 1 }; r = a', 1],
  ['CFF-19 a destructured parameter', 'r = (([a]) => a)([1])', 1],
  ['CFF-20 class', 'class A {} r = typeof A', 'function'],
  ['CFF-21 for-of', 'for (var x of [1]) r = x', 1],
  ['CFF-21 generator', 'r = (function* () {})', 1],
  ['CFF-22 optional chaining', 'r = event?.x', undefined],
  ['CFF-24 logical assignment', 'r ??= 1', 1],
  ['CFF-25 optional catch', 'try { throw 1 } catch { r = 1 }', 1],
  ['CFF-36 BigInt', 'r = 1n', 1],
  ['CFF-36 new.target', 'r = new.target', undefined],
  ['CFF-39 an empty class', 'r = /[^]/.test("a")', true],
  ['CFF-41 flag s', 'r = /a/s.test("a")', true],
  ['CFF-05 with', 'with ({}) r = 1', 1],
  ['CFF-05 delete', 'delete r', 1],
]

const ABSENT: readonly Row[] = [
  [
    'CFF-58 globals',
    typeOf('Map Set WeakMap Proxy Reflect BigInt Intl URL structuredClone'),
    allOf('function', 'a b c d e f g h i'),
  ],
  ['CFF-42 fromEntries', 'r = Object.fromEntries([["a", 1]]).a', 1],
  ['CFF-43 at', 'r = "a".at(0)', 'a'],
  ['CFF-50 flat', 'r = [[1]].flat()[0]', 1],
  ['CFF-50 toSorted', 'r = [1].toSorted()[0]', 1],
  ['CFF-61 fs', 'r = typeof require("fs")', 'object'],
]

const ASYNC_RUNS: readonly Row[] = [
  ['CFF-29 await', 'r = await Promise.resolve(1)', 1],
  ['CFF-29 await in try', 'try { await Promise.reject(new Error("no")) } catch (e) { r = e.message }', 'no'],
  ['CFF-32 await in places', 'r = [await 1, (await 2) + `${await 3}`].join()', '1,23'],
  ['CFF-53 Promise.all', 'var all = Promise.all([1, Promise.resolve(2)]); r = (await all).join()', '1,2'],
]

const ASYNC_REFUSED: readonly Row[] = [
  ['CFF-30 await in arguments', 'r = String(await 1)', 1],
  ['CFF-30 await in new', 'r = new Date(await 0)', 1],
  ['CFF-21 for await', 'for await (var x of []) r = x', 1],
]

const BYTE_STRINGS: readonly Row[] = [
  ['CFF-43 bytesFrom', 'r = String.bytesFrom("YQ==", "base64") + String.bytesFrom([98])', 'ab'],
  ['CFF-43 toUTF8, fromUTF8', 'r = "é".toUTF8().length + "é".toUTF8().fromUTF8()', '2é'],
  ['CFF-43 toBytes', 'r = [typeof "é".toBytes(), "€".toBytes()].join()', 'string,'],
  ['CFF-43 fromBytes', 'r = String.bytesFrom([233]).fromBytes()', 'é'],
  ['CFF-43 toString(encoding)', 'r = ("demo:demo").toString("base64")', 'ZGVtbzpkZW1v'],
  ['CFF-43 toString(encoding) of bytes', 'r = "€".toUTF8().toString("hex") + "€".toString("hex")', 'e282ace282ac'],
]

/** Of our own, one at least for each row of the matrix (1.2 to 1.6): what both runtimes take and refuse. */
export const LANGUAGE_CASES: readonly LanguageCase[] = [
  ...rows('runs', 'runs', BOTH),
  ...rows('refused', 'runs', SINCE_2),
  ...rows('absent', 'runs', OBJECTS_OF_2),
  ...rows('refused', 'refused', REFUSED),
  ...rows('absent', 'absent', ABSENT),
  ...rows('refused', 'runs', ASYNC_RUNS, 'async '),
  ...rows('refused', 'refused', ASYNC_REFUSED, 'async '),
  ...differing('0.7.9 still has the byte strings', rows('runs', 'absent', BYTE_STRINGS)),
  ...differing('0.7.9 has not got it yet', [
    ...rows('absent', 'runs', [['CFF-43 replaceAll', 'r = "a.a".replaceAll(".", "")', 'aa']]),
    ...rows('absent', 'runs', [['CFF-50 Array.from', 'r = Array.from("ab").join()', 'a,b']]),
  ]),
  ...differing('its clock runs, and it has timers and a process', [
    ...rows('runs', 'runs', [
      ['CFF-47 frozen', 'var a = Date.now(); for (var i = 0; i < 1e6; i++); r = Date.now() - a', 0],
    ]),
    ...rows('absent', 'absent', [
      ['CFF-61', typeOf('setTimeout setImmediate clearTimeout process'), allOf('function', 'a b c d')],
    ]),
  ]),
]

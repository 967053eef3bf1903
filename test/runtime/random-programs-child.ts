import fc from 'fast-check'
import { createFunctionRunner } from '../../pop/edge-functions/cloudfront-js/create-function-runner.ts'
import { context, requestOf } from '../support/function-runner.ts'

// Programs of built-ins in any order, on texts and lists that grow from one statement to the next. Whatever they do, they give an outcome.

const NUMBER = fc.constantFrom(
  '0',
  '1',
  '7',
  '300',
  '70000',
  '1000000',
  '33554432',
  '536870888',
  '4294967295',
  '9007199254740991',
  '-1',
  'NaN',
)
const TEXT = fc.constantFrom('s', 't', '"ab"', '""', '"$`$&"', 'String(a)', '("x" + n)')
const LIST = fc.constantFrom(
  'a',
  'b',
  '[s, t]',
  '[a, b]',
  '{ length: n }',
  'new Uint8Array(8)',
  's.split("")',
  'Object.keys(o)',
)
const CALLBACK = fc.constantFrom(
  'String',
  'Object',
  'function (x) { return s + x }',
  'function () { return a }',
  's.concat.bind(s)',
  'a.concat.bind(a, b)',
  'a.push.bind(a)',
)

/** Fills the holes of a statement: `#n` a number, `#s` a text, `#a` a list, `#f` a callback. */
const filled = (pattern: string): fc.Arbitrary<string> => {
  const holes = pattern.match(/#[nsaf]/g) ?? []
  const values = holes.map(hole => (hole === '#n' ? NUMBER : hole === '#s' ? TEXT : hole === '#a' ? LIST : CALLBACK))
  return fc.tuple(...values).map(given => {
    let index = 0
    return pattern.replace(/#[nsaf]/g, () => given[index++] ?? '')
  })
}

const STATEMENTS = [
  's = #s + #s',
  's += #s',
  't = #s.repeat(#n)',
  's = #s.padStart(#n, #s)',
  't = #s.replace(/a/g, #s)',
  't = #s.replace(/./g, #f)',
  's = #s.split(#s).join(#s)',
  't = #s.toUpperCase()',
  's = encodeURIComponent(#s)',
  'a = #s.split(#s)',
  'a = #s.match(/./g) || []',
  's = [#s, #s].join(#s)',
  's = String(#a)',
  't = JSON.stringify(#a, null, #n)',
  's = JSON.stringify({ a: #a, b: #a }) || ""',
  'try { a = JSON.parse("[" + #s + "]") } catch (e) {}',
  'a.length = #n',
  'a = new Array(#n)',
  'a[#n] = #s',
  'b.push(#a, #s)',
  'a = [].concat(#a, #a)',
  'Array.prototype.fill.call(#a, #s)',
  'a = Array.prototype.slice.call(#a, #n)',
  'Array.prototype.reverse.call(#a)',
  'Array.prototype.forEach.call(#a, #f)',
  'a = Array.prototype.map.call(#a, #f)',
  'Array.prototype.indexOf.call(#a, #s)',
  'Array.prototype.sort.call(#a)',
  'Array.prototype.splice.call(#a, 0, #n)',
  'Array.prototype.push.apply(a, #a)',
  's = Array.prototype.join.call(#a, #s)',
  'b = new Uint8Array(#n)',
  'b = new Float64Array(#a)',
  'b = new ArrayBuffer(#n)',
  'o[#s] = #a',
  'o = { a: o, b: #a }',
  'Object.assign(o, #a)',
  'a = Object.entries(#a)',
  'for (var k in #a) o[k] = #s',
  'a = [a, a]',
  'o.f = function () { return [a, s] }',
  'a = #a.constructor(#n)',
  'o = Object.create(o)',
  'n = #n',
  'a = Array.from(#a, #f)',
  'b = Buffer.alloc(#n)',
  's = Buffer.from(#s).toString("hex")',
  't = #s.replaceAll(#s, #s)',
  'String.fromCharCode.apply(null, #a)',
]

const statement = fc.constantFrom(...STATEMENTS).chain(filled)
const guarded = fc
  .tuple(statement, fc.boolean())
  .map(([code, isCaught]) => (isCaught ? `try { ${code} } catch (e) {}` : code))
const block: fc.Arbitrary<string> = fc
  .tuple(fc.array(guarded, { minLength: 1, maxLength: 6 }), fc.constantFrom(1, 5, 1_000_000))
  .map(([lines, turns]) =>
    turns === 1 ? lines.join('; ') : `for (var i = 0; i < ${turns}; i++) { ${lines.join('; ')} }`,
  )

const program = fc
  .array(block, { minLength: 1, maxLength: 5 })
  .map(
    blocks =>
      `function handler(event) { var s = 'ab', t = 'c', a = [1, 2], b = [], o = {}, n = 9; ${blocks.join('; ')}; return event.request }`,
  )

fc.assert(
  fc.property(program, fc.constantFrom('cloudfront-js-1.0' as const, 'cloudfront-js-2.0' as const), (code, runtime) => {
    const created = createFunctionRunner({
      logicalId: 'Random',
      name: 'random',
      runtime,
      code,
      keyValueStore: undefined,
      place: { file: 'random.js' },
    })
    if (created.kind === 'invalid') return
    process.stderr.write(`${runtime} ${code}\n`)
    const { kind } = created.runner.viewerRequest(context, requestOf())
    if (kind !== 'request' && kind !== 'execution-error') throw new Error(`the outcome is ${kind}`)
  }),
  { numRuns: Number(process.argv[2] ?? 120) },
)

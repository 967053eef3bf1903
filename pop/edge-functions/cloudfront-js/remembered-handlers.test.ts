import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HeaderList } from '../../../http/header-list.ts'
import { context, runnerOf } from '../../../test/support/function-runner.ts'
import type { FunctionRequest, FunctionResponse, FunctionRunner } from './invocation.ts'

// Small handlers from a grammar, on a sequence of requests: a runner with memory and one without answer alike, answer for answer.

/** What a handler may touch: paths to the tables of its event with names that may be in them, and to single fields. */
interface Grounds {
  readonly tables: Readonly<Record<string, readonly string[]>>
  readonly fields: readonly string[]
  readonly writes: readonly string[]
  readonly results: readonly string[]
}

const REQUEST_GROUNDS: Grounds = {
  tables: {
    'r.headers': ['host', 'x', 'y', 'z'],
    'r.cookies': ['a', 'b', 'sid', 'toString'],
    'r.querystring': ['p', 'q', '7'],
  },
  fields: ['r.uri', 'r.method', 'r.rawQueryString()', 'e.context.distributionId', 'JSON.stringify(r)'],
  writes: [
    `r.uri = '/a'`,
    `r.uri = '/' + s`,
    `r.method = 'GET'`,
    `r.querystring = 'p=1'`,
    `r.querystring = ''`,
    'delete r.cookies',
  ],
  results: [
    'Object.assign({}, r)',
    '{ method: r.method, uri: r.uri, querystring: r.querystring, headers: r.headers, cookies: r.cookies }',
    `{ uri: '/a', querystring: {}, headers: { x: { value: '1' } } }`,
    `{ statusCode: 302, headers: { location: { value: '/' + s } } }`,
    `{ statusCode: 200, headers: r.headers, body: s }`,
    `{ statusCode: 200, headers: Object.assign({}, r.headers), cookies: r.cookies }`,
  ],
}

const RESPONSE_GROUNDS: Grounds = {
  tables: {
    'r.headers': ['etag', 'x', 'y'],
    'r.cookies': ['a', 'b'],
    'e.request.headers': ['x', 'y'],
    'e.request.cookies': ['a', 'sid'],
  },
  fields: [
    'r.statusCode',
    'r.statusDescription',
    'e.request.uri',
    'e.request.rawQueryString()',
    'JSON.stringify(r)',
    `'statusDescription' in r`,
  ],
  writes: [
    'r.statusCode = 404',
    `r.statusDescription = s`,
    'delete r.statusDescription',
    `r.body = s`,
    'delete r.cookies',
    `r.cookies.a = { value: '1', attributes: 'Path=/' }`,
    `if (r.cookies.a) r.cookies.a.attributes += ';Secure'`,
  ],
  results: [
    'Object.assign({}, r)',
    '{ statusCode: 200, headers: r.headers }',
    '{ statusCode: 200, headers: e.request.headers, cookies: r.cookies }',
  ],
}

/** Expressions that read; `v` gives the value of an entry. */
const readOf = (table: fc.Arbitrary<string>, entry: fc.Arbitrary<string>, fields: readonly string[]) => {
  const name = fc.constantFrom('x', 'a', 'toString', 'constructor')
  return fc.oneof(
    fc.constantFrom(...fields),
    entry.map(of => `v(${of})`),
    entry.map(of => `!!${of}`),
    entry.map(of => `JSON.stringify(${of})`),
    entry.map(of => `(${of} && ${of}.multiValue ? ${of}.multiValue.length : 0)`),
    fc.tuple(table, name).map(([of, one]) => `('${one}' in ${of})`),
    fc.tuple(table, name).map(([of, one]) => `${of}.hasOwnProperty('${one}')`),
    table.map(of => `Object.keys(${of}).join()`),
    table.map(of => `JSON.stringify(${of})`),
    table.map(of => `Object.entries(${of}).map(function (p) { return p[0] + '=' + p[1].value }).join()`),
    table.map(of => `(function () { var t = ''; for (var k in ${of}) t += k; return t })()`),
    table.map(of => `Object.getOwnPropertyNames(${of}).length`),
  )
}

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(`'1'`, `'2'`, `'é'`, `''`) },
  { weight: 1, arbitrary: fc.constant('s') },
)

/** Statements that write. */
const writeOf = (table: fc.Arbitrary<string>, entry: fc.Arbitrary<string>, writes: readonly string[]) => {
  const name = fc.constantFrom('x', 'y', 'a')
  const value = fc.oneof(
    text.map(one => `{ value: ${one} }`),
    fc
      .tuple(text, text, text)
      .map(([one, a, b]) => `{ value: ${one}, multiValue: [{ value: ${a} }, { value: ${b} }] }`),
    text.map(one => `{ get value() { return ${one} + n++ } }`),
    entry.map(of => `(${of} || { value: '0' })`),
  )
  const newTable = fc.oneof(
    fc.constantFrom('{}', 'Object.create(null)'),
    fc.tuple(name, value).map(([one, of]) => `{ ${one}: ${of}, q: { value: '1' } }`),
    table.map(of => `Object.assign({}, ${of})`),
    fc.tuple(table, name, value).map(([of, one, other]) => `Object.assign({}, ${of}, { ${one}: ${other} })`),
    table.map(of => `Object.create(${of})`),
    table,
  )
  return fc.oneof(
    fc.constantFrom(...writes),
    fc.tuple(entry, value).map(([of, one]) => `${of} = ${one}`),
    fc.tuple(entry, text).map(([of, one]) => `if (${of}) ${of}.value = ${one}`),
    fc.tuple(entry, text).map(([of, one]) => `if (${of} && ${of}.multiValue) ${of}.multiValue[1] = { value: ${one} }`),
    fc.tuple(entry, text).map(([of, one]) => `if (${of}) ${of}.multiValue = [{ value: ${one} }]`),
    entry.map(of => `delete ${of}`),
    fc.tuple(table, newTable).map(([of, one]) => `${of} = ${one}`),
    fc.tuple(table, newTable).map(([of, one]) => `Object.assign(${of}, ${one})`),
    table.map(of => `Object.freeze(${of})`),
    fc.tuple(table, name, value).map(([of, one, other]) => `Object.create(${of}).${one} = ${other}`),
    table.map(of => `Object.preventExtensions(${of})`),
    fc.tuple(table, name).map(([of, one]) => `Object.defineProperty(${of}, '${one}', { enumerable: false })`),
    fc.tuple(table, newTable).map(([of, one]) => `Object.setPrototypeOf(${of}, ${one})`),
  )
}

const effect = fc.constantFrom('console.log(s)', 'cf.logCustomData(s)', `throw new Error('no')`, `n++`)
const stored = fc
  .constantFrom('k', 'l')
  .map(key => `try { s += await cf.kvs().get('${key}') } catch (absent) { s += absent.message }`)

const statementOf = ({ tables, fields, writes }: Grounds, isAsync: boolean) => {
  const table = fc.constantFrom(...Object.keys(tables))
  const entry = fc.constantFrom(
    ...Object.entries(tables).flatMap(([path, names]) => names.map(name => `${path}['${name}']`)),
  )
  const read = readOf(table, entry, fields)
  return fc.letrec<{ one: string; several: string }>(tie => ({
    one: fc.oneof(
      { maxDepth: 3 },
      writeOf(table, entry, writes),
      read.map(expression => `s += ${expression}`),
      effect,
      ...(isAsync ? [stored] : []),
      fc
        .tuple(read, tie('several'), tie('several'))
        .map(([condition, then, otherwise]) => `if (${condition}) { ${then} } else { ${otherwise} }`),
      fc.tuple(read, tie('several')).map(([compared, then]) => `if (String(${compared}) === '1') { ${then} }`),
    ),
    several: fc.array(tie('one'), { maxLength: 3 }).map(all => all.join('\n')),
  })).one
}

const handlerOf = (grounds: Grounds, event: 'request' | 'response') =>
  fc.boolean().chain(isAsync =>
    fc
      .tuple(
        fc.array(statementOf(grounds, isAsync), { minLength: 1, maxLength: 6 }),
        fc.oneof({ weight: 4, arbitrary: fc.constant('r') }, fc.constantFrom(...grounds.results)),
      )
      .map(
        ([statements, result]) => `import cf from 'cloudfront'
var n = 0
function v(entry) { return entry ? entry.value : 'none' }
${isAsync ? 'async ' : ''}function handler(e) { var r = e.${event}, s = ''
${statements.join('\n')}
return ${result} }`,
      ),
  )

const fieldsOf = (...names: string[]) =>
  fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom('1', '2', 'Ã©', 'é')), { maxLength: 4 })
const requests: fc.Arbitrary<FunctionRequest> = fc.record({
  method: fc.constantFrom('GET', 'HEAD'),
  uri: fc.constantFrom('/a', '/1', '/é'),
  queryString: fc.constantFrom(undefined, '', '&', 'p=1', 'p=1&q', 'q=1&p=1', 'p=1&p=2&7=1', '7&p=2'),
  headers: fc
    .tuple(
      fieldsOf('Host', 'X', 'x', 'y', 'Connection', 'toString'),
      fc.subarray(['a=1; sid=9', 'a=1; sid=8; b', 'b=1;a=1;a=2', 'sid', 'toString=1', '; ;=1', '']),
    )
    .map(([fields, cookies]) => HeaderList.fromRaw([...fields, ...cookies.map(value => ['Cookie', value])].flat())),
})

const store = new Map<string, string>()
const stores = fc.constantFrom(
  new Map(),
  new Map([['k', '1']]),
  new Map([
    ['k', '1'],
    ['l', '2'],
  ]),
)

const setStore = (pairs: ReadonlyMap<string, string>): void => {
  store.clear()
  for (const [key, value] of pairs) store.set(key, value)
}

const responses: fc.Arbitrary<FunctionResponse> = fc.record({
  status: fc.constantFrom(200, 404),
  statusDescription: fc.constantFrom(undefined, 'OK'),
  headers: fc
    .tuple(
      fieldsOf('ETag', 'X', 'x', 'y', 'Connection', 'Cookie'),
      fc.subarray(['a=1', 'a=2; Path=/', 'b', '=1; Secure', '']),
    )
    .map(([fields, cookies]) => HeaderList.fromRaw([...fields, ...cookies.map(value => ['Set-Cookie', value])].flat())),
})

/** A runner with a small memory and one without, over the same store. */
const pair = (code: string): readonly [remembering: FunctionRunner, plain: FunctionRunner] => [
  runnerOf(code, { keyValues: () => store, remembers: { entriesMax: 20 } }),
  runnerOf(code, { keyValues: () => store }),
]

/** Twice over, so that the second round finds what the first has left. */
const twice = <T>(values: readonly T[]): readonly T[] => [...values, ...values]

const SEQUENCE = { minLength: 4, maxLength: 16 }
const RUNS = { numRuns: Number(process.env['RUNS'] ?? 150) }

describe('with and without memory a handler answers alike', () => {
  test('viewer-request', { timeout: 600_000 }, () => {
    let remembered = 0
    const inputs = fc.array(fc.tuple(requests, stores), SEQUENCE)
    const property = fc.property(handlerOf(REQUEST_GROUNDS, 'request'), inputs, (code, sequence) => {
      const [remembering, plain] = pair(code)
      for (const [request, pairs] of twice(sequence)) {
        setStore(pairs)
        expect(remembering.viewerRequest(context, request)).toEqual(plain.viewerRequest(context, request))
      }
      remembered += remembering.memory?.stats().remembered ?? 0
    })
    fc.assert(property, RUNS)
    expect(remembered).toBeGreaterThan(200)
  })

  test('viewer-response', { timeout: 600_000 }, () => {
    let remembered = 0
    const inputs = fc.array(fc.tuple(requests, responses, stores), SEQUENCE)
    const property = fc.property(handlerOf(RESPONSE_GROUNDS, 'response'), inputs, (code, sequence) => {
      const [remembering, plain] = pair(code)
      for (const [request, response, pairs] of twice(sequence)) {
        setStore(pairs)
        expect(remembering.viewerResponse(context, request, response)).toEqual(
          plain.viewerResponse(context, request, response),
        )
      }
      remembered += remembering.memory?.stats().remembered ?? 0
    })
    fc.assert(property, RUNS)
    expect(remembered).toBeGreaterThan(200)
  })
})

describe('rare ways, each on a few requests', () => {
  const few = [
    { uri: '/Ã©', raw: ['X', '1', 'Cookie', 'a=1; sid=2'] },
    { uri: '/é', raw: ['x', '2', 'Y', 'Ã©', 'Cookie', 'sid=3'] },
    { uri: '/a', raw: ['X', '1', 'x', '2', 'Cookie', 'sid=4; a=1'] },
  ].map(({ uri, raw }): FunctionRequest => ({
    method: 'GET',
    uri,
    queryString: 'p=1',
    headers: HeaderList.fromRaw(raw),
  }))

  test.each([
    {
      what: 'a write to what inherits from the headers',
      code: `Object.create(r.headers).x = { value: '9' }; return r`,
    },
    { what: 'CFF-88 a URI written as it was, in UTF-8', code: `r.uri = '/é'; return r` },
    { what: 'CFF-88 a value written as it was, in UTF-8', code: `r.headers.y = { value: 'é' }; return r` },
    { what: 'CFF-77 a value written as it was keeps its spelling', code: `r.headers.x = { value: '1' }; return r` },
    { what: 'HDR-02 a read-only header deleted where it is', code: `delete r.headers.via; return r` },
    {
      what: 'new headers in the order of their writing',
      code: `r.headers.y = { value: '1' }; r.headers.x = { value: '1' }; return r`,
    },
    { what: 'one cookie among others', code: `r.cookies.z = { value: '1' }; return r` },
    {
      what: 'the headers as the body of a response',
      code: 'return { statusCode: 200, body: JSON.stringify(r.headers) }',
    },
    { what: 'a private member asked of another object', code: 'return r.rawQueryString.call({})' },
  ])('$what', ({ code }) => {
    const [remembering, plain] = pair(`function handler(e) { var r = e.request; ${code} }`)
    for (const request of twice([...few, ...few.toReversed()])) {
      expect(remembering.viewerRequest(context, request)).toEqual(plain.viewerRequest(context, request))
    }
  })

  test('a function that serves both events', () => {
    const [remembering, plain] = pair(
      `function handler(e) { return e.context.eventType === 'viewer-request' ? e.request : { statusCode: 404 } }`,
    )
    const response = { status: 200, statusDescription: undefined, headers: new HeaderList() }
    for (const request of twice(few)) {
      expect(remembering.viewerRequest(context, request)).toEqual(plain.viewerRequest(context, request))
      expect(remembering.viewerResponse(context, request, response)).toEqual(
        plain.viewerResponse(context, request, response),
      )
    }
    expect(remembering.memory?.stats().remembered).toBeGreaterThan(0)
  })
})

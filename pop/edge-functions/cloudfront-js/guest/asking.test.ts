import { Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { HeaderList } from '../../../../http/header-list.ts'
import { context } from '../../../../test/support/function-runner.ts'
import type { FunctionRequest, FunctionResponse } from '../invocation.ts'
import { viewerRequestFields, viewerResponseFields } from '../invoke.ts'
import { prepareSource } from '../prepare-source.ts'
import { readQuestions, type Question } from '../questions.ts'
import { createRealm, type Realm } from '../realm.ts'
import { builtinNames } from './builtins.ts'

const RUNTIME = 'cloudfront-js-2.0'

const realmOf = (code: string): Realm => {
  const prepared = prepareSource(code, RUNTIME, builtinNames(RUNTIME))
  if (prepared.kind !== 'ready') throw new Error(prepared.message)
  const { script, mayAwait, mentionsGlobal, readsStacks, mayRunLong, reachesConstructors, hasManyGroups } = prepared
  const keyValues = () => new Map([['k', 'v']])
  return createRealm({
    runtime: RUNTIME,
    script: new Script(script),
    mayAwait,
    shared: true,
    mentionsGlobal,
    readsStacks,
    mayRunLong,
    reachesConstructors,
    hasManyGroups,
    keyValues,
    random: undefined,
    watchesTime: true,
    counts: true,
  })
}

const words = (question: Question): string => {
  switch (question.about) {
    case 'field':
      return question.field
    case 'equal-field':
      return `${question.field} = ${question.text}`
    case 'key-value':
      return `key ${question.key}`
    case 'table':
      return `${question.table}: ${question.aspect}`
    case 'presence':
    case 'texts':
      return `${question.table} ${question.name}: ${question.about}`
    case 'equal-texts':
      return `${question.table} ${question.name} = ${question.texts.join(' | ')}`
  }
}

const request: FunctionRequest = {
  method: 'GET',
  uri: '/a',
  queryString: 'p=1&q=2',
  headers: HeaderList.fromRaw(['Host', 'h', 'X', '1', 'X', '2', 'Cookie', 'a=1; sid=2']),
}
const response: FunctionResponse = {
  status: 200,
  statusDescription: undefined,
  headers: HeaderList.of({ etag: '"e"', 'set-cookie': 'a=1' }),
}

/** What a handler with these statements asks; undefined: what it does is not to be kept. */
const askedBy = (statements: string): readonly string[] | undefined => {
  const realm = realmOf(`import cf from 'cloudfront'\nasync function handler(e) { var r = e.request; ${statements} }`)
  const { questions } = realm.callRecorded('viewerRequest', viewerRequestFields(context, request))
  return questions === undefined ? undefined : readQuestions(questions).map(words)
}

const askedAtResponse = (statements: string): readonly string[] | undefined => {
  const realm = realmOf(`function handler(e) { var r = e.response; ${statements} }`)
  const { questions } = realm.callRecorded('viewerResponse', viewerResponseFields(context, request, response))
  return questions === undefined ? undefined : readQuestions(questions).map(words)
}

describe('what is read is asked, once', () => {
  test.each([
    { what: 'nothing', code: 'return r', asked: [] },
    {
      what: 'fields',
      code: 'r.uri + r.uri + r.method + e.context.distributionId; return r',
      asked: ['uri', 'method', 'distributionId'],
    },
    {
      what: 'whether a header is there',
      code: `'x' in r.headers; r.headers.x; return r`,
      asked: ['request.headers x: presence'],
    },
    {
      what: 'its value',
      code: 'r.headers.x.value; r.headers.x.multiValue; return r',
      asked: ['request.headers x: presence', 'request.headers x: texts'],
    },
    { what: 'a cookie that is not there', code: 'r.cookies.none; return r', asked: ['request.cookies none: presence'] },
    {
      what: 'names, which say what is there',
      code: `Object.keys(r.cookies); r.cookies.sid; return r`,
      asked: ['request.cookies: names'],
    },
    {
      what: 'the raw query, which says all parameters (CFF-69d)',
      code: 'r.rawQueryString(); JSON.stringify(r.querystring); return r',
      asked: ['queryString'],
    },
    {
      what: 'a copy that looks into nothing',
      code: 'r.headers = Object.assign({}, r.headers); return r',
      asked: ['request.headers: names'],
    },
    {
      what: 'headers that inherit, which may show any of the former',
      code: 'r.headers = Object.create(r.headers); return r',
      asked: ['request.headers: whole'],
    },
    {
      what: 'an entry under another name',
      code: 'r.headers.z = r.headers.x; return r',
      asked: ['request.headers x: presence', 'request.headers x: texts', 'request.headers z = 1 | 2'],
    },
    {
      what: 'keys of the store, absent ones too',
      code: `await cf.kvs().get('k'); await cf.kvs().exists('l'); return r`,
      asked: ['key k', 'key l'],
    },
    {
      what: 'what a returned table holds',
      code: 'return { statusCode: 200, headers: r.cookies }',
      asked: ['request.cookies: names', 'request.cookies a: texts', 'request.cookies sid: texts'],
    },
  ])('$what', ({ code, asked }) => {
    expect(askedBy(code)).toEqual(asked)
  })
})

describe('what is written unseen asks only whether it changes anything', () => {
  test.each([
    { what: 'a field', code: `r.uri = '/b'; r.uri; return r`, asked: ['uri = /b'] },
    {
      what: 'a header',
      code: `r.headers.z = { value: '1' }; r.headers.z.value; return r`,
      asked: ['request.headers z = 1'],
    },
    {
      what: 'several values (CFF-82)',
      code: `r.headers.z = { value: '1', multiValue: [{ value: '1' }, { value: '2' }] }; return r`,
      asked: ['request.headers z = 1 | 2'],
    },
    {
      what: 'a getter is not called for it',
      code: `r.headers.z = { get value() { return r.method } }; return r`,
      asked: ['request.headers z: texts', 'method'],
    },
    {
      what: 'a header deleted',
      code: 'delete r.headers.x; r.headers.x; return r',
      asked: ['request.headers x: presence'],
    },
    { what: 'a query as text (CFF-74)', code: `r.querystring = 'z'; return r`, asked: ['queryString = z'] },
    { what: 'an emptied query', code: 'r.querystring = {}; return r', asked: ['request.querystring: any'] },
    { what: 'emptied cookies', code: 'r.cookies = {}; return r', asked: ['request.cookies: any'] },
    { what: 'emptied headers', code: 'r.headers = {}; return r', asked: ['request.headers: names'] },
    {
      what: 'a cookie: the whole header goes out',
      code: `r.cookies.z = { value: '1' }; return r`,
      asked: ['request.cookies: whole'],
    },
    {
      what: 'a parameter: the whole query goes out',
      code: 'delete r.querystring.p; return r',
      asked: ['request.querystring p: presence', 'queryString'],
    },
  ])('$what', ({ code, asked }) => {
    expect(askedBy(code)).toEqual(asked)
  })
})

describe('viewer-response', () => {
  test.each([
    { what: 'status and description go out', code: 'return r', asked: ['statusCode', 'statusDescription'] },
    { what: 'a status written unseen', code: `r.statusCode = 404; r.statusDescription = 'no'; return r`, asked: [] },
    {
      what: 'a list of fields says whether there is a description',
      code: 'Object.keys(r); return { statusCode: 200 }',
      asked: ['statusDescription', 'statusCode', 'response.headers: names', 'response.cookies: any'],
    },
    {
      what: 'a cookie: all lines go out (CFF-80)',
      code: `r.cookies.b = { value: '1' }; return r`,
      asked: ['statusCode', 'statusDescription', 'response.cookies: whole'],
    },
    {
      what: 'the request is read like any other',
      code: `e.request.headers.host.value; return r`,
      asked: ['request.headers host: presence', 'request.headers host: texts', 'statusCode', 'statusDescription'],
    },
  ])('$what', ({ code, asked }) => {
    expect(askedAtResponse(code)).toEqual(asked)
  })
})

describe('what is not kept', () => {
  test.each([
    { what: 'time', code: 'Date.now(); return r' },
    { what: 'chance', code: 'Math.random(); return r' },
    { what: 'the request id', code: 'e.context.requestId; return r' },
    { what: 'the address', code: 'JSON.stringify(e.viewer); return r' },
    { what: 'more than 64 questions', code: 'for (var i = 0; i < 65; i++) r.headers[i]; return r' },
    { what: 'a frozen table', code: 'Object.freeze(r.headers); return r' },
    { what: 'a table without further entries', code: 'Object.preventExtensions(r.cookies); return r' },
    { what: 'another prototype', code: 'r.headers.__proto__ = { z: 1 }; return r' },
    { what: 'a property defined', code: `Object.defineProperty(r, 'uri', { enumerable: false }); return r` },
  ])('$what', ({ code }) => {
    expect(askedBy(code)).toBeUndefined()
  })
})

test('a recording leaves the next invocation alone', () => {
  const realm = realmOf('function handler(e) { return e.request }')
  const fields = viewerRequestFields(context, request)
  const recorded = realm.callRecorded('viewerRequest', fields)
  expect(realm.call('viewerRequest', fields)).toBe(recorded.packed)
  expect(realm.callRecorded('viewerRequest', fields)).toEqual(recorded)
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HeaderList } from '../../../http/header-list.ts'
import { context, valueOf } from '../../../test/support/function-runner.ts'
import { answerTo, type Answer, type FunctionInput } from './input-answers.ts'
import type { FunctionRequest } from './invocation.ts'
import type { InputTable, Question } from './questions.ts'

const inputOf = (parts: Partial<FunctionRequest>, store = new Map<string, string>()): FunctionInput => ({
  context,
  request: { method: 'GET', uri: '/', queryString: undefined, headers: new HeaderList(), ...parts },
  response: { status: 200, statusDescription: undefined, headers: HeaderList.of({ etag: '"e"', 'set-cookie': 'a=1' }) },
  keyValue: key => store.get(key),
})

const headers = HeaderList.fromRaw([
  'Host',
  'h',
  'X',
  '1',
  'x',
  '2',
  'Y',
  'Ã©',
  'Via',
  '1',
  'Connection',
  'close',
  'Cookie',
  'a=1;  b=2',
  'cookie',
  'a=3',
])

const texts = (table: InputTable, name: string): Question => ({ packed: '', about: 'texts', table, name })
const presence = (table: InputTable, name: string): Question => ({ packed: '', about: 'presence', table, name })
const same = (table: InputTable, name: string, ...values: string[]): Question => ({
  packed: '',
  about: 'equal-texts',
  table,
  name,
  texts: values,
})

describe('the input answers', () => {
  const input = inputOf({ uri: '/caf%C3%A9', queryString: 'p=1&p=2&q', headers }, new Map([['k', 'v']]))
  test.each<{ what: string; question: Question; answer: Answer }>([
    { what: 'a field', question: { packed: '', about: 'field', field: 'uri' }, answer: '/caf%C3%A9' },
    { what: 'the status', question: { packed: '', about: 'field', field: 'statusCode' }, answer: 200 },
    { what: 'a key', question: { packed: '', about: 'key-value', key: 'k' }, answer: 'v' },
    { what: 'a key that is not there', question: { packed: '', about: 'key-value', key: 'l' }, answer: undefined },
    { what: 'a single header by its value', question: texts('request.headers', 'host'), answer: 'h' },
    { what: 'CFF-81 a repeated header', question: texts('request.headers', 'x'), answer: '\n1:11:2' },
    {
      what: 'HDR-01 a disallowed header is not there',
      question: texts('request.headers', 'connection'),
      answer: undefined,
    },
    { what: 'CFF-78 nor is the cookie header', question: presence('request.headers', 'cookie'), answer: false },
    { what: 'cookies of all fields', question: texts('request.cookies', 'a'), answer: '\n1:11:3' },
    { what: 'CFF-73 a parameter without value', question: texts('request.querystring', 'q'), answer: '' },
    { what: 'a parameter that is not there', question: texts('request.querystring', 'r'), answer: undefined },
    {
      what: 'the same text, as the function sees it (CFF-88)',
      question: same('request.headers', 'y', 'é'),
      answer: true,
    },
    { what: 'other texts', question: same('request.headers', 'x', '1'), answer: false },
    { what: 'no texts at all', question: same('request.headers', 'z', '1'), answer: undefined },
    {
      what: 'names without the invisible',
      question: { packed: '', about: 'table', table: 'request.headers', aspect: 'names' },
      answer: '\n4:host1:x1:x1:y3:via',
    },
    {
      what: 'whether there is a cookie to set',
      question: { packed: '', about: 'table', table: 'response.cookies', aspect: 'any' },
      answer: true,
    },
  ])('$what', ({ question, answer }) => {
    expect(answerTo(question, input)).toBe(answer)
  })

  test('an empty query is the same as none, as for what a function writes', () => {
    const written: Question = { packed: '', about: 'equal-field', field: 'queryString', text: '' }
    const answers = [undefined, '', 'p'].map(queryString => answerTo(written, inputOf({ queryString })))
    expect(answers).toEqual([true, true, false])
  })

  test('two lists of texts never give the same answer', () => {
    const lists = fc.array(fc.constantFrom('', '1', '1:1', '\n1:11:1', '\n', ':'), { maxLength: 3 })
    const answerOf = (values: readonly string[]): Answer =>
      answerTo(texts('request.headers', 'x'), inputOf({ headers: HeaderList.of({ x: values }) }))
    fc.assert(
      fc.property(lists, lists, (a, b) => {
        expect(answerOf(a) === answerOf(b)).toBe(a.join('|') === b.join('|') && a.length === b.length)
      }),
      { numRuns: 1_000 },
    )
  })
})

test('pairs are found as the realm finds them (CFF-75)', () => {
  const piece = fc.constantFrom('a', 'b', '=', ';', '&', ' ', 'é', 'constructor')
  const text = fc.array(piece, { maxLength: 10 }).map(pieces => pieces.join(''))
  const valuesIn =
    'function (t) { return Object.keys(t).map(function (k) { return [k, (t[k].multiValue || [t[k]]).map(function (e) { return e.value })] }) }'
  fc.assert(
    fc.property(text, text, (cookie, query) => {
      const wire = (value: string): string => Buffer.from(value).toString('latin1')
      const request = inputOf({ queryString: wire(query), headers: HeaderList.of({ cookie: wire(cookie) }) })
      const seen = valueOf(`[request.cookies, request.querystring].map(${valuesIn})`, request.request)
      const tables = ['request.cookies', 'request.querystring'] as const
      for (const [index, table] of tables.entries()) {
        const found = (seen as [string, string[]][][])[index] ?? []
        for (const [name, values] of found) {
          expect(answerTo(same(table, name, ...values), request)).toBe(true)
          expect(answerTo(presence(table, `${name}z`), request)).toBe(found.some(([other]) => other === `${name}z`))
        }
        expect(answerTo({ packed: '', about: 'table', table, aspect: 'any' }, request)).toBe(found.length > 0)
      }
    }),
    { numRuns: 150 },
  )
})

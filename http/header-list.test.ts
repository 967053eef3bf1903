import { expect, test } from 'vitest'
import { HeaderList, capitalized } from './header-list.ts'

test('names compare without case and keep the spelling received (LAE-03)', () => {
  const headers = HeaderList.fromRaw(['x-FOO', '1', 'Accept', '*/*', 'X-Foo', '2'])
  expect(headers.get('x-foo')).toBe('1')
  expect(headers.getAll('x-foo')).toEqual(['1', '2'])
  expect(headers.toRaw()).toEqual(['x-FOO', '1', 'Accept', '*/*', 'X-Foo', '2'])
})

test('REQH-15: the pseudo headers of HTTP/2 are not header fields', () => {
  expect([...HeaderList.fromRaw([':method', 'GET', 'host', 'a'])]).toEqual([['host', 'a']])
})

test('set replaces all fields of a name in the place of the first', () => {
  const headers = HeaderList.of({ a: ['1', '2'], b: '3' }).append('a', '4')
  headers.set('a', '5')
  expect([...headers]).toEqual([
    ['a', '5'],
    ['b', '3'],
  ])
})

test('set of an absent name appends it, capitalised', () => {
  expect(new HeaderList().set('x-amz-cf-id', '1').toRaw()).toEqual(['X-Amz-Cf-Id', '1'])
})

test('delete removes every field of a name and nothing else', () => {
  expect([...HeaderList.of({ a: ['1', '2'], b: '3' }).delete('a')]).toEqual([['b', '3']])
})

test('a clone changes alone', () => {
  const headers = HeaderList.of({ a: '1' })
  headers.clone().set('a', '2').append('b', '3')
  expect([...headers]).toEqual([['a', '1']])
})

test.each([
  { fields: {}, joined: undefined },
  { fields: { a: '1' }, joined: '1' },
  { fields: { a: ['1', '2'] }, joined: '1; 2' },
])('joined: $fields gives $joined', ({ fields, joined }) => {
  expect(HeaderList.of(fields).joined('a', '; ')).toBe(joined)
})

test('capitalized', () => {
  expect(['etag', 'x-b3-trace', 'A-b'].map(capitalized)).toEqual(['Etag', 'X-B3-Trace', 'A-B'])
})

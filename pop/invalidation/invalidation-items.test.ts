import { expect, test } from 'vitest'
import { readInvalidationItems } from './invalidation-items.ts'

test.each([
  { rule: 'INV-01 a path', item: '/index.html', is: { paths: ['/index.html'] } },
  { rule: 'INV-01 the case of a path counts', item: '/Index.HTML', is: { paths: ['/Index.HTML'] } },
  { rule: 'INV-01, QUO-24 a path of 4,000 characters', item: `/${'a'.repeat(3_999)}`, is: {} },
  { rule: 'INV-02 a wildcard at the end', item: '/images/*', is: { prefixes: ['/images/'] } },
  { rule: 'INV-02 a wildcard after the name of a folder', item: '/images*', is: { prefixes: ['/images'] } },
  { rule: 'INV-02 everything', item: '/*', is: { prefixes: ['/'] } },
  { rule: 'INV-02 a star elsewhere is a star', item: '/a*b', is: { paths: ['/a*b'] } },
  { rule: 'INV-03 a query string', item: '/a?b=c', is: { paths: ['/a?b=c'] } },
  { rule: 'INV-06 encoded characters', item: '/caf%C3%A9', is: { paths: ['/caf%C3%A9'] } },
  { rule: 'INV-21 a tag, whatever its case', item: '#Product-42', is: { tags: ['product-42'] } },
  { rule: 'INV-22 a tag of 256 characters', item: `#${'!'.repeat(256)}`, is: { tags: ['!'.repeat(256)] } },
])('$rule', ({ item, is }) => {
  const reading = readInvalidationItems([item])
  expect(reading).toMatchObject({ kind: 'items', items: is })
})

test.each([
  { rule: 'INV-01', what: 'a path without a slash', item: 'index.html' },
  { rule: 'INV-01', what: 'a path of 4,001 characters', item: `/${'a'.repeat(4_000)}` },
  { rule: 'INV-06', what: 'a character that is not ASCII', item: '/café' },
  { rule: 'INV-06', what: 'a space', item: '/a b' },
  { rule: 'INV-06', what: 'a tilde', item: '/~user' },
  { rule: 'INV-21', what: 'a tag with a wildcard', item: '#product-*' },
  { rule: 'INV-22', what: 'an empty tag', item: '#' },
  { rule: 'INV-22', what: 'a tag with a comma', item: '#a,b' },
  { rule: 'INV-22', what: 'a tag with a space', item: '#a b' },
  { rule: 'INV-22', what: 'a tag of 257 characters', item: `#${'a'.repeat(257)}` },
])('$rule: $what is refused, and the rest with it', ({ rule, item }) => {
  const reading = readInvalidationItems(['/fine', item])
  expect(reading).toMatchObject({ kind: 'problems', problems: [{ item, rule }] })
})

const many = (count: number, text: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => text(i))

test.each([
  { what: '3,000 paths', given: many(3_000, i => `/${i}`), kind: 'items' },
  { what: '3,001 paths', given: many(3_001, i => `/${i}`), kind: 'problems' },
  {
    what: '15 wildcards beside them',
    given: [...many(3_000, i => `/${i}`), ...many(15, i => `/${i}*`)],
    kind: 'items',
  },
  { what: '16 wildcards', given: many(16, i => `/${i}*`), kind: 'problems' },
  { what: '3,000 paths and a tag', given: [...many(3_000, i => `/${i}`), '#tag'], kind: 'problems' },
])('INV-09, INV-23, QUO-23: $what are $kind', ({ given, kind }) => {
  expect(readInvalidationItems(given).kind).toBe(kind)
})

test('an invalidation of nothing is refused', () => {
  expect(readInvalidationItems([]).kind).toBe('problems')
})

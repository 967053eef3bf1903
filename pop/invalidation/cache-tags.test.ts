import { expect, test } from 'vitest'
import { HeaderList } from '../../http/header-list.ts'
import { cacheTags } from './cache-tags.ts'

test.each([
  { rule: 'INV-20 separated by commas', value: 'match-7, team-a ,news', tags: ['match-7', 'team-a', 'news'] },
  { rule: 'INV-21 case does not count', value: 'News,NEWS', tags: ['news'] },
  { rule: 'INV-22 what is no tag is passed over', value: `a b,,ok,${'a'.repeat(257)},é`, tags: ['ok'] },
  { rule: 'INV-20 two fields', value: ['a', 'b'], tags: ['a', 'b'] },
  { rule: 'INV-20 no such header', value: [], tags: [] },
])('$rule', ({ value, tags }) => {
  expect(cacheTags(HeaderList.of({ 'cache-tag': value }), 'cache-tag')).toEqual(tags)
})

test('INV-22: 50 tags an object', () => {
  const value = Array.from({ length: 60 }, (_, index) => `t${index}`).join(',')
  const tags = cacheTags(HeaderList.of({ 'cache-tag': value }), 'cache-tag')
  expect(tags).toHaveLength(50)
  expect(tags.at(-1)).toBe('t49')
})

test('INV-20: a distribution without CacheTagConfig has no tags', () => {
  expect(cacheTags(HeaderList.of({ 'cache-tag': 'a' }), undefined)).toEqual([])
})

import { expect, test } from 'vitest'
import { RecentNames } from './recent-names.ts'

test('the latest names are remembered, the oldest forgotten, what is taken out is gone', () => {
  const names = new RecentNames(4)
  for (const name of ['a', 'b', 'c', 'd']) names.add(name)
  expect(['a', 'b', 'c', 'd'].filter(name => names.has(name))).toEqual(['a', 'b', 'c', 'd'])
  names.add('e')
  expect(['a', 'b', 'c', 'd', 'e'].filter(name => names.has(name))).toEqual(['c', 'd', 'e'])
  names.delete('c')
  names.delete('e')
  expect(['c', 'd', 'e'].filter(name => names.has(name))).toEqual(['d'])
  names.clear()
  expect(names.has('d')).toBe(false)
})

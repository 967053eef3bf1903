import { expect, test } from 'vitest'
import type { NameSelection } from '../../distribution/model.ts'
import { keepsName, reachesOrigin } from './select-names.ts'

const none: NameSelection = { kind: 'none' }
const all: NameSelection = { kind: 'all' }
const only = (...names: string[]): NameSelection => ({ kind: 'whitelist', names })
const matching = (...patterns: string[]): NameSelection => ({ kind: 'matching', patterns })
const except = (...names: string[]): NameSelection => ({ kind: 'allExcept', names })

test.each([
  { rule: 'KEY-03 none', selection: none, kept: [] },
  { rule: 'KEY-03 all', selection: all, kept: ['a', 'A', 'b'] },
  { rule: 'KEY-03, KEY-08, KEY-13 whitelist, with case', selection: only('a'), kept: ['a'] },
  { rule: 'KEY-03, KEY-08, KEY-13 allExcept, with case', selection: except('a'), kept: ['A', 'b'] },
  { rule: 'KEY-04 * is a literal', selection: only('*'), kept: [] },
  { rule: 'POL-22 ? and * in legacy names', selection: matching('?'), kept: ['a', 'A', 'b'] },
  { rule: 'POL-22, KEY-08 with case', selection: matching('c*', 'A*'), kept: ['A'] },
])('$rule', ({ selection, kept }) => {
  expect(['a', 'A', 'b'].filter(name => keepsName(selection, name))).toEqual(kept)
})

// Names: c is on the cache policy's list, o on the origin request policy's, x on none.
test.each([
  { cache: none, origin: undefined, reach: '' },
  { cache: none, origin: none, reach: '' },
  { cache: none, origin: all, reach: 'c o x' },
  { cache: none, origin: only('o'), reach: 'o' },
  { cache: none, origin: except('o'), reach: 'c x' },
  { cache: all, origin: none, reach: 'c o x' },
  { cache: all, origin: only('o'), reach: 'c o x' },
  { cache: all, origin: except('o'), reach: 'c o x' },
  { cache: only('c'), origin: undefined, reach: 'c' },
  { cache: only('c'), origin: none, reach: 'c' },
  { cache: only('c'), origin: all, reach: 'c o x' },
  { cache: only('c'), origin: only('o'), reach: 'c o' },
  { cache: only('c'), origin: except('o'), reach: 'c x' },
  { cache: only('c'), origin: except('c'), reach: 'c o x' },
  { cache: except('c'), origin: none, reach: 'o x' },
  { cache: except('c'), origin: all, reach: 'c o x' },
  { cache: except('c'), origin: only('c'), reach: 'c o x' },
  { cache: except('c'), origin: except('o'), reach: 'x' },
])(
  'POL-04, KEY-02: cache policy $cache and origin request policy $origin give "$reach"',
  ({ cache, origin, reach }) => {
    expect(['c', 'o', 'x'].filter(name => reachesOrigin(cache, origin, name)).join(' ')).toBe(reach)
  },
)

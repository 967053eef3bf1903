import { expect, test } from 'vitest'
import type { NameSelection } from '../../distribution/model.ts'
import { cacheBehavior, cachePolicy, originRequestPolicy } from '../../test/support/distribution.ts'
import { queryStringToOrigin } from './origin-query-string.ts'

const none: NameSelection = { kind: 'none' }
const all: NameSelection = { kind: 'all' }

const toOrigin = (cache: NameSelection, origin: NameSelection, query: string | undefined) =>
  queryStringToOrigin(
    cacheBehavior({
      cachePolicy: cachePolicy({ queryStrings: cache }),
      originRequestPolicy: originRequestPolicy({ queryStrings: origin }),
    }),
    query,
  )

test.each([
  { rule: 'POL-03 none by default', cache: none, origin: none, query: 'a=1', sent: undefined },
  { rule: 'POL-04 all by the origin request policy', cache: none, origin: all, query: 'b=2&a=1', sent: 'b=2&a=1' },
  {
    rule: 'POL-04 union of two lists, in the order received',
    cache: { kind: 'whitelist', names: ['b'] } as NameSelection,
    origin: { kind: 'whitelist', names: ['a'] } as NameSelection,
    query: 'a=1&b=2&c=3&b=4',
    sent: 'a=1&b=2&b=4',
  },
  {
    rule: 'KEY-13 names with case',
    cache: { kind: 'whitelist', names: ['a'] } as NameSelection,
    origin: none,
    query: 'A=1',
    sent: undefined,
  },
  {
    rule: 'ORR-54 an unchanged one goes out as received',
    cache: all,
    origin: none,
    query: 'a=%20&&b',
    sent: 'a=%20&&b',
  },
  { rule: 'KEY-14 an empty one is none', cache: all, origin: all, query: '', sent: undefined },
  { rule: 'no query string', cache: all, origin: all, query: undefined, sent: undefined },
])('$rule', ({ cache, origin, query, sent }) => {
  expect(toOrigin(cache, origin, query)).toBe(sent)
})

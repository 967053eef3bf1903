import { expect, test } from 'vitest'
import { cacheKey } from '../pop/cache-key/cache-key.ts'
import { HeaderList } from '../http/header-list.ts'
import { cacheBehavior, cachePolicy, distribution } from '../test/support/distribution.ts'
import { DEFAULT_FLAG_NAMES, variantOf } from './flag-variant.ts'

const keyWith = (headers: Readonly<Record<string, string>>, listed: readonly string[]) =>
  cacheKey(distribution(), cacheBehavior({ cachePolicy: cachePolicy({ headers: listed }) }), {
    method: 'GET',
    uri: '/',
    queryString: undefined,
    headers: HeaderList.of(headers),
    httpVersion: '2.0',
  })

test.each([
  {
    rule: 'the header of the key counts',
    key: keyWith({ 'x-feature-flipping': 'site:v5' }, ['x-feature-flipping']),
    cookie: 'featureFlipping=site:v4',
    variant: 'site:v5',
  },
  {
    rule: 'listed and absent is none',
    key: keyWith({}, ['x-feature-flipping']),
    cookie: 'featureFlipping=site:v4',
    variant: 'none',
  },
  {
    rule: 'a key without the header: the cookie',
    key: keyWith({}, []),
    cookie: 'a=b; featureFlipping=site:v4',
    variant: 'site:v4',
  },
  { rule: 'no key: the cookie', key: undefined, cookie: 'featureFlipping=site:v4', variant: 'site:v4' },
  { rule: 'neither', key: undefined, cookie: 'sid=1', variant: 'none' },
  { rule: 'no cookie at all', key: undefined, cookie: undefined, variant: 'none' },
  { rule: 'a cookie field that is none', key: undefined, cookie: '=;;=', variant: 'none' },
])('$rule', ({ key, cookie, variant }) => expect(variantOf(key, cookie, DEFAULT_FLAG_NAMES)).toBe(variant))

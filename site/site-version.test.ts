import { expect, test } from 'vitest'
import { siteVersionFrom } from './site-version.ts'

test.each([
  { rule: 'no header: the default', header: undefined, version: 'v4' },
  { rule: 'an empty header: the default', header: '', version: 'v4' },
  { rule: 'the variant that the header names', header: 'site:v5', version: 'v5' },
  { rule: 'the default named in words', header: 'site:v4', version: 'v4' },
  { rule: 'other flags before and after make no difference', header: 'player:new.site:v5.trial:on', version: 'v5' },
  { rule: 'an unknown variant: the default', header: 'site:v6', version: 'v4' },
  { rule: 'a flag that only ends alike is another flag', header: 'website:v5', version: 'v4' },
  { rule: 'the first of two choices counts', header: 'site:v5.site:v4', version: 'v5' },
  { rule: 'hostile text: the default', header: 'site:__proto__', version: 'v4' },
])('$rule', ({ header, version }) => {
  expect(siteVersionFrom(header)).toBe(version)
})

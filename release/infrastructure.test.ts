import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compilePathPattern } from '../distribution/path-pattern.ts'
import { manifestKey } from './keys.ts'
import { SUPERSEDED_TAG } from './release-store.ts'

test('the tag is the one that the lifecycle rule of the bucket expires', () => {
  const { key, value } = SUPERSEDED_TAG
  expect(readFileSync('infrastructure/assets-bucket.yml', 'utf8')).toContain(
    `TagFilters: [{ Key: '${key}', Value: '${value}' }]`,
  )
})

test('no behavior of the distribution leads a viewer to the manifests', () => {
  const template = readFileSync('infrastructure/distribution.yml', 'utf8')
  const patterns = [...template.matchAll(/PathPattern: ([^\s}]+)/g)].map(([, pattern = '']) => pattern)
  expect(patterns).toContain('/assets/*')
  expect(patterns.filter(pattern => compilePathPattern(pattern)(`/${manifestKey('v4')}`))).toEqual([])
})

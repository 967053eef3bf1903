import { expect, test } from 'vitest'
import { nextRequestId } from './request-id.io.ts'

test('LAE-01: every request has an id of its own, of the form of x-amz-cf-id', () => {
  const ids = Array.from({ length: 10_000 }, nextRequestId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[\w-]{54}==$/)
})

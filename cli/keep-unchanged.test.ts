import { expect, test } from 'vitest'
import type { CloudFrontFunction, Distribution, LambdaFunction } from '../distribution/model.ts'
import { cacheBehavior, distribution } from '../test/support/distribution.ts'
import { keepUnchanged } from './keep-unchanged.ts'

const lambda = (memoryMegabytes = 128): LambdaFunction => ({
  logicalId: 'Edge',
  name: 'edge',
  runtime: 'nodejs22.x',
  handler: 'index.handler',
  timeoutSeconds: 3,
  memoryMegabytes,
  code: { kind: 'zip', file: 'edge.zip' },
})

const fn = (code = 'function handler(e) { return e.request }'): CloudFrontFunction => ({
  logicalId: 'Stamp',
  name: 'stamp',
  runtime: 'cloudfront-js-2.0',
  code,
  keyValueStore: undefined,
  place: { file: 'template.yml' },
})

const site = (edge: LambdaFunction, stamp: CloudFrontFunction): Distribution =>
  distribution({
    behaviors: [
      cacheBehavior({
        functions: { 'viewer-request': stamp },
        lambdas: { 'origin-request': { lambda: edge, includeBody: false } },
      }),
    ],
  })

const before = site(lambda(), fn())

test.each([
  {
    what: 'what is the same keeps its object',
    after: site(lambda(), fn()),
    changed: [],
    lambdaKept: true,
    fnKept: true,
  },
  {
    what: 'a Lambda whose code changed is another',
    after: site(lambda(), fn()),
    changed: ['edge.zip'],
    lambdaKept: false,
    fnKept: true,
  },
  {
    what: 'a Lambda with other settings is another',
    after: site(lambda(256), fn()),
    changed: [],
    lambdaKept: false,
    fnKept: true,
  },
  {
    what: 'a function with other code is another',
    after: site(lambda(), fn('x')),
    changed: [],
    lambdaKept: true,
    fnKept: false,
  },
])('$what', ({ after, changed, lambdaKept, fnKept }) => {
  const [kept] = keepUnchanged([before], [after], new Set(changed))
  const [old, now] = [before.behaviors[0], kept.behaviors[0]]
  expect(now?.lambdas['origin-request']?.lambda === old?.lambdas['origin-request']?.lambda).toBe(lambdaKept)
  expect(now?.functions['viewer-request'] === old?.functions['viewer-request']).toBe(fnKept)
  expect(kept).toEqual(after)
})

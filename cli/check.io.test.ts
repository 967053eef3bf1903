import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkDistributions } from '../distribution/checks/check-distributions.ts'
import { loadTemplateFile } from '../distribution/load-template.io.ts'
import type { CloudFrontFunction, LambdaFunction } from '../distribution/model.ts'
import { codeProblemsOf } from './function-gates.ts'
import { lambdaSource } from './lambda-source.io.ts'

const TEMPLATE = fileURLToPath(new URL('../.serverless/cloudformation-template-update-stack.json', import.meta.url))
const PARAMETERS = [
  {},
  {
    DomainName: 'www.example.com',
    CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a',
    OriginShieldRegion: 'eu-central-1',
    RealTimeLogs: 'yes',
  },
]
const MODES = ['error-pages', 'origin-response', 'origin-group']

describe('the packaged template of this repository', () => {
  beforeAll(() => {
    if (!existsSync(TEMPLATE)) throw new Error(`${TEMPLATE} is missing: run "npm run package" first`)
  })

  test.each(MODES.flatMap(FallbackMode => PARAMETERS.map(others => ({ FallbackMode, ...others }))))(
    'no rule says anything that is not accepted: %o',
    async parameters => {
      const { distributions, notes } = await loadTemplateFile(TEMPLATE, { parameters })
      const lambdas = distributions.flatMap(({ behaviors }) =>
        behaviors.flatMap(behavior => Object.values(behavior.lambdas)),
      )
      // Silence about code that nobody looked at would prove nothing.
      for (const { lambda } of lambdas) expect(lambdaSource(lambda)).toContain('handler')
      expect(distributions).toHaveLength(1)
      const findings = checkDistributions({ distributions, notes, sourceOf: lambdaSource, codeProblemsOf })
      expect(findings.filter(({ accepted }) => accepted === undefined)).toEqual([])
      // Decision 17: only the origin group keeps the page from the API.
      const weighed = parameters.FallbackMode === 'origin-group' ? [] : ['error-page-hides-api-errors']
      expect(findings.map(({ rule }) => rule.id)).toEqual(weighed)
    },
  )
})

const fn = (code: string, runtime: CloudFrontFunction['runtime'] = 'cloudfront-js-2.0'): CloudFrontFunction => ({
  logicalId: 'F',
  name: 'f',
  runtime,
  code,
  keyValueStore: undefined,
  place: { file: 'f.js' },
})

describe('the gates of functions', () => {
  test('sound code gives nothing', () => {
    expect(codeProblemsOf(fn('function handler(event) { return event.request }'))).toEqual([])
  })

  test('CFF-20 what does not compile is named with its line', () => {
    expect(codeProblemsOf(fn('function handler(event) {\n  class A {}\n  return event.request\n}'))).toEqual([
      expect.objectContaining({
        kind: 'does-not-compile',
        line: 2,
        message: expect.stringMatching(/"class" not supported/),
      }),
    ])
  })

  test('CFF-29 what runtime 2.0 knows is told of 1.0', () => {
    const [problem] = codeProblemsOf(fn('async function handler(event) { return event.request }', 'cloudfront-js-1.0'))
    expect(problem).toMatchObject({ kind: 'does-not-compile', remedy: expect.stringMatching(/cloudfront-js-2\.0/) })
  })

  test('what compiles and differs on CloudFront is told with its rule', () => {
    const problems = codeProblemsOf(
      fn('function handler(event) { setTimeout(function () {}, 1); return event.request }'),
    )
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'differs-on-cloudfront', rule: expect.stringMatching(/^[A-Z]+-\d+$/) }),
    ])
  })
})

describe('the source of a Lambda', () => {
  const lambda = (code: LambdaFunction['code']): LambdaFunction => ({
    logicalId: 'L',
    name: 'l',
    runtime: 'nodejs22.x',
    handler: 'handler.handler',
    timeoutSeconds: 3,
    memoryMegabytes: 128,
    code,
  })
  const CORPUS = fileURLToPath(new URL('../distribution/fixtures/corpus', import.meta.url))

  test.each([
    {
      what: 'inline code',
      code: { kind: 'inline', source: 'exports.handler = 1' } as const,
      found: 'exports.handler = 1',
    },
    {
      what: 'a folder that is missing',
      code: { kind: 'folder', folder: join(CORPUS, 'nowhere') } as const,
      found: undefined,
    },
    { what: 'a zip that is none', code: { kind: 'zip', file: join(CORPUS, 'minimal.yml') } as const, found: undefined },
  ])('$what', ({ code, found }) => {
    expect(lambdaSource(lambda(code))).toBe(found)
  })
})

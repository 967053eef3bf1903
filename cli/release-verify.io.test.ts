import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readTestEvent } from '../function-cases/test-event.ts'
import { testFunction } from '../function-cases/test-function.ts'
import { testResult } from '../function-cases/test-result.ts'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  startCloudFrontServer,
  type CloudFrontServer,
  type ServedRun,
} from '../test/support/cloudfront-server.ts'
import { Failure } from './failure.ts'
import { verify } from './release-verify.io.ts'

/** Runs the code that was deployed, as the server of the test has it. */
const deployed =
  (code: string) =>
  (given: unknown): ServedRun => {
    const read = readTestEvent(given)
    if (read.kind === 'problems') throw new Error('the event is none')
    const run = testFunction({ name: 'fn', runtime: 'cloudfront-js-2.0', code, file: 'fn.js' }, read.event, { now: 0 })
    const { FunctionOutput: output, FunctionExecutionLogs: logs, FunctionErrorMessage: errorMessage } = testResult(run)
    return { output, logs, errorMessage }
  }

const GREETS =
  'function handler(event) { console.log("hi"); return { statusCode: 200, headers: { a: { value: "1" } }, body: "b" } }'
const OTHER = GREETS.replace('"1"', '"2"').replace('"hi"', '"ho"')
const THROWS = 'function handler() { throw new TypeError("out of tune") }'

let server: CloudFrontServer
let folder: string
let printed: string[]
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-verify-'))
  const functionOf = (code: string) => ({ etags: { DEVELOPMENT: 'E1', LIVE: 'E2' }, run: deployed(code) })
  server = await startCloudFrontServer(
    new Map([
      ['same', functionOf(GREETS)],
      ['other', functionOf(OTHER)],
      ['throws', functionOf(THROWS)],
    ]),
  )
  vi.stubEnv('AWS_ACCESS_KEY_ID', ACCESS_KEY_ID)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET_ACCESS_KEY)
  vi.stubEnv('AWS_ENDPOINT_URL', server.url)
  printed = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => printed.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
  await server.close()
})

const withCase = (code: string, content: object): void => {
  mkdirSync(join(folder, 'cases'))
  writeFileSync(join(folder, 'handler.js'), code)
  writeFileSync(join(folder, 'cases/one.json'), JSON.stringify({ event: {}, expect: { response: {} }, ...content }))
}

describe('local and real side by side', () => {
  test('the same in both', async () => {
    withCase(GREETS, {})
    expect(await verify('same', [folder], { stage: 'LIVE' })).toBe(0)
    expect(printed.join('')).toBe('  ✔ one  1 step here, compute utilisation 21 there\n')
    expect(server.requests[0]).toContain('Stage=LIVE')
  })

  test('every difference of output and logs', async () => {
    withCase(GREETS, {})
    expect(await verify('other', [folder], { stage: 'DEVELOPMENT' })).toBe(1)
    expect(printed.join('')).toContain('response.headers.a.value\n        local  "1"\n        real   "2"')
    expect(printed.join('')).toContain('logs[0]\n        local  "hi"\n        real   "ho"')
  })

  test('ignored places do not count', async () => {
    withCase(GREETS, { ignore: ['response.headers.a', 'logs'] })
    expect(await verify('other', [folder], { stage: 'DEVELOPMENT' })).toBe(0)
  })

  test('CFF-141 both fail in the same words', async () => {
    withCase(THROWS, {})
    expect(await verify('throws', [folder], { stage: 'DEVELOPMENT' })).toBe(0)
  })

  test('only one of them fails', async () => {
    withCase(GREETS, {})
    expect(await verify('throws', [folder], { stage: 'DEVELOPMENT', json: true })).toBe(1)
    const [line = ''] = printed.join('').split('\n')
    expect(JSON.parse(line)).toMatchObject({
      same: false,
      local: { output: { response: { statusCode: 200 } } },
      real: { errorMessage: expect.stringContaining('TypeError: out of tune') },
      differences: expect.arrayContaining([{ path: 'error', real: 'TypeError: out of tune' }]),
    })
  })

  test('what a case sets here and nobody can set there is said', async () => {
    withCase(GREETS, { now: 0, kvs: { a: 'b' } })
    await verify('same', [folder], { stage: 'LIVE' })
    expect(printed.join('')).toContain('the case sets now, kvs, and CloudFront has its own')
  })

  test('a case that cannot run here is a finding, and the others are compared', async () => {
    withCase(GREETS, {})
    writeFileSync(join(folder, 'cases/broken.json'), '{')
    expect(await verify('same', [folder], { stage: 'LIVE' })).toBe(1)
    expect(printed.join('')).toContain('✘ broken\n      ✘ not JSON')
    expect(printed.join('')).toContain('✔ one')
  })
})

test.each([
  {
    rule: 'a stage that does not exist',
    name: 'same',
    stage: 'PRODUCTION',
    status: 2,
    says: 'expected DEVELOPMENT or LIVE',
  },
  {
    rule: 'CFF-157 a name that no function has',
    name: 'a/b',
    stage: 'LIVE',
    status: 2,
    says: 'not the name of a function',
  },
  {
    rule: 'a function that CloudFront does not have',
    name: 'absent',
    stage: 'LIVE',
    status: 1,
    says: 'no such function in this stage',
  },
])('$rule', async ({ name, stage, status, says }) => {
  withCase(GREETS, {})
  const failure = await verify(name, [folder], { stage }).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Failure)
  expect(failure).toMatchObject({ exitStatus: status, message: expect.stringContaining(says) })
})

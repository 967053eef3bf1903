import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const TEMPLATE = '.serverless/cloudformation-template-update-stack.json'
const OSLS = resolve('node_modules/osls/bin/serverless.js')

const scratch = mkdtempSync(join(tmpdir(), 'package-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** A copy of the service: osls empties the .serverless folder of what it packages, and other tests read ours. */
const serviceCopy = (...more: readonly string[]): string => {
  const service = mkdtempSync(join(scratch, 'service-'))
  for (const path of ['serverless.yml', 'infrastructure', 'build/osls-plugin.cjs', ...more]) {
    cpSync(path, join(service, path), { recursive: true })
  }
  return service
}

/** Packages without credentials, and with a proxy that refuses every request. */
const packaged = async (service: string): Promise<{ code: number; output: string }> => {
  const offline = {
    AWS_EC2_METADATA_DISABLED: 'true',
    http_proxy: 'http://127.0.0.1:9',
    https_proxy: 'http://127.0.0.1:9',
  }
  const env = { PATH: process.env['PATH'] ?? '', HOME: service, ...offline }
  const run = promisify(execFile)(process.execPath, [OSLS, 'package'], { cwd: service, env })
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      output: error.stdout + error.stderr,
    }),
  )
}

/** The key in the deployment bucket carries the time of packaging. */
const withoutTime = (template: string): string => template.replaceAll(/\/\d+-\d{4}-\d\d-\d\dT[\d:.]+Z\//g, '/TIME/')

test.concurrent('packaging again, offline and without credentials, gives the same template apart from the time in the S3 key', async () => {
  const service = serviceCopy('dist/edge')
  const { code, output } = await packaged(service)
  expect({ code, output }).toMatchObject({ code: 0 })
  const [first = '', second = ''] = ['.', service].map(folder => readFileSync(join(folder, TEMPLATE), 'utf8'))
  expect(withoutTime(second)).toBe(withoutTime(first))
})

test.concurrent('without built files packaging says which one is missing and what to run', async () => {
  const { code, output } = await packaged(serviceCopy())
  expect(code).toBe(1)
  expect(output).toContain('dist/edge/lambdas/origin-response/index.mjs has not been built')
  expect(output).toContain('npm run build')
  expect(output).not.toContain('    at ')
})

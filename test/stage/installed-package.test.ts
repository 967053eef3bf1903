import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const execute = promisify(execFile)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-installed-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the packed tarball, installed into an empty project, brings a working command', async () => {
  await execute('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder])
  const tarball = readdirSync(folder).find(name => name.endsWith('.tgz'))
  expect(tarball).toMatch(/^edge-understudy-\d/)
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }')
  await execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--omit=dev', `./${tarball}`], {
    cwd: folder,
  })
  const command = join(folder, 'node_modules', '.bin', 'understudy')
  const help = await execute(command, ['--help'], { cwd: folder })
  expect(help.stdout).toContain('understudy')
  // A log from nothing to a report: what the package itself brings, and its optional library.
  await execute(command, ['capture', 'generate', '--rows', '500', '-o', 'evening.log.gz'], { cwd: folder })
  await execute(command, ['logs', 'ingest', 'evening.log.gz'], { cwd: folder })
  const report = await execute(command, ['logs', 'report', '--html', 'report.html'], { cwd: folder })
  expect(report.stdout).toContain('Requests: 500')
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('Origin requests per minute')
  writeFileSync(join(folder, 'broken.yml'), 'Resources: [')
  await expect(execute(command, ['dev', '-t', 'broken.yml'], { cwd: folder })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('broken.yml:'),
  })
}, 120_000)

import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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
  writeFileSync(join(folder, 'broken.yml'), 'Resources: [')
  await expect(execute(command, ['dev', '-t', 'broken.yml'], { cwd: folder })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('broken.yml:'),
  })
}, 120_000)

import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

/** The example of the documentation, in plain JavaScript; and its types, as a strict project reads them. */
const usesThePackage = async (project: string): Promise<void> => {
  copyFileSync('docs/examples/live-page.yml', join(project, 'site.yml'))
  const program = `import { createPointOfPresence, VirtualClock } from 'edge-understudy'
const clock = new VirtualClock()
const origins = { ssr: () => ({ headers: { 'cache-control': 's-maxage=10' }, body: 'the score' }) }
const pop = await createPointOfPresence({ template: 'site.yml', origins, clock })
const answers = await Promise.all([pop.request('/live'), pop.request('/live')])
console.log(answers.map(({ status, resultType }) => status + ' ' + resultType).join(), JSON.stringify(pop.counters.originRequests))
await pop.close()
`
  writeFileSync(join(project, 'program.mjs'), program)
  const { stdout } = await execute(process.execPath, ['program.mjs'], { cwd: project })
  expect(stdout).toBe('200 Miss,200 Hit {"ssr":1}\n')
  writeFileSync(join(project, 'program.mts'), program)
  const tsc = join(process.cwd(), 'node_modules', 'typescript', 'bin', 'tsc')
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2023,dom']
  await execute(process.execPath, [tsc, ...options, 'program.mts'], { cwd: project })
}

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
  await usesThePackage(folder)
  writeFileSync(join(folder, 'broken.yml'), 'Resources: [')
  await expect(execute(command, ['dev', '-t', 'broken.yml'], { cwd: folder })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('broken.yml:'),
  })
}, 120_000)

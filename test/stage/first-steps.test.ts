import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** The four commands of the README, run in their order. `…` stands for lines that are left out. */
const [, BLOCK = ''] = /<!-- first steps -->\s+```console\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? []
const STEPS = BLOCK.split(/^\$ /m)
  .slice(1)
  .map(step => {
    const [command = '', ...output] = step.trimEnd().split('\n')
    return { command, output: output.filter(line => line !== '…') }
  })

const COMMAND = resolve('dist/cli/understudy.js')

/** As a shell would. */
const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

/** Ids, ages, ports and times differ from run to run. */
const settled = (text: string): string =>
  text
    .replace(/\b(?:I[0-9A-F]{13}|E[0-9A-Z]{13})\b/g, 'ID')
    .replace(/\b[a-z0-9]{14}\.cloudfront\.net/g, 'NAME.cloudfront.net')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/\b\d+ s old/g, 'n s old')

let folder: string
let dev: ChildProcess | undefined
let url = ''
let said = ''

const saidMatching = (pattern: RegExp): Promise<string> =>
  new Promise(found => {
    const look = (): void => {
      const match = pattern.exec(said)?.[1]
      if (match !== undefined) found(match)
    }
    dev?.stderr?.on('data', look)
    look()
  })

/** Stays, on any free port. */
const start = async (args: readonly string[]): Promise<string> => {
  dev = spawn(process.execPath, [COMMAND, ...args, '--port', '0'], { cwd: folder })
  dev.stderr?.on('data', text => (said += String(text)))
  url = await saidMatching(/listening +(http:\S+)/)
  await saidMatching(/(invalidate)/)
  return said
}

const run = (file: string, args: readonly string[]): Promise<string> =>
  new Promise((done, failed) => {
    execFile(file, [...args], { cwd: folder, timeout: 20_000 }, (error, stdout, stderr) =>
      error === null ? done(stdout + stderr) : failed(new Error(stderr)),
    )
  })

const perform = (command: string): Promise<string> => {
  const [program = '', ...args] = words(command)
  if (program === 'curl')
    return run(
      'curl',
      args.map(word => word.replace('http://127.0.0.1:8080', url)),
    )
  return args[1] === 'dev' ? start(args.slice(1)) : run(process.execPath, [COMMAND, ...args.slice(1)])
}

beforeAll(() => {
  // A folder of its own: the stage leaves its address in it.
  folder = mkdtempSync(join(tmpdir(), 'understudy-first-'))
  symlinkSync(resolve('docs'), join(folder, 'docs'))
})
afterAll(() => {
  dev?.kill()
  rmSync(folder, { recursive: true, force: true })
})

describe("first steps with a distribution of one's own", () => {
  test('the README leads through dev, explain, check and invalidate', () => {
    const commands = STEPS.flatMap(({ command }) =>
      [...command.matchAll(/npx understudy (\w+)/g)].map(([, name]) => name),
    )
    expect(commands).toEqual(['dev', 'explain', 'check', 'invalidate'])
  })

  test.each(STEPS)('$command', async ({ command, output }) => {
    const printed = settled(await perform(command)).split('\n')
    const wanted = settled(output.join('\n')).split('\n')
    expect(wanted.length).toBeGreaterThan(0)
    // In this order, others between them.
    expect(printed.filter(line => wanted.includes(line))).toEqual(wanted)
  })
})

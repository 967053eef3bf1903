import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { readFileSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listenLocally, type ListeningServer } from '../support/live-stage.ts'

/**
 * The transcripts of docs/explain.md, replayed with the built command. With UPDATE_TRANSCRIPTS=1 in the environment they are written
 * anew; read what changed.
 */
const FILE = 'docs/explain.md'
const TRANSCRIPT = /```console\n\$ understudy explain (?<line>.+)\n(?<output>[\s\S]*?)```/g

/** Page, and how often it was asked for: `/ends` answers once, and fails ever after. */
const asked = new Map<string, number>()

const ssr = createServer((request, response) => {
  const path = request.url ?? '/'
  const count = (asked.get(path) ?? 0) + 1
  asked.set(path, count)
  const page = (fields: Record<string, string>): void =>
    void response.writeHead(200, fields).end('a page of the site\n')
  if (path === '/fails' || path.startsWith('/both/') || (path === '/ends' && count > 1)) {
    response.writeHead(503).end('no')
  } else if (path.endsWith('/nothing')) {
    response.writeHead(404).end('no')
  } else if (path === '/live') {
    page({ 'cache-control': 'max-age=3600, s-maxage=30, stale-while-revalidate=20' })
  } else if (path === '/news' && request.headers['if-none-match'] === '"one"') {
    response.writeHead(304, { etag: '"one"', 'cache-control': 'max-age=20' }).end()
  } else if (path === '/news') {
    page({ 'cache-control': 'max-age=20', etag: '"one"' })
  } else if (path.startsWith('/teaser/')) {
    page({ 'cache-control': 'no-store' })
  } else if (path === '/archive') {
    page({ 'cache-control': 'max-age=31536000' })
  } else {
    page({})
  }
})

let servers: ListeningServer[]
beforeAll(async () => {
  servers = await Promise.all([ssr, createServer((_, response) => response.end('the spare'))].map(listenLocally))
})
afterAll(() => servers.forEach(server => server.close()))

/** As a shell would. */
const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

/** Durations and names that are made anew by each run or machine. */
const settled = (output: string): string => output.replace(/\b\d+ ms/g, '… ms')

const explain = async (line: string): Promise<string> => {
  asked.clear()
  const origins = ['ssr', 'spare'].flatMap((id, index) => ['-o', `${id}=http://127.0.0.1:${servers[index]?.port ?? 0}`])
  const args = ['dist/cli/understudy.js', 'explain', ...words(line), '-t', 'docs/examples/explain.yml', ...origins]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return settled(stdout).trimEnd()
}

const transcripts = [...readFileSync(FILE, 'utf8').matchAll(TRANSCRIPT)].map(({ groups }) => ({
  line: groups?.['line'] ?? '',
  output: (groups?.['output'] ?? '').trimEnd(),
}))

describe('docs/explain.md', () => {
  test('has a transcript for each of twelve situations, and more', () => {
    expect(transcripts.length).toBeGreaterThanOrEqual(12)
  })

  test.each(transcripts)('$line', async ({ line, output }) => {
    const now = await explain(line)
    if (process.env['UPDATE_TRANSCRIPTS'] === '1') {
      const document = readFileSync(FILE, 'utf8')
      const old = `$ understudy explain ${line}\n${output === '' ? '' : `${output}\n`}\`\`\``
      writeFileSync(
        FILE,
        document.replace(old, () => `$ understudy explain ${line}\n${now}\n\`\`\``),
      )
      return
    }
    expect(now).toBe(output)
    // It fits a screen.
    expect(now.split('\n').length).toBeLessThanOrEqual(24)
    expect(Math.max(...now.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100)
  })
})

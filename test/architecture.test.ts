import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** Which top-level folders a folder may import from. What is not listed here imports nothing of ours. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  http: [],
  'access-log': ['http'],
  distribution: ['http'],
  pop: ['distribution', 'http', 'access-log'],
  'function-cases': ['pop', 'distribution', 'http'],
  replay: ['pop', 'distribution', 'http', 'access-log'],
  explain: ['pop', 'distribution', 'http'],
  rehearsal: ['explain', 'replay', 'pop', 'distribution', 'http'],
  capture: ['access-log', 'http'],
  ingest: ['access-log', 'http'],
  report: ['access-log'],
  release: ['http'],
  build: ['site', 'pop', 'distribution'],
  cli: [
    'replay',
    'capture',
    'ingest',
    'report',
    'release',
    'function-cases',
    'explain',
    'rehearsal',
    'pop',
    'distribution',
    'http',
    'access-log',
    'site',
    'build',
  ],
  demo: ['replay', 'capture', 'ingest', 'report', 'release', 'pop', 'distribution', 'site', 'http', 'access-log'],
  bench: ['replay', 'capture', 'ingest', 'release', 'pop', 'distribution', 'access-log', 'http'],
  site: [],
  functions: [],
  'edge-lambdas': [],
  infrastructure: [],
}

const sources = function* (folder: string): Generator<string> {
  if (!existsSync(join(ROOT, folder))) return
  for (const name of readdirSync(join(ROOT, folder))) {
    const path = join(folder, name)
    if (statSync(join(ROOT, path)).isDirectory()) yield* sources(path)
    else if (/\.tsx?$/.test(name) && !/\.(test|test-data)\.tsx?$/.test(name) && !name.endsWith('.d.ts')) yield path
  }
}

const importsOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    normalize(join(dirname(file), path)),
  )

const topOf = (path: string): string => path.split('/')[0] ?? ''

test.each(Object.keys(ALLOWED))('%s imports only what lies beneath it', folder => {
  const allowed = new Set([folder, ...(ALLOWED[folder] ?? [])])
  const strays = [...sources(folder)].flatMap(file =>
    importsOf(file)
      .filter(target => !allowed.has(topOf(target)))
      .map(target => `${file} → ${relative('.', target)}`),
  )
  expect(strays).toEqual([])
})

test('a request is decided without I/O: only files ending .io.ts use the network, the disk, timers or the clock', () => {
  const worldly =
    /from 'node:(?:fs|fs\/promises|http|https|http2|tls|dns|child_process|worker_threads|zlib|stream|timers)'|\bDate\.now\(|\bsetTimeout\(|\bnew Date\(\)/
  const decided = [
    'http',
    'pop',
    'access-log',
    'distribution',
    'function-cases',
    'replay',
    'capture',
    'ingest',
    'report',
    'release',
  ].flatMap(folder => [...sources(folder)])
  const strays = decided.filter(
    file =>
      !file.endsWith('.io.ts') &&
      !file.includes('/fixtures/') &&
      !GUEST_TEXT.test(file) &&
      worldly.test(readFileSync(join(ROOT, file), 'utf8')),
  )
  expect(strays).toEqual([])
})

/** Programs that run inside a function's realm or a Lambda's container, kept as text. */
const GUEST_TEXT = /edge-functions\/(?:cloudfront-js|lambda-edge)\/guest\//

test('every folder with code is held by the arrows', () => {
  const folders = readdirSync(ROOT).filter(
    name => !/^(?:\.|node_modules$|dist$|docs$|test$|coverage$)/.test(name) && statSync(join(ROOT, name)).isDirectory(),
  )
  expect(folders.filter(folder => !(folder in ALLOWED))).toEqual([])
})

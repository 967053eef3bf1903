import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Failure } from './failure.ts'
import { findCases } from './test-cases.io.ts'
import { isAsExpected, runCases, type CaseReport } from './test-run.io.ts'
import { reportJson, reportText, summaryText } from './test-text.ts'
import { watchFiles } from './test-watch.io.ts'

const NOW = Date.UTC(2026, 10, 24)

describe("the project's own functions", async () => {
  const files = await findCases(['functions'])
  const { reports } = await runCases(files, NOW)

  test.each(reports)('$file', report => {
    expect(isAsExpected(report), reportText([report])).toBe(true)
  })

  test('each has cases', () => {
    expect(new Set(files.map(file => dirname(dirname(file))))).toEqual(
      new Set(['functions/asset-viewer-request', 'functions/viewer-request', 'functions/viewer-response']),
    )
  })
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-cases-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, content: unknown): string => {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const reportOf = async (name: string, content: unknown): Promise<CaseReport> => {
  const { reports } = await runCases([write(name, content)], NOW)
  const [report] = reports
  if (report === undefined) throw new Error('a case has a report')
  return report
}

const GENERATES = 'function handler(event) { return { statusCode: 200, headers: { a: { value: "1" } }, body: "b" } }'

describe("a user's own folder", () => {
  test('cases are found at any depth, but not in what was installed or built', async () => {
    for (const name of [
      'a/cases/1.json',
      'b/c/cases/2.json',
      'node_modules/x/cases/3.json',
      'dist/cases/4.json',
      'a/other/5.json',
    ])
      write(name, {})
    const found = await findCases([folder])
    expect(found.map(file => relative(folder, file))).toEqual(['a/cases/1.json', 'b/c/cases/2.json'])
  })

  test.each(['handler.js', 'index.js', 'function.js'])('the function beside the cases: %s', async name => {
    write(`fn/${name}`, GENERATES)
    const report = await reportOf('fn/cases/a.json', {
      event: {},
      expect: { response: { statusCode: 200, headers: { a: { value: '1' } }, body: { encoding: 'text', data: 'b' } } },
    })
    expect(isAsExpected(report)).toBe(true)
  })

  test('the function that the case names', async () => {
    write('built/redirect.js', 'function handler() { return { statusCode: 302 } }')
    const expectation = { event: {}, function: '../../built/redirect.js', expect: { response: { statusCode: 302 } } }
    expect(isAsExpected(await reportOf('fn/cases/a.json', expectation))).toBe(true)
  })

  test('a store from an import file, a time and a drawn number', async () => {
    write('store.json', { data: [{ key: 'k', value: 'v' }] })
    write(
      'fn/handler.js',
      `import cf from 'cloudfront'
async function handler(event) {
  const value = await cf.kvs().get('k')
  return { statusCode: 200, body: [value, Date.now(), Math.random()].join() }
}`,
    )
    const report = await reportOf('fn/cases/a.json', {
      event: {},
      kvs: '../../store.json',
      now: '2027-01-01T00:00:00Z',
      random: 0.25,
      expect: { response: { statusCode: 200, body: `v,${Date.UTC(2027, 0, 1)},0.25` } },
    })
    expect(isAsExpected(report), reportText([report])).toBe(true)
  })
})

describe('what is not as expected is shown path by path', () => {
  test.each([
    {
      rule: 'a value',
      expected: { response: { statusCode: 200, headers: { a: { value: '2' } }, body: 'b' } },
      says: ['response.headers.a.value', 'expected  "2"', 'got       "1"'],
    },
    {
      rule: 'something missing and something too much',
      expected: { response: { statusCode: 200, headers: { b: { value: '1' } }, body: 'b' } },
      says: [
        'response.headers.b\n        expected  {"value":"1"}\n        got       nothing',
        'response.headers.a\n        expected  nothing',
      ],
    },
    { rule: 'no failure', expected: { error: 'no' }, says: ['it ran, and was to fail with "no"'] },
  ])('$rule', async ({ expected, says }) => {
    write('fn/handler.js', GENERATES)
    const report = await reportOf('fn/cases/a.json', { event: {}, expect: expected })
    for (const text of says) expect(reportText([report])).toContain(text)
    expect(summaryText([report])).toBe('0 of 1 cases as expected')
    expect(reportJson(report)).toMatchObject({ asExpected: false })
  })

  test('a failure that was expected, and one that was not', async () => {
    write('fn/handler.js', 'function handler() { console.log("on the way"); throw new TypeError("out of tune") }')
    expect(isAsExpected(await reportOf('fn/cases/a.json', { event: {}, expect: { error: 'out of tune' } }))).toBe(true)
    const report = await reportOf('fn/cases/b.json', { event: {}, expect: { response: { statusCode: 200 } } })
    expect(reportText([report])).toContain('TypeError: out of tune\n      at handler (')
    expect(reportText([report])).toMatch(/handler\.js:1:\d+\)\n {6}\S+ on the way\n/)
  })

  test('CFF-132 a result that CloudFront refuses, though it is what was written', async () => {
    write('fn/handler.js', 'function handler() { return { statusCode: 200, headers: { "X-A": { value: "1" } } } }')
    const report = await reportOf('fn/cases/a.json', {
      event: {},
      expect: { response: { statusCode: 200, headers: { 'X-A': { value: '1' } } } },
    })
    expect(reportText([report])).toContain(
      'CloudFront refuses the result: response.headers must have header names in lower case',
    )
  })
})

describe('bad input is the report of its case', () => {
  const good = { event: {}, expect: { request: {} } }
  test.each([
    { rule: 'no JSON', content: '{', says: 'not JSON' },
    {
      rule: 'a misspelt field',
      content: { ...good, ignored: [] },
      says: 'ignored must be one of event, expect, ignore',
    },
    { rule: 'nothing expected', content: { event: {} }, says: 'expect must be { "request": … }' },
    {
      rule: 'an event of the wrong shape',
      content: { ...good, event: { request: { uri: 'a' } } },
      says: 'event.request.uri must be a path',
    },
    { rule: 'a path that is none', content: { ...good, ignore: ['a..b'] }, says: 'ignore[0] must be a path' },
    { rule: 'a time that is none', content: { ...good, now: 'noon' }, says: 'now must be a time' },
    { rule: 'a chance above one', content: { ...good, random: 1 }, says: 'random must be a number' },
    {
      rule: 'CFF-153 a value over its limit',
      content: { ...good, kvs: { k: 'v'.repeat(1_025) } },
      says: 'more than 1024 bytes',
    },
    { rule: 'CFF-01 another runtime', content: { ...good, runtime: '3.0' }, says: 'runtime must be "1.0" or "2.0"' },
    { rule: 'no function', content: good, says: 'no function beside it: handler.ts' },
    { rule: 'a function that is not there', content: { ...good, function: 'no.js' }, says: 'no such file' },
  ])('$rule', async ({ content, says }) => {
    const report = await reportOf('fn/cases/a.json', content)
    expect(report).toMatchObject({ kind: 'not-run' })
    const text = reportText([report])
    expect(text).toContain(says)
    expect(text).toContain(folder)
  })

  test('the others run all the same', async () => {
    write('fn/handler.js', GENERATES)
    const bad = write('fn/cases/a.json', '{')
    const fine = write('fn/cases/b.json', {
      event: {},
      ignore: ['response.headers', 'response.body'],
      expect: { response: { statusCode: 200 } },
    })
    const { reports } = await runCases([bad, fine], NOW)
    expect(reports.map(isAsExpected)).toEqual([false, true])
  })

  test.each([
    { rule: 'a folder without cases', path: '.', says: 'no cases' },
    { rule: 'a folder that is not there', path: 'absent', says: 'no such file or folder' },
  ])('$rule is wrong usage', async ({ path, says }) => {
    const failure = await findCases([join(folder, path)]).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toMatchObject({ exitStatus: 2, message: expect.stringContaining(says) })
  })
})

test('a change of a file is told once, however many steps it took', async () => {
  const file = write('fn/handler.js', GENERATES)
  const { inputs } = await runCases([write('fn/cases/a.json', { event: {}, expect: { response: {} } })], NOW)
  expect(inputs).toContain(file)
  let calls = 0
  await new Promise<void>(resolve => {
    const watcher = watchFiles(inputs, () => {
      calls++
      watcher.close()
      resolve()
    })
    writeFileSync(file, '')
    writeFileSync(file, GENERATES)
  })
  expect(calls).toBe(1)
})

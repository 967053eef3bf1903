import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { S3Origin } from '../../distribution/model.ts'
import type { Problem } from '../../distribution/problem.ts'
import { HeaderList } from '../../http/header-list.ts'
import { readAll } from '../bytes.io.ts'
import { createFolderOrigin, type FolderOrigin } from './s3-folder-origin.io.ts'

const HOST = 'assets.s3.eu-central-1.amazonaws.com'
const MODIFIED = 'Thu, 01 Jan 2026 10:00:00 GMT'
const SCRIPT = 'console.log("v4")'
const ETAG = `"${createHash('md5').update(SCRIPT).digest('hex')}"`

let parent = ''
let folder = ''

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'understudy-bucket-'))
  folder = join(parent, 'bucket')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(parent, 'secret.txt'), 'secret')
  await writeFile(join(folder, 'assets/app.js'), SCRIPT)
  await utimes(join(folder, 'assets/app.js'), new Date(MODIFIED), new Date(Date.parse(MODIFIED) + 600))
  await writeFile(join(folder, 'a b+ü.txt'), 'odd name')
  await writeFile(join(folder, 'empty'), '')
  await writeFile(join(folder, 'video.mp4'), '')
  await truncate(join(folder, 'video.mp4'), 9_000_000)
  await symlink(join(parent, 'secret.txt'), join(folder, 'out.txt'))
  await symlink(join(folder, 'assets/app.js'), join(folder, 'in.js'))
  await symlink('loop', join(folder, 'loop'))
  const metadata = {
    '*': { 'Cache-Control': 'max-age=60' },
    'assets/*': { 'Cache-Control': 'max-age=31536000, immutable' },
  }
  await writeFile(join(folder, '.understudy-metadata.json'), JSON.stringify(metadata))
})

afterAll(() => rm(parent, { recursive: true, force: true }))

interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly access?: S3Origin['access']
  readonly origin?: FolderOrigin
}

const ask = async (uri: string, { method = 'GET', headers = {}, access = 'oac-always', origin }: Ask = {}) => {
  const s3: S3Origin = {
    kind: 's3',
    id: 'static',
    domainName: HOST,
    originPath: '',
    customHeaders: [],
    connectionAttempts: 3,
    connectionTimeoutSeconds: 10,
    readTimeoutSeconds: 30,
    responseCompletionTimeoutSeconds: undefined,
    originShieldRegion: undefined,
    access,
  }
  const outcome = await (origin ?? createFolderOrigin(folder)).attempt({
    origin: s3,
    request: {
      method,
      uri,
      queryString: undefined,
      headers: HeaderList.of({ host: HOST, ...headers }),
      body: undefined,
      viewerProtocol: 'https',
    },
    connectionTimeoutMs: 1_000,
    readTimeoutMs: 1_000,
    completionTimeoutMs: undefined,
  })
  if (outcome.kind === 'failure') throw new Error(outcome.detail)
  const { response } = outcome
  const read = await readAll(response.body, 20_000_000)
  const bytes = read.kind === 'source-failed' ? Buffer.from(read.kind) : read.bytes
  return { status: response.status, headers: response.headers, text: bytes.toString(), length: bytes.length }
}

describe('an object', () => {
  test('S3-06 has the headers of S3', async () => {
    const { status, headers, text } = await ask('/assets/app.js')
    expect([status, text]).toEqual([200, SCRIPT])
    expect(headers.toRaw().filter((_, index) => index % 2 === 0)).toEqual([
      'x-amz-request-id',
      'x-amz-id-2',
      'Date',
      'Last-Modified',
      'ETag',
      'x-amz-server-side-encryption',
      'Accept-Ranges',
      'Content-Type',
      'Cache-Control',
      'Content-Length',
      'Server',
    ])
    expect(Object.fromEntries(headers)).toMatchObject({
      'last-modified': MODIFIED,
      etag: ETAG,
      'accept-ranges': 'bytes',
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': String(SCRIPT.length),
      server: 'AmazonS3',
    })
  })

  test('HEAD answers the same without the bytes', async () => {
    const { status, headers, text } = await ask('/assets/app.js', { method: 'HEAD' })
    expect([status, headers.get('content-length'), text]).toEqual([200, String(SCRIPT.length), ''])
  })

  test.each([
    { rule: 'the key is the decoded path', uri: '/a%20b+%C3%BC.txt', status: 200 },
    { rule: 'a plus is a plus', uri: '/a+b+%C3%BC.txt', status: 403 },
    { rule: 'an empty object', uri: '/empty', status: 200 },
    { rule: 'a link inside the folder', uri: '/in.js', status: 200 },
    { rule: 'a link out of the folder', uri: '/out.txt', status: 403 },
    { rule: 'a link to itself', uri: '/loop', status: 403 },
    { rule: 'a folder is no object', uri: '/assets', status: 403 },
    { rule: 'a folder with slash neither', uri: '/assets/', status: 403 },
    { rule: 'the bucket itself neither', uri: '/', status: 403 },
    { rule: 'a file is no folder', uri: '/empty/x', status: 403 },
    { rule: 'two slashes are another key', uri: '/assets//app.js', status: 403 },
    { rule: 'another case is another key', uri: '/assets/APP.js', status: 403 },
    { rule: 'the metadata file is not served', uri: '/.understudy-metadata.json', status: 403 },
    { rule: 'a name too long', uri: `/${'x'.repeat(5_000)}`, status: 403 },
    { rule: 'a bad percent-encoding', uri: '/%zz', status: 400 },
  ])('$rule', async ({ uri, status }) => {
    expect((await ask(uri)).status).toBe(status)
  })

  test('a large object is streamed, whole and in part', async () => {
    const origin = createFolderOrigin(folder)
    const [whole, part] = await Promise.all([
      ask('/video.mp4', { origin }),
      ask('/video.mp4', { origin, headers: { range: 'bytes=8999990-' } }),
    ])
    expect([whole.status, whole.length, part.status, part.length]).toEqual([200, 9_000_000, 206, 10])
    expect(whole.headers.get('etag')).toBe(`"${createHash('md5').update(Buffer.alloc(9_000_000)).digest('hex')}"`)
  })

  test('a changed file is a new version', async () => {
    const origin = createFolderOrigin(folder)
    await writeFile(join(folder, 'changing.txt'), 'one')
    const before = await ask('/changing.txt', { origin })
    await writeFile(join(folder, 'changing.txt'), 'three')
    const after = await ask('/changing.txt', { origin, headers: { 'if-none-match': before.headers.get('etag') ?? '' } })
    expect([after.status, after.text]).toEqual([200, 'three'])
  })
})

describe('nothing outside the folder is reached', () => {
  const { raw } = String
  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    raw`/..\secret.txt`,
    '/..%5csecret.txt',
    '/%00',
    '/assets/app.js%00.txt',
    '//etc/passwd',
    '/%2fetc%2fpasswd',
    '/./assets/app.js',
  ])('%s', async uri => {
    expect((await ask(uri)).status).toBe(403)
  })

  test('whatever is asked', async () => {
    const piece = fc.constantFrom(
      '..',
      '%2e%2e',
      '.',
      '/',
      '%2f',
      '%5c',
      '\\',
      '%00',
      'secret.txt',
      'assets',
      'out.txt',
      'bucket',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async pieces => {
        expect((await ask(`/${pieces.join('')}`)).text).not.toBe('secret')
      }),
      { numRuns: 200 },
    )
  })
})

describe('conditions and ranges', () => {
  const EARLIER = 'Thu, 01 Jan 2026 09:00:00 GMT'
  test.each([
    { rule: 'If-None-Match hits', headers: { 'if-none-match': `W/${ETAG}` }, status: 304 },
    { rule: 'If-None-Match *', headers: { 'if-none-match': '*' }, status: 304 },
    {
      rule: 'If-None-Match misses and hides the date',
      headers: { 'if-none-match': '"x"', 'if-modified-since': MODIFIED },
      status: 200,
    },
    { rule: 'If-Modified-Since, not modified', headers: { 'if-modified-since': MODIFIED }, status: 304 },
    { rule: 'If-Modified-Since, modified', headers: { 'if-modified-since': EARLIER }, status: 200 },
    { rule: 'If-Modified-Since, no date', headers: { 'if-modified-since': 'yesterday' }, status: 200 },
    { rule: 'If-Match holds', headers: { 'if-match': `"x", ${ETAG}` }, status: 200 },
    { rule: 'If-Match does not hold', headers: { 'if-match': '"x"' }, status: 412 },
    { rule: 'If-Match compares strongly', headers: { 'if-match': `W/${ETAG}` }, status: 412 },
    {
      rule: 'If-Match holds and hides the date',
      headers: { 'if-match': ETAG, 'if-unmodified-since': EARLIER },
      status: 200,
    },
    { rule: 'If-Unmodified-Since does not hold', headers: { 'if-unmodified-since': EARLIER }, status: 412 },
    { rule: 'If-Unmodified-Since holds', headers: { 'if-unmodified-since': MODIFIED }, status: 200 },
    { rule: 'Range', headers: { range: 'bytes=0-6' }, status: 206 },
    { rule: 'TTL-53 an invalid range gives all', headers: { range: 'bytes=6-0' }, status: 200 },
    { rule: 'several ranges give all', headers: { range: 'bytes=0-6,999-' }, status: 200 },
    { rule: 'Range beyond the end', headers: { range: 'bytes=999-' }, status: 416 },
    { rule: 'TTL-57 If-Range of this version', headers: { range: 'bytes=0-6', 'if-range': ETAG }, status: 206 },
    { rule: 'TTL-57 If-Range of another version', headers: { range: 'bytes=0-6', 'if-range': '"x"' }, status: 200 },
    { rule: 'TTL-57 If-Range with the date', headers: { range: 'bytes=0-6', 'if-range': MODIFIED }, status: 206 },
  ])('$rule: $status', async ({ headers, status }) => {
    expect((await ask('/assets/app.js', { headers })).status).toBe(status)
  })

  test('206 says which part', async () => {
    const { headers, text } = await ask('/assets/app.js', { headers: { range: 'bytes=-5' } })
    expect(text).toBe(SCRIPT.slice(-5))
    expect(headers.get('content-range')).toBe(`bytes 12-16/${SCRIPT.length}`)
    expect(headers.get('content-length')).toBe('5')
  })

  test('416 says how long the object is', async () => {
    const { headers, text } = await ask('/assets/app.js', { headers: { range: 'bytes=999-' } })
    expect(headers.get('content-range')).toBe(`bytes */${SCRIPT.length}`)
    expect(text).toContain('<ActualObjectSize>17</ActualObjectSize>')
  })

  test('304 keeps the validators and has no body', async () => {
    const { headers, text } = await ask('/assets/app.js', { headers: { 'if-none-match': ETAG } })
    expect([headers.get('etag'), headers.get('last-modified'), headers.get('cache-control'), text]).toEqual([
      ETAG,
      MODIFIED,
      'max-age=31536000, immutable',
      '',
    ])
  })
})

describe('errors', () => {
  test('S3-03 a missing key: 403 without ListBucket, 404 with it', async () => {
    const denied = await ask('/missing')
    expect([denied.status, denied.headers.get('content-type')]).toEqual([403, 'application/xml'])
    expect(denied.text).toMatch(
      /<Error><Code>AccessDenied<\/Code><Message>.+<\/Message><RequestId>\w{16}<\/RequestId><HostId>.+<\/HostId>/,
    )
    const found = await ask('/<missing>', { origin: createFolderOrigin(folder, { listBucket: true }) })
    expect(found.status).toBe(404)
    expect(found.text).toContain('<Code>NoSuchKey</Code>')
    expect(found.text).toContain('<Key>&#60;missing&#62;</Key>')
  })

  test.each([
    { rule: 'S3-01 OAC never signs', uri: '/assets/app.js', how: { access: 'oac-never' }, status: 403 },
    { rule: 'S3-02 no OAC and no OAI', uri: '/assets/app.js', how: { access: 'none' }, status: 403 },
    { rule: 'S3-02 OAI', uri: '/assets/app.js', how: { access: 'oai' }, status: 200 },
    {
      rule: 'S3-01 no-override signs when the viewer did not',
      uri: '/assets/app.js',
      how: { access: 'oac-no-override' },
      status: 200,
    },
    {
      rule: 'S3-01 no-override leaves the viewer’s Authorization',
      uri: '/assets/app.js',
      how: { access: 'oac-no-override', headers: { authorization: 'Bearer x' } },
      status: 403,
    },
    {
      rule: 'S3-05 the viewer’s Host',
      uri: '/assets/app.js',
      how: { headers: { host: 'www.example.com' } },
      status: 403,
    },
    { rule: 'PUT', uri: '/assets/app.js', how: { method: 'PUT' }, status: 405 },
    { rule: 'POST', uri: '/', how: { method: 'POST' }, status: 405 },
  ] as const)('$rule: $status', async ({ uri, how, status }) => {
    expect((await ask(uri, how)).status).toBe(status)
  })

  test('HEAD of a missing key has no body', async () => {
    expect(await ask('/missing', { method: 'HEAD' })).toMatchObject({ status: 403, text: '' })
  })

  test('a folder that does not exist is a bucket that does not exist', async () => {
    expect((await ask('/x', { origin: createFolderOrigin(join(parent, 'nowhere')) })).text).toContain('NoSuchBucket')
  })
})

describe('metadata', () => {
  test('the later pattern wins, and an edit counts at once', async () => {
    const own = await mkdtemp(join(parent, 'own-'))
    const file = join(own, '.understudy-metadata.json')
    await writeFile(join(own, 'a.css'), 'a{}')
    const origin = createFolderOrigin(own)
    expect((await ask('/a.css', { origin })).headers.get('cache-control')).toBeUndefined()
    await writeFile(
      file,
      '{"*":{"Cache-Control":"no-cache","x-amz-meta-release":"r1"},"a.css":{"content-type":"text/plain"}}',
    )
    const { headers } = await ask('/a.css', { origin })
    expect(['cache-control', 'x-amz-meta-release', 'content-type'].map(name => headers.get(name))).toEqual([
      'no-cache',
      'r1',
      'text/plain',
    ])
  })

  test('those who ask while the file is being read wait for it', async () => {
    const own = await mkdtemp(join(parent, 'own-'))
    await writeFile(join(own, '.understudy-metadata.json'), '{"*":{"Cache-Control":"no-cache"}}')
    await writeFile(join(own, 'a'), 'a')
    const origin = createFolderOrigin(own)
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/a', { origin })))
    expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(Array(20).fill('no-cache'))
  })

  test.each([
    { rule: 'not JSON', text: '{', message: /^not JSON/ },
    { rule: 'not an object', text: '[]', message: /^not an object of keys/ },
    { rule: 'a key without headers', text: '{"a":1}', message: /^not an object of headers/ },
    { rule: 'a header that is none of S3', text: '{"a":{"X-Cache":"Hit"}}', message: /"X-Cache" is not a header/ },
    { rule: 'two lines', text: '{"a":{"Expires":"1\\r\\nx: y"}}', message: /not one line/ },
  ])('$rule is reported once and the object still served', async ({ text, message }) => {
    const own = await mkdtemp(join(parent, 'own-'))
    await writeFile(join(own, '.understudy-metadata.json'), text)
    await writeFile(join(own, 'a'), 'a')
    const problems: Problem[] = []
    const origin = createFolderOrigin(own, { onProblem: problem => problems.push(problem) })
    expect((await ask('/a', { origin })).status).toBe(200)
    expect((await ask('/a', { origin })).status).toBe(200)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toMatch(message)
    expect(problems[0]?.place.file).toContain('.understudy-metadata.json')
  })

  test('a function in its place', async () => {
    const origin = createFolderOrigin(folder, { metadata: key => ({ 'cache-control': `of ${key}` }) })
    expect((await ask('/in.js', { origin })).headers.get('cache-control')).toBe('of in.js')
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { S3Origin } from '../../distribution/model.ts'
import { createStage, type OriginStandIn, type Stage } from '../../pop/stage.io.ts'
import { parseOriginStandIns } from '../../cli/origin-stand-ins.io.ts'
import {
  cacheBehavior,
  CACHING_DISABLED,
  distribution,
  originRequestPolicy,
  s3Origin,
} from '../support/distribution.ts'
import { RawViewer } from '../support/live-stage.ts'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, startS3Server, type S3Server } from '../support/s3-server.ts'

let server: S3Server
const stages: Stage[] = []
beforeEach(async () => {
  server = await startS3Server('site')
  for (const key of ['page.html', 'a b/ü+(1).txt', 'dir/x=y.js']) {
    server.objects.set(key, {
      bytes: Buffer.from(`content of ${key}`),
      headers: { 'content-type': 'text/html', 'cache-control': 'max-age=60' },
      tags: new Map(),
    })
  }
})
afterEach(async () => {
  await Promise.all(stages.splice(0).map(stage => stage.close()))
  await server.close()
})

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY }
const NAMED = originRequestPolicy({
  headers: { kind: 'whitelist', names: ['authorization', 'x-amz-meta-who', 'x-amz-date'] },
  queryStrings: { kind: 'all' },
})

const bucketBehind = (origin: S3Origin, env: Readonly<Record<string, string>> = ENVIRONMENT) => {
  const site = distribution({
    origins: [origin],
    behaviors: [cacheBehavior({ targetOriginId: 'static', cachePolicy: CACHING_DISABLED, originRequestPolicy: NAMED })],
  })
  return { site, standIns: parseOriginStandIns([`static=s3+${server.url}/site`], [site], env) }
}

/** What a viewer gets through a stage, all of it. */
const answerTo = async (
  request: string,
  { site, standIns }: ReturnType<typeof bucketBehind>,
): Promise<{ text: string; trace: string }> => {
  let trace = ''
  const stage = createStage({
    distributions: [site],
    origins: standIns,
    onFinished: ({ served }) => {
      trace = JSON.stringify(served.trace)
    },
    onMessage: message => {
      trace += message
    },
  })
  stages.push(stage)
  const { port } = await stage.listen(0)
  const text = await new RawViewer(port).send(request).end()
  return { text, trace }
}

const get = (path: string, fields = '', method = 'GET'): string =>
  `${method} ${path} HTTP/1.1\r\nHost: www.example.org\r\nConnection: close\r\n${fields}\r\n`

const FORGED = 'Authorization: AWS4-HMAC-SHA256 forged\r\n'

describe('an S3 origin at an endpoint that checks signatures', () => {
  test.each<{ rule: string; access: S3Origin['access']; fields?: string; status: number }>([
    { rule: 'S3-01 always signs', access: 'oac-always', status: 200 },
    { rule: 'S3-01 always signs over what the viewer sent', access: 'oac-always', fields: FORGED, status: 200 },
    { rule: 'S3-01 no-override signs where the viewer did not', access: 'oac-no-override', status: 200 },
    {
      rule: 'S3-01 no-override leaves the viewer’s own',
      access: 'oac-no-override',
      fields: FORGED,
      status: 403,
    },
    { rule: 'S3-01 never does not sign', access: 'oac-never', status: 403 },
    { rule: 'S3-02 an identity signs', access: 'oai', status: 200 },
    { rule: 'no access at all: a private bucket refuses', access: 'none', status: 403 },
  ])('$rule: $status', async ({ access, fields, status }) => {
    // CloudFront drops Authorization of a GET unless the cache key has it (REQH-02): a method that keeps it.
    const { text } = await answerTo(get('/page.html', fields), bucketBehind(s3Origin({ access })))
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    if (status === 200) expect(text).toContain('content of page.html')
    else expect(text).toContain('<Code>AccessDenied</Code>')
  })

  test.each(['/a%20b/%C3%BC+(1).txt', '/a%20b/%c3%bc%2B%281%29.txt', '/dir/x=y.js', '/dir/x%3Dy.js'])(
    'a key in any spelling: %s',
    async path => {
      const { text } = await answerTo(get(path), bucketBehind(s3Origin()))
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      expect(text.match(/content of/g)).toHaveLength(1)
    },
  )

  test('query strings, metadata headers and a session token are signed with the rest', async () => {
    const bucket = bucketBehind(s3Origin(), { ...ENVIRONMENT, AWS_SESSION_TOKEN: 'token' })
    const { text } = await answerTo(
      get('/page.html?b=2&a=1&a=0&empty&x=%20+', 'X-Amz-Meta-Who: me\r\nX-Amz-Date: 20200101T000000Z\r\n'),
      bucket,
    )
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  })

  test('an upload is signed without being read before', async () => {
    const { text } = await answerTo(`${get('/new.txt', 'Content-Length: 5\r\n', 'PUT')}hello`, bucketBehind(s3Origin()))
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(server.objects.get('new.txt')?.bytes.toString()).toBe('hello')
  })

  test('HEAD is signed as HEAD', async () => {
    const { text } = await answerTo(get('/page.html', '', 'HEAD'), bucketBehind(s3Origin()))
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(server.requests).toEqual(['HEAD page.html'])
  })

  test('ORIG-11 the origin path stands between bucket and key', async () => {
    const { text } = await answerTo(get('/x=y.js'), bucketBehind(s3Origin({ originPath: '/dir' })))
    expect(text).toContain('content of dir/x=y.js')
  })

  test.each([
    { code: 'NoSuchKey', status: 404 },
    { code: 'AccessDenied', status: 403 },
    { code: 'SlowDown', status: 503 },
    { code: 'InternalError', status: 500 },
  ])('S3-03, S3-09 an error of the bucket, $code, is the answer', async ({ code, status }) => {
    server.onRequest = () => code
    const { text } = await answerTo(get('/page.html'), bucketBehind(s3Origin()))
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(text).toContain(`<Code>${code}</Code>`)
  })

  test('a wrong secret is a 403, and no secret is told anywhere', async () => {
    const secret = 'not-the-secret-of-the-bucket'
    const { text, trace } = await answerTo(
      get('/page.html'),
      bucketBehind(s3Origin(), { ...ENVIRONMENT, AWS_SECRET_ACCESS_KEY: secret }),
    )
    expect(text).toContain('<Code>SignatureDoesNotMatch</Code>')
    expect(trace).toContain('origin-attempt')
    for (const hidden of [secret, ACCESS_KEY_ID, 'AWS4-HMAC']) expect(trace).not.toContain(hidden)
  })
})

describe('--origin ID=s3+URL', () => {
  const parse = (value: string, origin = s3Origin(), env: Readonly<Record<string, string>> = ENVIRONMENT) => {
    const site = distribution({ origins: [origin], behaviors: [cacheBehavior({ targetOriginId: 'static' })] })
    return parseOriginStandIns([`static=${value}`], [site], env).get('static')
  }

  test('endpoint, bucket, region and credentials', () => {
    const expected: OriginStandIn = {
      kind: 'bucket',
      url: new URL('https://127.0.0.1:9000/site'),
      bucket: 'site',
      region: 'eu-west-3',
      credentials: { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY },
    }
    expect(parse('s3+https://127.0.0.1:9000/site', s3Origin(), { ...ENVIRONMENT, AWS_REGION: 'eu-west-3' })).toEqual(
      expected,
    )
    expect(parse('s3+http://127.0.0.1:9000/site', s3Origin({ access: 'oac-never' }), {})).toMatchObject({
      region: 'us-east-1',
      credentials: undefined,
    })
  })

  test.each([
    { what: 'no bucket', value: 's3+http://127.0.0.1:9000', says: /not a bucket\n {2}→ write s3\+http:/ },
    { what: 'a path', value: 's3+http://127.0.0.1:9000/a/b', says: /not a bucket/ },
    { what: 'credentials in the URL', value: 's3+http://key:secret@127.0.0.1:9000/a', says: /not a bucket/ },
    { what: 'no URL', value: 's3+http://', says: /not a bucket/ },
  ])('$what is a failure in words', ({ value, says }) => {
    expect(() => parse(value)).toThrow(says)
  })

  test('without credentials for an origin that signs, the variables are named', () => {
    expect(() => parse('s3+http://127.0.0.1:9000/site', s3Origin(), {})).toThrow(
      /no credentials to sign with\n {2}→ set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
    )
  })
})

import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SWITCHES } from '../../pop/switches.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const COMMAND = 'dist/cli/understudy.js'

interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

const run = (...args: string[]): Promise<Run> =>
  new Promise(resolve => {
    execFile(process.execPath, [COMMAND, ...args], { timeout: 20_000 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ status, stdout, stderr })
    })
  })

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect((await run('--version')).stdout).toBe(`${version}\n`)
})

describe.each([
  { what: 'that prints once', args: () => ['capture', 'scenario'] },
  { what: 'that waits for its reader', args: (log: string) => ['logs', 'read', log] },
])('a reader who has enough is no error, of a command $what', ({ args }) => {
  // Much more than a pipe holds.
  const log = join(mkdtempSync(join(tmpdir(), 'understudy-pipe-')), 'access.log')
  beforeAll(() => run('capture', 'generate', '--rows', '5000', '--output', log))
  afterAll(() => rmSync(dirname(log), { recursive: true }))

  test('who leaves at once', async () => {
    const child = spawn(process.execPath, [COMMAND, ...args(log)])
    child.stdout.destroy()
    expect(await silentEnd(child)).toEqual({ status: 0, stderr: '' })
  })

  test('who leaves after the first bytes', async () => {
    const child = spawn(process.execPath, [COMMAND, ...args(log)])
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await silentEnd(child)).toEqual({ status: 0, stderr: '' })
  })
})

const silentEnd = async (child: ChildProcessWithoutNullStreams) => {
  let stderr = ''
  child.stderr.on('data', text => (stderr += String(text)))
  const status = await new Promise(resolve => child.on('close', resolve))
  return { status, stderr }
}

describe('understudy on bad input: one clear error with its place, exit status, no stack trace', () => {
  let folder: string
  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'understudy-cli-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const distribution = (extra: string): string => `Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - Id: site
            DomainName: site.example.com
            CustomOriginConfig: { OriginProtocolPolicy: https-only }
        DefaultCacheBehavior:
          TargetOriginId: site
          ViewerProtocolPolicy: allow-all
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
${extra}`

  test('check: an error among the findings is exit status 1', async () => {
    const toServer =
      'DomainName: site.example.com\n            CustomOriginConfig: { OriginProtocolPolicy: https-only }'
    const toBucket = "DomainName: b.s3.amazonaws.com\n            S3OriginConfig: { OriginAccessIdentity: '' }"
    const sendsHost = distribution('          OriginRequestPolicyId: 216adef6-5c7f-47e4-b989-5492eafa07d3\n').replace(
      toServer,
      toBucket,
    )
    const { status, stdout } = await run('check', '-t', file('host-to-s3.yml', sendsHost), '--json')
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly unknown[] }
    expect(findings[0]).toMatchObject({
      rule: 'host-to-s3',
      severity: 'error',
      place: { line: expect.any(Number) },
      page: { url: expect.stringContaining('docs.aws.amazon.com') },
    })
    expect(status).toBe(1)
  })

  const cases: readonly {
    readonly name: string
    readonly args: () => string[]
    readonly status: number
    readonly says: readonly RegExp[]
  }[] = [
    {
      name: 'a template that is not there',
      args: () => ['dev', '-t', join(folder, 'absent.yml')],
      status: 1,
      says: [/does not exist/, /absent\.yml/],
    },
    {
      name: 'an empty template',
      args: () => ['dev', '-t', file('empty.yml', '')],
      status: 1,
      says: [/empty/, /empty\.yml/],
    },
    {
      name: 'broken YAML',
      args: () => ['dev', '-t', file('broken.yml', 'Resources:\n  A: [1,\n')],
      status: 1,
      says: [/broken\.yml:\d+/],
    },
    {
      name: 'broken JSON',
      args: () => ['dev', '-t', file('broken.json', '{\n  "Resources": {,\n}')],
      status: 1,
      says: [/broken\.json:2/],
    },
    {
      name: 'a misspelt property',
      args: () => ['dev', '-t', file('typo.yml', distribution('          Compres: true\n'))],
      status: 1,
      says: [/Compres\b/, /typo\.yml:\d+/, /Compress/],
    },
    {
      name: 'an import that is not NAME=VALUE',
      args: () => ['check', '-t', file('ok5.yml', distribution('')), '--import', 'x'],
      status: 2,
      says: [/--import x: expected NAME=VALUE/],
    },
    {
      name: 'the API, with a policy that is not at hand',
      args: () => [
        'dev',
        '-t',
        file(
          'api.json',
          JSON.stringify({
            DistributionConfig: {
              Enabled: true,
              Origins: { Quantity: 0 },
              DefaultCacheBehavior: { CachePolicyId: '11111111-2222-3333-4444-555555555555' },
            },
          }),
        ),
      ],
      status: 1,
      says: [/get-cache-policy --id 11111111/, /api\.json:\d+/],
    },
    {
      name: 'a template without distribution',
      args: () => ['dev', '-t', file('none.yml', 'Resources:\n  B:\n    Type: AWS::S3::Bucket\n')],
      status: 1,
      says: [/has no distribution/, /none\.yml/],
    },
    {
      name: 'an unknown parameter',
      args: () => ['dev', '-t', file('ok.yml', distribution('')), '-p', 'Nope=1'],
      status: 1,
      says: [/Nope/],
    },
    {
      name: 'an origin that the template does not have',
      args: () => ['dev', '-t', file('ok2.yml', distribution('')), '-o', 'nope=http://127.0.0.1:1'],
      status: 2,
      says: [/nope/, /site/],
    },
    {
      name: 'an origin that is neither URL nor folder',
      args: () => ['dev', '-t', file('ok3.yml', distribution('')), '-o', `site=${join(folder, 'absent')}`],
      status: 2,
      says: [/neither an http\(s\) URL, an s3\+http\(s\) URL nor a folder/],
    },
    {
      name: 'a key value store that no function has',
      args: () => ['dev', '-t', file('ok4.yml', distribution('')), '--kvs', 'flags=absent.json'],
      status: 2,
      says: [/--kvs flags/, /no function has a key value store/],
    },
    {
      name: 'LAE-73 what is not emulated is refused with line, rule and remedy',
      args: () => [
        'dev',
        '-t',
        file(
          'runtime.yml',
          distribution(`          LambdaFunctionAssociations:
            - EventType: origin-request
              LambdaFunctionARN: !Ref Version
  Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: !Ref Code } }
  Code:
    Type: AWS::Lambda::Function
    Properties:
      { Runtime: python3.13, Handler: index.handler, Role: arn, Code: { ZipFile: 'def handler(event, context): pass' } }
`),
        ),
      ],
      status: 1,
      says: [/runtime python3\.13 is not emulated/, /runtime\.yml:22:/, /\[LAE-73\]/, /→ use a Node.js runtime/],
    },
    {
      name: 'a switch that is none, with the nearest that is',
      args: () => ['dev', '--switch', 'failoverDecidedOm=origin-status'],
      status: 2,
      says: [/--switch failoverDecidedOm: there is no such switch/, /→ write failoverDecidedOn/],
    },
    {
      name: 'a switch with a value it has not, in a replay too',
      args: () => ['replay', 'absent.log', '--switch', 'failoverDecidedOn=neither'],
      status: 2,
      says: [/--switch failoverDecidedOn=neither: expected origin-status or status-after-origin-response/],
    },
    { name: 'a port that is none', args: () => ['dev', '--port', '70000'], status: 2, says: [/--port 70000/] },
    {
      name: 'a country that is none',
      args: () => ['dev', '-t', file('ok5.yml', distribution('')), '--country', 'France'],
      status: 2,
      says: [/--country France/, /two letters/],
    },
    {
      name: 'a database that is not there',
      args: () => ['dev', '-t', file('ok6.yml', distribution('')), '--ip-database', 'absent.mmdb'],
      status: 2,
      says: [/--ip-database absent\.mmdb/, /ENOENT/],
    },
    {
      name: 'an access log that is a folder',
      args: () => ['dev', '-t', file('ok7.yml', distribution('')), '--port', '0', '--access-log', folder],
      status: 1,
      says: [/the access log cannot be written: EISDIR/, /→ name a file/],
    },
    { name: 'an unknown command', args: () => ['perform'], status: 2, says: [/perform|unknown command/] },
    { name: 'an unknown option', args: () => ['dev', '--prot', '1'], status: 2, says: [/--prot/] },
  ]

  test.each(cases)('$name', async ({ args, status, says }) => {
    const result = await run(...args())
    expect(result.stderr).not.toMatch(/\n\s+at .+:\d+:\d+/)
    expect(result.status).toBe(status)
    for (const words of says) expect(result.stderr).toMatch(words)
    expect(result.stdout).toBe('')
  })

  test.each([
    { option: '--port', others: [] },
    { option: '--https-port', others: ['--port', '0'] },
  ])('$option is taken', async ({ option, others }) => {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const result = await run('dev', '-t', file('taken.yml', distribution('')), option, String(port), ...others)
    server.close()
    expect(result.status).toBe(1)
    expect(result.stderr).toMatch(new RegExp(`port ${port} is taken\n.*choose another with ${option} `))
  })

  test('--help shows every command and succeeds', async () => {
    const result = await run('--help')
    expect(result.status).toBe(0)
    expect(result.stdout).toMatch(/dev[\s\S]*start/)
  })
})

/** Starts the command and waits until it says where it listens. */
const started = (...args: string[]): Promise<{ url: string; stop: () => Promise<number | null> }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    let text = ''
    const ended = new Promise<number | null>(done => child.on('close', done))
    child.stderr.on('data', chunk => {
      text += String(chunk)
      const url = /listening\s+(http:\S+)/.exec(text)?.[1]
      if (url === undefined) return
      resolve({
        url,
        stop: () => {
          child.kill('SIGTERM')
          return ended
        },
      })
    })
    void ended.then(() => reject(new Error(text)))
  })

describe('understudy dev', () => {
  test('REQH-09 places viewers with --country, and as a request says', async () => {
    const origin = createServer((request, response) => response.end(request.headers['cloudfront-viewer-country']))
    await new Promise<void>(resolve => origin.listen(0, '127.0.0.1', resolve))
    const address = origin.address()
    const originPort = typeof address === 'object' && address !== null ? address.port : 0
    const folder = mkdtempSync(join(tmpdir(), 'understudy-country-'))
    const template = join(folder, 'template.yml')
    writeFileSync(
      template,
      `Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - { Id: site, DomainName: site.example.com, CustomOriginConfig: { OriginProtocolPolicy: https-only } }
        DefaultCacheBehavior:
          TargetOriginId: site
          ViewerProtocolPolicy: allow-all
          ForwardedValues: { QueryString: false, Headers: [CloudFront-Viewer-Country] }
`,
    )
    const site = `site=http://127.0.0.1:${originPort}`
    const stage = await started('dev', '-t', template, '--port', '0', '--quiet', '--country', 'fr', '-o', site)
    const country = async (headers: Record<string, string>) => (await fetch(stage.url, { headers })).text()
    expect(await country({})).toBe('FR')
    expect(await country({ 'x-understudy-country': 'BE' })).toBe('BE')
    expect(await country({})).toBe('FR')
    expect(await stage.stop()).toBe(0)
    origin.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each([
    { given: [], later: null },
    { given: ['--switch', 'viewerResponseAfterGeneratedResponse=true'], later: 'seen' },
  ])('$given decides whether viewer-response follows a generated response (CFF-114)', async ({ given, later }) => {
    const folder = mkdtempSync(join(tmpdir(), 'understudy-switch-'))
    const template = join(folder, 'template.json')
    const fn = (name: string, code: string) => ({
      Type: 'AWS::CloudFront::Function',
      Properties: {
        Name: name,
        FunctionConfig: { Runtime: 'cloudfront-js-2.0', Comment: '' },
        FunctionCode: `function handler(event) { ${code} }`,
      },
    })
    const association = (event: string, name: string) => ({
      EventType: `viewer-${event}`,
      FunctionARN: { 'Fn::GetAtt': [name, 'FunctionARN'] },
    })
    const distributionConfig = {
      Enabled: true,
      Origins: [{ Id: 's', DomainName: 's.example', CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } }],
      DefaultCacheBehavior: {
        TargetOriginId: 's',
        ViewerProtocolPolicy: 'allow-all',
        CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
        FunctionAssociations: [association('request', 'Early'), association('response', 'Later')],
      },
    }
    const resources = {
      Early: fn('early', 'return { statusCode: 200 }'),
      Later: fn('later', "event.response.headers['x-later'] = { value: 'seen' }; return event.response"),
      Site: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: distributionConfig } },
    }
    writeFileSync(template, JSON.stringify({ Resources: resources }))
    const stage = await started('dev', '--port', '0', '--quiet', '-t', template, ...given)
    const response = await fetch(`${stage.url}/`)
    expect([response.status, response.headers.get('x-later')]).toEqual([200, later])
    expect(await stage.stop()).toBe(0)
    rmSync(folder, { recursive: true })
  })

  test.each(['dev', 'start', 'replay'])('%s --help lists each switch with its default and rules', async command => {
    const help = (await run(command, '--help')).stdout
    for (const [name, { default: value, rules }] of Object.entries(SWITCHES)) {
      expect(help).toContain(`${name}=${value === Infinity ? 'none' : String(value)}`)
      for (const rule of rules) expect(help).toContain(rule)
    }
  })

  test('serves the packaged template with a stand-in, and stops cleanly on SIGTERM', async () => {
    const origin = createServer((_request, response) => response.end('from the stand-in'))
    await new Promise<void>(resolve => origin.listen(0, '127.0.0.1', resolve))
    const address = origin.address()
    const originPort = typeof address === 'object' && address !== null ? address.port : 0
    const stage = await started('dev', '--port', '0', '--quiet', '-o', `ssr=http://127.0.0.1:${originPort}`)
    const response = await fetch(`${stage.url}/`)
    expect(await response.text()).toBe('from the stand-in')
    expect(response.headers.get('x-cache')).toBe('Miss from cloudfront')
    expect(await stage.stop()).toBe(0)
    origin.close()
  })
})

describe('understudy check', () => {
  test.each([
    { name: 'a template', templates: ['minimal.yml'], ids: ['Site'] },
    { name: 'the folder of a CDK app', templates: ['cdk.out'], ids: ['Site'] },
    {
      name: 'several stacks',
      templates: ['stacks/cdn.yml', 'stacks/network.yml', 'stacks/policies.yml'],
      ids: ['Site'],
    },
    { name: 'an answer of the API', templates: ['api-complete/E2EXAMPLE1234.json'], ids: ['E2EXAMPLE1234'] },
    { name: 'a Terraform plan', templates: ['terraform/plan/plan.json'], ids: ['aws_cloudfront_distribution.site'] },
  ])('$name loads: exit status 0, one JSON object', async ({ templates, ids }) => {
    const given = templates.flatMap(path => ['-t', join('distribution/fixtures/corpus', path)])
    const { status, stdout } = await run('check', ...given, '--json')
    const report = JSON.parse(stdout) as { readonly distributions: readonly { readonly logicalId: string }[] }
    expect(report.distributions.map(({ logicalId }) => logicalId)).toEqual(ids)
    expect(status).toBe(0)
  })

  test('what does not load: exit status 1, the reasons on stdout', async () => {
    const { status, stdout, stderr } = await run('check', '-t', 'distribution/fixtures/corpus/stacks/cdn.yml')
    expect(stdout).toMatch(/exported as network-live-host .*stacks\/cdn\.yml:\d+/)
    expect(stderr).toMatch(/does not load/)
    expect(status).toBe(1)
  })

  const FAULTY = 'distribution/fixtures/corpus/cache-policies.yml'

  test('findings stand on stdout by severity, with place, remedy and page', async () => {
    const { status, stdout, stderr } = await run('check', '-t', FAULTY)
    expect(stdout).toMatch(
      /\d+ warnings\n\n• .* forwards every cookie.*cache-policies\.yml:28:11 .*\[cookies-lose-collapsing\]\n {2}→ .*\n {2}docs\/checks\.md#cookies-lose-collapsing, .*https:\/\/docs\.aws\.amazon\.com\//,
    )
    expect(stdout).toMatch(/\d+ pieces of advice/)
    expect(stderr).toMatch(/loads {2}Site {2}\d+ found/)
    expect(status).toBe(0)
  })

  test.each([
    { what: 'warnings fail with --strict', args: ['--strict'], status: 1 },
    { what: 'only what is asked for counts', args: ['--strict', '--only', 'no-access-log'], status: 0 },
    {
      what: 'what is ignored does not count',
      args: ['--strict', '--only', 'viewer-in-clear', '--ignore', 'viewer-in-clear'],
      status: 0,
    },
    { what: 'an unknown rule', args: ['--ignore', 'cookies-lose-colapsing'], status: 2 },
    { what: 'two reports for stdout', args: ['--json', '--sarif', '-'], status: 2 },
    { what: 'a SARIF file that cannot be written', args: ['--sarif', 'no/such/folder/check.sarif'], status: 2 },
  ])('$what: exit status $status', async ({ args, status: expected }) => {
    const { status } = await run('check', '-t', FAULTY, ...args)
    expect(status).toBe(expected)
  })

  test('SARIF names the file as the repository knows it', async () => {
    const { stdout } = await run('check', '-t', FAULTY, '--sarif', '-', '--only', 'viewer-in-clear')
    const log = JSON.parse(stdout) as { readonly runs: readonly { readonly results: readonly unknown[] }[] }
    expect(log.runs[0]?.results).toContainEqual(
      expect.objectContaining({
        ruleId: 'viewer-in-clear',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: FAULTY },
              region: expect.objectContaining({ startLine: 45 }),
            },
          },
        ],
      }),
    )
  })

  test('what has no effect is listed with path, line and reason', async () => {
    const { stdout } = await run('check', '-t', 'distribution/fixtures/corpus/without-effect.yml', '--json')
    const { withoutEffect, passedOver } = JSON.parse(stdout) as { withoutEffect: unknown[]; passedOver: unknown }
    expect(withoutEffect).toContainEqual(
      expect.objectContaining({
        severity: 'ignored',
        path: 'Resources.Site.Properties.DistributionConfig.PriceClass',
        line: expect.any(Number),
        reason: expect.stringMatching(/no effect/),
      }),
    )
    expect(passedOver).toEqual({ 'AWS::WAFv2::WebACL': 1 })
  })
})

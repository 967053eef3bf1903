import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const COMMAND = resolve('dist/cli/understudy.js')
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })

const TEMPLATE = {
  Resources: {
    Key: {
      Type: 'AWS::CloudFront::PublicKey',
      Properties: {
        PublicKeyConfig: {
          CallerReference: 'a',
          Name: 'members',
          EncodedKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        },
      },
    },
    Members: {
      Type: 'AWS::CloudFront::KeyGroup',
      Properties: { KeyGroupConfig: { Name: 'members', Items: [{ Ref: 'Key' }] } },
    },
    Site: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          Origins: [
            {
              Id: 'films',
              DomainName: 'films.s3.amazonaws.com',
              S3OriginConfig: { OriginAccessIdentity: '' },
              OriginAccessControlId: { 'Fn::GetAtt': 'Access.Id' },
            },
          ],
          DefaultCacheBehavior: {
            TargetOriginId: 'films',
            ViewerProtocolPolicy: 'allow-all',
            CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
            TrustedKeyGroups: [{ Ref: 'Members' }],
          },
        },
      },
    },
    Access: {
      Type: 'AWS::CloudFront::OriginAccessControl',
      Properties: {
        OriginAccessControlConfig: {
          Name: 'films',
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    },
  },
}

let folder: string
let stage: ChildProcess
let said = ''

const saidMatching = (pattern: RegExp): Promise<string> =>
  new Promise(found => {
    const look = (): void => {
      const match = pattern.exec(said)?.[1]
      if (match === undefined) return
      stage.stderr?.off('data', look)
      found(match)
    }
    stage.stderr?.on('data', look)
    look()
  })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-access-'))
  writeFileSync(join(folder, 'template.json'), JSON.stringify(TEMPLATE))
  writeFileSync(join(folder, 'private.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  mkdirSync(join(folder, 'films'))
  writeFileSync(join(folder, 'films', 'a.txt'), 'the film')
  const args = ['dev', '-t', 'template.json', '-o', 'films=films', '--port', '0']
  stage = spawn(process.execPath, [COMMAND, ...args], { cwd: folder })
  stage.stderr?.on('data', text => (said += String(text)))
})
afterAll(() => {
  stage.kill()
  rmSync(folder, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<string> =>
  new Promise((done, failed) => {
    execFile(process.execPath, [COMMAND, ...args], { cwd: folder, timeout: 20_000 }, (error, stdout, stderr) =>
      error === null ? done(stdout + stderr) : failed(new Error(stderr)),
    )
  })

test('SEC-01, INV-11: sign opens what dev protects, and invalidate finds the stage of the folder', async () => {
  const url = `${await saidMatching(/listening +(http:\S+)/)}/a.txt`
  const keyPairId = await saidMatching(/key pair (K\w+)/)
  expect((await fetch(url)).status).toBe(403)

  const signed = (await run('sign', url, '-k', keyPairId, '-f', 'private.pem')).trim()
  const answers = [await fetch(signed), await fetch(signed)]
  expect(await answers[0]?.text()).toBe('the film')
  expect(answers.map(({ headers }) => headers.get('x-cache'))).toEqual(['Miss from cloudfront', 'Hit from cloudfront'])

  expect(await run('invalidate', '/a*')).toMatch(/^invalidated \/a\* {3}I\w+ E\w+\n$/)
  expect((await fetch(signed)).headers.get('x-cache')).toBe('Miss from cloudfront')
  await expect(run('invalidate', 'a.txt')).rejects.toThrow(/a\.txt: a path starts with \/.* \[INV-01\]/)

  const id = answers[1]?.headers.get('x-amz-cf-id') ?? ''
  const explained = await run('explain', '--request-id', id)
  expect(explained).toMatch(new RegExp(`^${id}  \\d{4}-`))
  expect(explained).toMatch(/signature +signed-url[^]*why Hit +a fresh copy/)
  const json: unknown = JSON.parse(await run('explain', '--latest', `${url}?x`, '--status', '4xx', '--json'))
  expect(json).toMatchObject({
    status: 403,
    url: '/a.txt',
    whyStatus: expect.stringContaining('refuses'),
    end: 'complete',
  })
  await expect(run('explain', '--latest', '/b')).rejects.toThrow(/remembers no request of path \/b/)
  await expect(run('explain', '--request-id', 'x')).rejects.toThrow(/no request x is remembered: the last 1000 are/)
  await expect(run('explain', '/a', '--latest')).rejects.toThrow(/a URL is sent anew/)

  const ended = new Promise(done => stage.on('close', done))
  stage.kill('SIGTERM')
  await ended
  expect(existsSync(join(folder, '.understudy', 'stage.json'))).toBe(false)
  await expect(run('invalidate', '/a')).rejects.toThrow(/no stage runs in this folder/)
})

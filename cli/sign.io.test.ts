import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { viewerRequest, type RequestParts } from '../test/support/virtual-stage.ts'
import { judgeSignature } from '../pop/signed-access/judge-signature.ts'
import { parsePublicKeys } from './public-keys.io.ts'
import { moment, signCommand, type SignOptions } from './sign.io.ts'

const NOW = Date.UTC(2026, 10, 24, 20)
const HOST = '127.0.0.1:8080'

let folder: string
const file = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-sign-'))
  const pairs = {
    rsa: generateKeyPairSync('rsa', { modulusLength: 2_048 }),
    ecdsa: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    short: generateKeyPairSync('rsa', { modulusLength: 1_024 }),
  }
  for (const [name, { privateKey, publicKey }] of Object.entries(pairs)) {
    writeFileSync(file(`${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    writeFileSync(file(`${name}.pub`), publicKey.export({ type: 'spki', format: 'pem' }))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (url: string, options: Partial<SignOptions> = {}): string => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    const all = { keyPairId: 'K1', privateKey: file('rsa.pem'), expires: '1h', ...options }
    signCommand(url, all, NOW)
    return write.mock.calls.map(([text]) => String(text)).join('')
  } finally {
    write.mockRestore()
  }
}

const judge = (parts: RequestParts, now = NOW, key = 'rsa') =>
  judgeSignature(
    {
      distribution: { domainName: 'd1.cloudfront.net', aliases: [] },
      signers: { keys: parsePublicKeys([`K1=${file(`${key}.pub`)}`]), accounts: [] },
      givenKeys: new Map(),
    },
    viewerRequest({ ...parts, headers: { host: HOST, ...parts.headers } }),
    now,
  ).kind

const pathOf = (url: string): string => url.trim().slice(`http://${HOST}`.length)

describe('understudy sign', () => {
  test('SEC-01: its URL opens the behaviour, for the time that is asked', () => {
    const url = run(`http://${HOST}/film?size=l`, { expires: '30m' })
    expect(judge({ path: pathOf(url) })).toBe('granted')
    expect(judge({ path: pathOf(url) }, NOW + 30 * 60_000)).toBe('refused')
    expect(judge({ path: pathOf(url).replace('size=l', 'size=s') })).toBe('refused')
  })

  test('SEC-05: its cookies open what the wildcard covers', () => {
    const line = run(`http://${HOST}/films/*`, { cookies: true })
    const cookie = line.trim().slice('Cookie: '.length)
    expect(judge({ path: '/films/a/b?c', headers: { cookie } })).toBe('granted')
    expect(judge({ path: '/other', headers: { cookie } })).toBe('refused')
  })

  test.each([
    { key: 'rsa', sha256: true },
    { key: 'ecdsa', sha256: false },
    { key: 'ecdsa', sha256: true },
  ])('SEC-04: with $key, SHA-256 $sha256', ({ key, sha256 }) => {
    const url = run(`http://${HOST}/film`, { privateKey: file(`${key}.pem`), sha256 })
    expect(judge({ path: pathOf(url) }, NOW, key)).toBe('granted')
  })

  test('SEC-01: times and addresses make a custom policy', () => {
    const url = run(`http://${HOST}/film`, { starts: '5m', ipAddress: '192.0.2.0/24' })
    expect(judge({ path: pathOf(url) })).toBe('refused')
    expect(judge({ path: pathOf(url) }, NOW + 6 * 60_000)).toBe('granted')
    expect(judge({ path: pathOf(url), clientIp: '198.51.100.1' }, NOW + 6 * 60_000)).toBe('refused')
  })

  test('--json gives the policy as it was signed', () => {
    const { policy, fields, url, cookie } = JSON.parse(run(`http://${HOST}/film`, { json: true }))
    expect(policy).toBe(
      `{"Statement":[{"Resource":"http://${HOST}/film","Condition":{"DateLessThan":{"AWS:EpochTime":${NOW / 1_000 + 3_600}}}}]}`,
    )
    expect(fields).toMatchObject({ 'Key-Pair-Id': 'K1', Expires: String(NOW / 1_000 + 3_600) })
    expect(url).toContain(`Signature=${fields.Signature}`)
    expect(cookie).toContain(`CloudFront-Signature=${fields.Signature}`)
  })

  test.each([
    { what: 'a URL without a host', url: '/film', options: {}, message: /a host and a path/ },
    { what: 'a fragment', url: 'http://a/#b', options: {}, message: /fragment/ },
    { what: 'a signed URL', url: 'http://a/?Expires=1', options: {}, message: /signed already/ },
    { what: 'no such file', url: 'http://a/', options: { privateKey: 'nowhere.pem' }, message: /cannot be read/ },
    { what: 'an IPv6 address', url: 'http://a/', options: { ipAddress: '::1' }, message: /IPv4/ },
    { what: 'no time', url: 'http://a/', options: { expires: 'soon' }, message: /ISO 8601/ },
  ])('$what is a usage failure', ({ url, options, message }) => {
    expect(() => run(url, options)).toThrow(message)
  })

  test('SEC-04: a key that CloudFront does not take', () => {
    expect(() => run('http://a/', { privateKey: file('short.pem') })).toThrow(/2,048 bits/)
    expect(() => run('http://a/', { privateKey: file('rsa.pub') })).toThrow(/no private key/)
    expect(() => parsePublicKeys([`K1=${file('short.pub')}`])).toThrow(/2,048 bits/)
    expect(() => parsePublicKeys([`K1=${file('rsa.pem')}`])).toThrow(/holds a private key/)
  })
})

test.each([
  { text: '90s', seconds: NOW / 1_000 + 90 },
  { text: '7d', seconds: NOW / 1_000 + 604_800 },
  { text: '1800000000', seconds: 1_800_000_000 },
  { text: '2026-11-24T21:00Z', seconds: NOW / 1_000 + 3_600 },
])('--expires $text', ({ text, seconds }) => {
  expect(moment('--expires', text, NOW)).toBe(seconds)
})

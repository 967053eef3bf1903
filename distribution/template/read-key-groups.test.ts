import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { loadText, sampleWith } from '../fixtures/sample.ts'

const publicPem = (pair: {
  publicKey: { export(options: { type: 'spki'; format: 'pem' }): string | Buffer }
}): string => pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const rsaPem = publicPem(rsa)
const ecdsaPem = publicPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }))
const privatePem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const keyResource = (logicalId: string, pem: string): string => `
  ${logicalId}:
    Type: AWS::CloudFront::PublicKey
    Properties:
      PublicKeyConfig: { CallerReference: a, Name: ${logicalId}, Comment: '', EncodedKey: ${JSON.stringify(pem)} }
`

const groupResource = (logicalId: string, items: readonly string[]): string => `
  ${logicalId}:
    Type: AWS::CloudFront::KeyGroup
    Properties:
      KeyGroupConfig: { Name: ${logicalId}, Comment: '', Items: [${items.join(', ')}] }
`

const load = (resources: string, groups = '!Ref Members') =>
  loadText(
    `${sampleWith(
      'CachePolicyId: !Ref HtmlCachePolicy',
      `CachePolicyId: !Ref HtmlCachePolicy\n          TrustedKeyGroups: [${groups}]`,
    )}${resources}`,
  )

const errors = (loaded: ReturnType<typeof load>) => loaded.problems.filter(({ severity }) => severity === 'error')

test('SEC-01, SEC-04: a behaviour gets the keys of its key groups, RSA and ECDSA', () => {
  const loaded = load(
    keyResource('Rsa', rsaPem) +
      keyResource('Ecdsa', ecdsaPem) +
      groupResource('Members', ['!Ref Rsa', '!GetAtt Ecdsa.Id']),
  )
  expect(errors(loaded)).toEqual([])
  const signers = loaded.distributions[0]?.behaviors.at(-1)?.trustedSigners
  expect([...(signers?.keys.values() ?? [])].map(({ algorithm }) => algorithm)).toEqual(['rsa-2048', 'ecdsa-p256'])
  for (const [id, key] of signers?.keys ?? []) {
    expect(id).toMatch(/^K[0-9A-Z]{13}$/)
    expect(key.id).toBe(id)
  }
  expect(loaded.distributions[0]?.behaviors[0]?.trustedSigners).toBeUndefined()
})

test.each([
  { what: 'a private key', pem: privatePem, message: 'the public key holds a private key' },
  { what: 'no key', pem: 'hello', message: 'the public key is no public key in PEM' },
  {
    what: 'RSA of another length',
    pem: publicPem(generateKeyPairSync('rsa', { modulusLength: 1_024 })),
    message: 'the public key is neither RSA with 2,048 bits nor ECDSA on P-256',
  },
  {
    what: 'another curve',
    pem: publicPem(generateKeyPairSync('ec', { namedCurve: 'P-384' })),
    message: 'the public key is neither RSA with 2,048 bits nor ECDSA on P-256',
  },
])('SEC-04: $what stops the load once', ({ pem, message }) => {
  const loaded = load(keyResource('Key', pem) + groupResource('Members', ['!Ref Key']))
  expect(errors(loaded)).toMatchObject([{ message, rule: 'SEC-04' }])
  expect(loaded.distributions).toEqual([])
})

test('SEC-07: at most five keys in a group', () => {
  const names = ['A', 'B', 'C', 'D', 'E', 'F']
  const loaded = load(
    names.map(name => keyResource(name, rsaPem)).join('') +
      groupResource(
        'Members',
        names.map(name => `!Ref ${name}`),
      ),
  )
  expect(errors(loaded)).toMatchObject([{ message: '6 keys in a key group, at most 5', rule: 'SEC-07' }])
})

test('SEC-07: more than ten key groups are a warning, for AWS can raise the quota', () => {
  const groups = Array.from({ length: 11 }, (_, index) => groupResource(`Group${index}`, ['!Ref Rsa'])).join('')
  const loaded = load(keyResource('Rsa', rsaPem) + groups, '!Ref Group0')
  expect(errors(loaded)).toEqual([])
  expect(loaded.problems).toContainEqual(
    expect.objectContaining({
      severity: 'warning',
      rule: 'SEC-07',
      message: '11 key groups, above the default quota of 10',
    }),
  )
})

test('SEC-01: a key group of a key that is not there', () => {
  const loaded = load(groupResource('Members', ['KNOBODY']))
  expect(errors(loaded)).toMatchObject([{ message: 'the template has no public key KNOBODY', rule: 'SEC-01' }])
})

import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import type { PublicKey } from '../../distribution/model.ts'

// Signs as the Developer Guide says, with Node.js alone: nothing here comes from what it tests.

export interface SigningKey {
  readonly publicKey: PublicKey
  readonly privateKey: KeyObject
}

const signingKey = (
  id: string,
  algorithm: PublicKey['algorithm'],
  pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
): SigningKey => ({
  publicKey: { id, algorithm, pem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() },
  privateKey: pair.privateKey,
})

export const rsaKey = (id: string): SigningKey =>
  signingKey(id, 'rsa-2048', generateKeyPairSync('rsa', { modulusLength: 2_048 }))

export const ecdsaKey = (id: string): SigningKey =>
  signingKey(id, 'ecdsa-p256', generateKeyPairSync('ec', { namedCurve: 'P-256' }))

const REPLACED: Readonly<Record<string, string>> = { '+': '-', '=': '_', '/': '~' }

export const encoded = (bytes: Buffer): string =>
  bytes.toString('base64').replace(/[+=/]/g, char => REPLACED[char] ?? '')

/** Name and value of each parameter; the cookies have the same names after `CloudFront-`. */
export type Fields = Readonly<Record<string, string>>

export const signedFields = (
  { publicKey, privateKey }: SigningKey,
  policy: string,
  hash: 'SHA1' | 'SHA256',
): Fields => ({
  Signature: encoded(sign(hash, Buffer.from(policy), privateKey)),
  'Key-Pair-Id': publicKey.id,
  ...(hash === 'SHA256' ? { 'Hash-Algorithm': 'SHA256' } : {}),
})

export const cannedFields = (
  key: SigningKey,
  url: string,
  expires: number,
  hash: 'SHA1' | 'SHA256' = 'SHA1',
): Fields => {
  const policy = `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`
  return { Expires: String(expires), ...signedFields(key, policy, hash) }
}

export interface PolicyParts {
  readonly resource?: string
  readonly lessThan: number
  readonly greaterThan?: number
  readonly sourceIp?: string
}

export const policyText = ({ resource, lessThan, greaterThan, sourceIp }: PolicyParts): string =>
  JSON.stringify({
    Statement: [
      {
        Resource: resource,
        Condition: {
          DateLessThan: { 'AWS:EpochTime': lessThan },
          DateGreaterThan: greaterThan === undefined ? undefined : { 'AWS:EpochTime': greaterThan },
          IpAddress: sourceIp === undefined ? undefined : { 'AWS:SourceIp': sourceIp },
        },
      },
    ],
  })

export const customFields = (key: SigningKey, policy: string, hash: 'SHA1' | 'SHA256' = 'SHA1'): Fields => ({
  Policy: encoded(Buffer.from(policy)),
  ...signedFields(key, policy, hash),
})

export const asQuery = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

export const asCookies = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `CloudFront-${name}=${value}`)
    .join('; ')

import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { PublicKey } from '../../distribution/model.ts'

export type HashAlgorithm = 'sha1' | 'sha256'

/** SEC-04: SHA-1 unless it is named. Undefined: one that CloudFront does not know. */
export const hashAlgorithmOf = (named: string | undefined): HashAlgorithm | undefined => {
  if (named === undefined || named === 'SHA1') return 'sha1'
  return named === 'SHA256' ? 'sha256' : undefined
}

/** Base64 with `-`, `_` and `~` for what has a meaning in a URL. */
export const toUrlSafeBase64 = (bytes: Buffer): string =>
  bytes.toString('base64').replace(/[+=/]/g, char => (char === '+' ? '-' : char === '=' ? '_' : '~'))

/** Undefined: the text is not of that form. */
export const fromUrlSafeBase64 = (text: string): Buffer | undefined => {
  if (!/^[A-Za-z0-9~-]+_{0,2}$/.test(text)) return undefined
  return Buffer.from(
    text.replace(/[-_~]/g, char => (char === '-' ? '+' : char === '_' ? '=' : '/')),
    'base64',
  )
}

const keyObjects = new WeakMap<PublicKey, KeyObject>()

const keyObjectOf = (key: PublicKey): KeyObject => {
  const known = keyObjects.get(key)
  if (known !== undefined) return known
  const made = createPublicKey(key.pem)
  keyObjects.set(key, made)
  return made
}

/** SEC-04: RSA with PKCS #1 padding, ECDSA in DER. */
export const isSignedBy = (key: PublicKey, algorithm: HashAlgorithm, signed: Buffer, signature: Buffer): boolean =>
  verify(algorithm, signed, keyObjectOf(key), signature)

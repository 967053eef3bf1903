import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
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

/** A key made ready, and the signatures that were found to be its own: viewers with cookies bring the same one again and again. */
interface ReadyKey {
  readonly key: KeyObject
  readonly good: LRUCache<string, true>
}

const GOOD_MAX = 10_000
const GOOD_MAX_CHARACTERS = 8_000_000

const readyKeys = new WeakMap<PublicKey, ReadyKey>()

const readyKey = (key: PublicKey): ReadyKey => {
  const known = readyKeys.get(key)
  if (known !== undefined) return known
  const good = new LRUCache<string, true>({
    max: GOOD_MAX,
    maxSize: GOOD_MAX_CHARACTERS,
    sizeCalculation: (_, text) => text.length,
  })
  const made = { key: createPublicKey(key.pem), good }
  readyKeys.set(key, made)
  return made
}

/** SEC-04: RSA with PKCS #1 padding, ECDSA in DER. */
export const isSignedBy = (key: PublicKey, algorithm: HashAlgorithm, signed: Buffer, signature: Buffer): boolean => {
  const ready = readyKey(key)
  const what = `${algorithm} ${signature.length} ${signature.toString('latin1')}${signed.toString('latin1')}`
  if (ready.good.get(what) === true) return true
  const isGood = verify(algorithm, signed, ready.key, signature)
  // What is not good is worked out anew, so that nobody can push out what is.
  if (isGood) ready.good.set(what, true)
  return isGood
}

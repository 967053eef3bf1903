import { createPublicKey, type KeyObject } from 'node:crypto'
import type { PublicKey } from './model.ts'

export type PublicKeyReading =
  | { readonly kind: 'key'; readonly key: PublicKey }
  /** What is wrong with it, to follow the word "which". */
  | { readonly kind: 'unusable'; readonly why: string }

const unusable = (why: string): PublicKeyReading => ({ kind: 'unusable', why })

const parsed = (pem: string): KeyObject | undefined => {
  try {
    return createPublicKey(pem)
  } catch {
    return undefined
  }
}

/** SEC-04: of a public or private key; undefined for a kind that CloudFront does not take. */
export const keyAlgorithm = ({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: KeyObject): PublicKey['algorithm'] | undefined => {
  if (asymmetricKeyType === 'rsa' && asymmetricKeyDetails?.modulusLength === 2_048) return 'rsa-2048'
  return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ecdsa-p256' : undefined
}

/** A public key for signed URLs and cookies (SEC-04). In: PEM. */
export const readPublicKeyPem = (id: string, pem: string): PublicKeyReading => {
  if (pem.includes('PRIVATE KEY')) return unusable('holds a private key')
  const key = parsed(pem)
  if (key === undefined) return unusable('is no public key in PEM')
  const algorithm = keyAlgorithm(key)
  return algorithm === undefined
    ? unusable('is neither RSA with 2,048 bits nor ECDSA on P-256')
    : { kind: 'key', key: { id, algorithm, pem } }
}

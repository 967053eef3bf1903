import { sign, type KeyObject } from 'node:crypto'
import { cannedPolicyText } from './access-policy.ts'
import { toUrlSafeBase64, type HashAlgorithm } from './signature.ts'

/** What a signature is to grant: one URL until a time, or what a custom policy says. Times in seconds since the epoch. */
export type Grant =
  | { readonly kind: 'canned'; readonly url: string; readonly expires: number }
  | {
      readonly kind: 'custom'
      /** With `*` and `?`. */
      readonly resource: string
      readonly expires: number
      readonly starts: number | undefined
      /** An IPv4 address or range. */
      readonly ipAddress: string | undefined
    }

export interface Signer {
  readonly keyPairId: string
  readonly privateKey: KeyObject
  readonly algorithm: HashAlgorithm
}

/** Name and value, in the order in which they stand in a URL; the cookies have the same names after `CloudFront-`. */
export type SignedField = readonly [name: string, value: string]

const customPolicyText = ({ resource, expires, starts, ipAddress }: Grant & { kind: 'custom' }): string =>
  JSON.stringify({
    Statement: [
      {
        Resource: resource,
        Condition: {
          DateLessThan: { 'AWS:EpochTime': expires },
          ...(starts === undefined ? {} : { DateGreaterThan: { 'AWS:EpochTime': starts } }),
          ...(ipAddress === undefined ? {} : { IpAddress: { 'AWS:SourceIp': ipAddress } }),
        },
      },
    ],
  })

/** What is signed. */
export const policyTextOf = (grant: Grant): string =>
  grant.kind === 'canned' ? cannedPolicyText(grant.url, String(grant.expires)) : customPolicyText(grant)

/** The fields of a signature (SEC-02, SEC-04, SEC-05). */
export const signedFieldsFor = (grant: Grant, { keyPairId, privateKey, algorithm }: Signer): readonly SignedField[] => {
  const policy = policyTextOf(grant)
  const what: SignedField =
    grant.kind === 'canned' ? ['Expires', String(grant.expires)] : ['Policy', toUrlSafeBase64(Buffer.from(policy))]
  const hash: readonly SignedField[] = algorithm === 'sha256' ? [['Hash-Algorithm', 'SHA256']] : []
  const signature = toUrlSafeBase64(sign(algorithm, Buffer.from(policy), privateKey))
  return [what, ['Signature', signature], ['Key-Pair-Id', keyPairId], ...hash]
}

export const signedUrl = (url: string, fields: readonly SignedField[]): string =>
  `${url}${url.includes('?') ? '&' : '?'}${fields.map(([name, value]) => `${name}=${value}`).join('&')}`

/** The value of a `Cookie` field. */
export const signedCookies = (fields: readonly SignedField[]): string =>
  fields.map(([name, value]) => `CloudFront-${name}=${value}`).join('; ')

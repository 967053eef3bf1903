import type { Distribution, PublicKey, TrustedSigners } from '../../distribution/model.ts'
import type { ViewerRequest } from '../viewer/viewer-request.ts'
import {
  cannedPolicyText,
  parseAccessPolicy,
  policyObjection,
  type AccessPolicy,
  type AccessQuestion,
} from './access-policy.ts'
import { fromUrlSafeBase64, hashAlgorithmOf, isSignedBy, type HashAlgorithm } from './signature.ts'
import { signatureFields, type SignatureFields } from './signature-fields.ts'
import { signedUrls } from './signed-urls.ts'

/** The codes of CloudFront's own answers; their texts are `REFUSAL_TEXTS`. */
export type RefusalCode = 'MissingKey' | 'InvalidKey' | 'MalformedPolicy' | 'AccessDenied'

export type SignatureJudgement =
  | {
      readonly kind: 'granted'
      readonly by: SignatureFields['by']
      readonly policy: 'canned' | 'custom'
      readonly keyPairId: string
    }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly why: string }

const refused = (code: RefusalCode, why: string): SignatureJudgement => ({ kind: 'refused', code, why })

/** Who may sign, and for what. */
export interface SignatureRules {
  readonly distribution: Pick<Distribution, 'domainName' | 'aliases'>
  readonly signers: TrustedSigners
  /** Keys that stand in no template, by key pair id: of legacy trusted signers, or under the id a key has on AWS. */
  readonly givenKeys: ReadonlyMap<string, PublicKey>
}

const keyFor = ({ signers, givenKeys }: SignatureRules, keyPairId: string): PublicKey | undefined =>
  signers.keys.get(keyPairId) ?? givenKeys.get(keyPairId)

interface Signed {
  readonly key: PublicKey
  readonly algorithm: HashAlgorithm
  readonly signature: Buffer
}

/** The policy that the signature covers, or why it covers none. */
const coveredPolicy = (
  { policy, expires }: SignatureFields,
  { urls }: AccessQuestion,
  { key, algorithm, signature }: Signed,
): AccessPolicy | Extract<SignatureJudgement, { kind: 'refused' }> => {
  if (policy !== undefined) {
    const text = fromUrlSafeBase64(policy)
    const parsed = text === undefined ? undefined : parseAccessPolicy(text.toString('utf8'))
    if (text === undefined || parsed === undefined)
      return { kind: 'refused', code: 'MalformedPolicy', why: 'the policy is not one that CloudFront reads' }
    return isSignedBy(key, algorithm, text, signature)
      ? parsed
      : { kind: 'refused', code: 'AccessDenied', why: `the signature of the policy was not made with ${key.id}` }
  }
  if (expires === undefined || !/^\d{1,15}$/.test(expires))
    return { kind: 'refused', code: 'AccessDenied', why: 'there is neither a policy nor a time of expiry in seconds' }
  const isCovered = urls.some(url => isSignedBy(key, algorithm, Buffer.from(cannedPolicyText(url, expires)), signature))
  return isCovered
    ? { resource: undefined, dateLessThan: Number(expires), dateGreaterThan: undefined, sourceIp: undefined }
    : {
        kind: 'refused',
        code: 'AccessDenied',
        why: `${key.id} did not sign ${cannedPolicyText(urls[0] ?? '', expires)}`,
      }
}

/** SEC-01, SEC-03, SEC-04: whether a viewer may have what it asks for. In: milliseconds since the epoch. */
export const judgeSignature = (rules: SignatureRules, viewer: ViewerRequest, now: number): SignatureJudgement => {
  const fields = signatureFields(viewer.queryString, viewer.headers)
  if (fields === undefined) return refused('MissingKey', 'neither the URL nor a cookie is signed')
  const { by, keyPairId, hashAlgorithm } = fields
  const medium = by === 'signed-url' ? 'URL' : 'cookies'
  if (keyPairId === undefined || keyPairId === '') return refused('MissingKey', `no Key-Pair-Id in the ${medium}`)
  const key = keyFor(rules, keyPairId)
  if (key === undefined) return refused('InvalidKey', `no trusted signer has the key ${keyPairId}`)
  const algorithm = hashAlgorithmOf(hashAlgorithm)
  if (algorithm === undefined) return refused('AccessDenied', `the hash algorithm ${hashAlgorithm} is not known`)
  const signature = fromUrlSafeBase64(fields.signature ?? '')
  if (signature === undefined) return refused('AccessDenied', `no readable Signature in the ${medium}`)
  const question: AccessQuestion = { urls: signedUrls(rules.distribution, viewer), clientIp: viewer.clientIp, now }
  const policy = coveredPolicy(fields, question, { key, algorithm, signature })
  if ('kind' in policy) return policy
  const objection = policyObjection(policy, question)
  return objection === undefined
    ? { kind: 'granted', by, policy: fields.policy === undefined ? 'canned' : 'custom', keyPairId }
    : refused('AccessDenied', objection)
}
